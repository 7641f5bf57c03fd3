package main

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/pion/webrtc/v4"
)

// candidate is an RTCIceCandidateInit as far as the protocol has it.
type candidate struct {
	Candidate     string  `json:"candidate"`
	SDPMid        *string `json:"sdpMid"`
	SDPMLineIndex *uint16 `json:"sdpMLineIndex"`
}

// connection tells what happens on a peer connection.
type connection struct {
	driver *driver
	pc     *webrtc.PeerConnection
	handle int
	order  order
	// The next offer is to have new ICE credentials. Only requests use it, in their order.
	restart bool
	// Of the driver, under its mu.
	handles   []int
	forgotten bool

	signalled chan struct{}
	// Ends when the connection is closed, from here or by Pion.
	life context.Context
	end  context.CancelFunc

	mu      sync.Mutex
	passage passage
	held    []candidate
}

// passage says what becomes of candidates.
type passage int

const (
	// They may come before setLocalDescription has answered; of an ICE restart by the other side even before it is asked.
	hold passage = iota
	pass
	// They are in the description.
	drop
)

func (c *connection) turn() *order { return &c.order }

// tellState makes a handler that tells the states of c.
func tellState[S fmt.Stringer](c *connection, event string) func(S) {
	return func(state S) { c.driver.tell(event, fields{"pc": c.handle, "state": state.String()}) }
}

// listen tells all events that Pion has. Its SCTP transport has none for its states. It starts a goroutine for each
// change of the connection's state, and two that come at the same time may be told in either order.
func (c *connection) listen() {
	tellConnection := tellState[webrtc.PeerConnectionState](c, "connectionstatechange")
	c.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		tellConnection(state)
		if state == webrtc.PeerConnectionStateClosed {
			c.end()
		}
	})
	tellSignaling := tellState[webrtc.SignalingState](c, "signalingstatechange")
	c.pc.OnSignalingStateChange(func(state webrtc.SignalingState) {
		tellSignaling(state)
		select {
		case c.signalled <- struct{}{}:
		default:
		}
	})
	c.pc.OnICEConnectionStateChange(tellState[webrtc.ICEConnectionState](c, "iceconnectionstatechange"))
	c.pc.OnICEGatheringStateChange(tellState[webrtc.ICEGatheringState](c, "icegatheringstatechange"))
	c.pc.SCTP().Transport().OnStateChange(tellState[webrtc.DTLSTransportState](c, "dtlsstatechange"))
	c.pc.OnICECandidate(func(found *webrtc.ICECandidate) {
		var made candidate // Pion's nil, which ends the candidates, is W3C's empty one.
		if found != nil {
			json := found.ToJSON()
			made = candidate{json.Candidate, json.SDPMid, json.SDPMLineIndex}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held = append(c.held, made)
		c.handleHeld()
	})
	c.pc.OnDataChannel(func(stack *webrtc.DataChannel) {
		ch := c.watch(stack)
		defer ch.mu.Unlock()
		c.driver.tell("datachannel", fields{"pc": c.handle, "channel": ch.handle})
	})
}

func (c *connection) letCandidates(what passage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passage = what
	c.handleHeld()
}

// handleHeld needs mu.
func (c *connection) handleHeld() {
	if c.passage == hold {
		return
	}
	for _, held := range c.held {
		if c.passage == pass {
			c.driver.tell("icecandidate", fields{"pc": c.handle, "candidate": held})
		}
	}
	c.held = nil
}

// describe makes a change of a description and waits until the handler of the signalling state, which Pion calls in a
// goroutine of its own, has told it: two changes are told in their order, and each before its response.
func (c *connection) describe(change func() error) error {
	before := c.pc.SignalingState()
	err := change()
	if now := c.pc.SignalingState(); now != before && now != webrtc.SignalingStateClosed {
		<-c.signalled
	}
	return err
}

// keyLog tells the lines that Pion writes, one at a time, of the connection that it is made for.
type keyLog struct{ connection *connection }

func (k keyLog) Write(line []byte) (int, error) {
	c := k.connection
	c.driver.tell("keylog", fields{"pc": c.handle, "line": strings.TrimSuffix(string(line), "\n")})
	return len(line), nil
}
