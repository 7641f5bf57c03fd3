package main

import (
	"runtime"
	"sync"

	"github.com/pion/webrtc/v4"
)

// channel tells what happens on a data channel, in the order that the protocol demands. Pion starts a goroutine for
// each of its handlers but that of messages, and so a message can overtake its channel's open.
type channel struct {
	*webrtc.DataChannel
	driver     *driver
	connection *connection
	handle     int

	// Events wait for mu, in which the first one (a response, `datachannel`) is told.
	mu        sync.Mutex
	opened    bool
	early     []webrtc.DataChannelMessage
	collected *collection
	wanted    int
}

func (ch *channel) turn() *order { return &ch.connection.order }

// watch numbers a channel and holds its events back until mu is unlocked.
func (c *connection) watch(stack *webrtc.DataChannel) *channel {
	ch := &channel{DataChannel: stack, driver: c.driver, connection: c}
	ch.mu.Lock()
	// First of all: Pion drops messages that come before there is a handler, and its channel may be open already.
	stack.OnMessage(func(message webrtc.DataChannelMessage) {
		ch.mu.Lock()
		defer ch.mu.Unlock()
		if ch.opened {
			ch.receive(message)
		} else {
			ch.early = append(ch.early, message)
		}
	})
	stack.OnOpen(func() { ch.tell("open", nil) })
	stack.OnError(func(err error) { ch.tell("error", fields{"message": err.Error()}) })
	stack.OnBufferedAmountLow(func() { ch.tell("bufferedamountlow", nil) })
	stack.OnClose(func() {
		runtime.Gosched() // Lets a handler of open go first that was started just before.
		ch.tell("close", nil)
	})
	ch.handle = c.driver.add(ch, c)
	return ch
}

func (ch *channel) tell(event string, params fields) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if params == nil {
		params = fields{}
	}
	params["channel"] = ch.handle
	if event == "close" { // One that never opened loses no message either.
		ch.receiveEarly()
	}
	ch.driver.tell(event, params)
	if event == "open" {
		ch.opened = true
		ch.receiveEarly()
	}
}

func (ch *channel) receiveEarly() {
	for _, message := range ch.early {
		ch.receive(message)
	}
	ch.early = nil
}

// receive needs mu.
func (ch *channel) receive(message webrtc.DataChannelMessage) {
	switch {
	case ch.collected != nil:
		ch.collected.add(message.Data, message.IsString)
		if ch.collected.Count == ch.wanted {
			sum := ch.collected.sum()
			ch.driver.tell("collected", fields{"channel": ch.handle, "count": sum.Count, "bytes": sum.Bytes,
				"digest": sum.Digest, "texts": sum.Texts, "order": sum.Order})
		}
	case message.IsString:
		ch.driver.tell("message", fields{"channel": ch.handle, "text": string(message.Data)})
	default:
		ch.driver.tell("message", fields{"channel": ch.handle, "base64": message.Data})
	}
}
