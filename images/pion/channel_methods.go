package main

import "github.com/pion/webrtc/v4"

type channelInit struct {
	onConnection
	Label             string  `json:"label"`
	Ordered           *bool   `json:"ordered,omitempty"`
	MaxRetransmits    *uint16 `json:"maxRetransmits,omitempty"`
	MaxPacketLifeTime *uint16 `json:"maxPacketLifeTime,omitempty"`
	Protocol          *string `json:"protocol,omitempty"`
	Negotiated        *bool   `json:"negotiated,omitempty"`
	ID                *uint16 `json:"id,omitempty"`
}

func createDataChannel(c *connection, p channelInit, r *request) (any, error) {
	stack, err := c.pc.CreateDataChannel(p.Label, &webrtc.DataChannelInit{
		Ordered: p.Ordered, MaxRetransmits: p.MaxRetransmits, MaxPacketLifeTime: p.MaxPacketLifeTime,
		Protocol: p.Protocol, Negotiated: p.Negotiated, ID: p.ID,
	})
	if err != nil {
		return nil, err
	}
	ch := c.watch(stack)
	r.then = ch.mu.Unlock
	return fields{"channel": ch.handle}, nil
}

func getDataChannel(ch *channel, _ onChannel, _ *request) (any, error) {
	return fields{
		"label":                      ch.Label(),
		"ordered":                    ch.Ordered(),
		"maxRetransmits":             ch.MaxRetransmits(),
		"maxPacketLifeTime":          ch.MaxPacketLifeTime(),
		"protocol":                   ch.Protocol(),
		"negotiated":                 ch.Negotiated(),
		"id":                         ch.ID(),
		"readyState":                 ch.ReadyState().String(),
		"bufferedAmount":             ch.BufferedAmount(),
		"bufferedAmountLowThreshold": ch.BufferedAmountLowThreshold(),
	}, nil
}

type threshold struct {
	onChannel
	Value uint64 `json:"value"`
}

func setBufferedAmountLowThreshold(ch *channel, p threshold, _ *request) (any, error) {
	ch.SetBufferedAmountLowThreshold(p.Value)
	return nil, nil
}

type message struct {
	onChannel
	Text   *string `json:"text,omitempty"`
	Base64 *[]byte `json:"base64,omitempty"`
}

func send(ch *channel, p message, _ *request) (any, error) {
	switch {
	case (p.Text == nil) == (p.Base64 == nil):
		return nil, failure{invalidParams, "params: expected either text or base64"}
	case p.Text != nil:
		return nil, ch.SendText(*p.Text)
	}
	return nil, ch.Send(*p.Base64)
}

type generated struct {
	onChannel
	generator
}

func sendGenerated(ch *channel, p generated, _ *request) (any, error) {
	if p.Count < 1 || p.Length < 0 {
		return nil, failure{invalidParams, "params: expected a count from 1 and a length from 0"}
	}
	err := p.each(func(message []byte) error {
		if p.Text {
			return ch.SendText(string(message))
		}
		return ch.Send(message)
	})
	return fields{"bytes": p.Count * p.Length}, err
}

type collecting struct {
	onChannel
	Count int `json:"count"`
}

func collect(ch *channel, p collecting, _ *request) (any, error) {
	if p.Count < 1 {
		return nil, failure{invalidParams, "params: expected a count from 1"}
	}
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.collected, ch.wanted = newCollection(), p.Count
	return nil, nil
}

// getCollected tells an empty collection of a channel that was never asked to collect.
func getCollected(ch *channel, _ onChannel, _ *request) (any, error) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if ch.collected == nil {
		return newCollection().sum(), nil
	}
	return ch.collected.sum(), nil
}

func closeDataChannel(ch *channel, _ onChannel, _ *request) (any, error) {
	return nil, ch.Close()
}
