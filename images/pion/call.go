package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"
)

var errUnsupported = errors.New("unsupported")

// The stages of a connection in their order, each with what completes it.
const (
	signalling int32 = iota
	ice
	dtls
	sctp
	application
)

var stages = [...]string{"signalling: expected an answer", "ICE: expected a candidate pair that works",
	"DTLS: expected a finished handshake", "SCTP: expected an open data channel", "application: expected the echo"}

// caller is one attempt. Its stage only grows: a connection that breaks goes back through the same states.
type caller struct {
	pc      *webrtc.PeerConnection
	channel *webrtc.DataChannel
	stage   atomic.Int32
	verdict chan error
}

// call runs a case against the server at target. It returns nil when the case passed, otherwise the line of reason.
func call(ctx context.Context, target, testcase string, timeout, wait time.Duration) error {
	if !slices.Contains(cases, testcase) {
		return fmt.Errorf("%w: no case %q, this peer knows %s", errUnsupported, testcase, strings.Join(cases, ", "))
	}
	if err := waitForHealth(ctx, target, wait); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("none within %d ms", timeout.Milliseconds()))
	defer cancel()
	pc, err := newAPI().NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return fmt.Errorf("signalling: no peer connection: %w", err)
	}
	c := &caller{pc: pc, verdict: make(chan error, 1)}
	defer closeAll(pc) // Not before the verdict stands: it comes from states that this changes.
	return c.run(ctx, target, testcase)
}

func (c *caller) run(ctx context.Context, target, testcase string) (err error) {
	if c.channel, err = c.pc.CreateDataChannel("echo", nil); err != nil {
		return fmt.Errorf("signalling: no data channel: %w", err)
	}
	c.watch(testcase)
	offer, err := setLocalFully(c.pc, webrtc.SDPTypeOffer)
	if err != nil {
		return fmt.Errorf("signalling: no offer: %w", err)
	}
	answer, err := post(ctx, target, offer)
	if err != nil {
		return err
	}
	if err = c.pc.SetRemoteDescription(answer); err != nil {
		return fmt.Errorf("signalling: answer not accepted: %w", err)
	}
	c.reach(ice)
	select {
	case err = <-c.verdict:
		return err
	case <-ctx.Done():
		return c.stopped(context.Cause(ctx).Error())
	}
}

func (c *caller) watch(testcase string) {
	text := rand.Text()
	c.pc.OnICEConnectionStateChange(func(state webrtc.ICEConnectionState) { log.Print("ICE ", state) })
	c.pc.SCTP().Transport().OnStateChange(func(state webrtc.DTLSTransportState) {
		log.Print("DTLS ", state)
		switch state {
		case webrtc.DTLSTransportStateConnecting: // It begins when ICE has a pair.
			c.reach(dtls)
		case webrtc.DTLSTransportStateConnected:
			c.reach(sctp)
		}
	})
	c.pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		log.Print("connection ", state)
		switch state {
		case webrtc.PeerConnectionStateConnected:
			if testcase == "peer-connection" {
				c.decide(nil)
			}
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			c.decide(c.stopped("the connection is " + state.String()))
		}
	})
	if testcase != "data-channel-echo" {
		return
	}
	c.channel.OnOpen(func() {
		log.Print("data channel open")
		c.reach(application)
		if err := c.channel.SendText(text); err != nil {
			c.decide(fmt.Errorf("application: expected to send a message, got %w", err))
		}
	})
	c.channel.OnClose(func() { c.decide(c.stopped("the data channel is closed")) })
	c.channel.OnMessage(func(message webrtc.DataChannelMessage) {
		if echo := string(message.Data); echo != text || !message.IsString {
			c.decide(fmt.Errorf("application: echo is %.80q (text: %t), expected %q", echo, message.IsString, text))
		}
		c.decide(nil)
	})
}

func (c *caller) reach(stage int32) {
	for old := c.stage.Load(); old < stage && !c.stage.CompareAndSwap(old, stage); old = c.stage.Load() {
	}
}

// decide takes the first verdict, and no other.
func (c *caller) decide(verdict error) {
	select {
	case c.verdict <- verdict:
	default:
	}
}

func (c *caller) stopped(instead string) error {
	return fmt.Errorf("%s, %s; ICE state is %s, connection state is %s",
		stages[c.stage.Load()], instead, c.pc.ICEConnectionState(), c.pc.ConnectionState())
}
