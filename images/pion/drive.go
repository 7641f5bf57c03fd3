package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

type driver struct {
	api     *webrtc.API
	started time.Time

	output  sync.Mutex
	encoder *json.Encoder

	// A number up to last that has no entry in handles was closed.
	mu      sync.Mutex
	last    int
	handles map[int]any
}

// drive does what stdin says until it ends or ctx does, neither of which is an error.
func drive(ctx context.Context) error {
	d := &driver{api: newAPI(), started: time.Now(), encoder: json.NewEncoder(os.Stdout), handles: map[int]any{}}
	d.encoder.SetEscapeHTML(false)
	ended := make(chan error, 1)
	go func() { ended <- d.read(bufio.NewReaderSize(os.Stdin, 1<<16)) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	d.closeAll()
	return err
}

// add gives a connection or a channel of c its number.
func (d *driver) add(thing any, c *connection) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	if !c.forgotten {
		d.handles[d.last] = thing
		c.handles = append(c.handles, d.last)
	}
	return d.last
}

// find returns what has this number and is a T.
func find[T any](d *driver, handle int) (T, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	thing, open := d.handles[handle]
	found, fits := thing.(T)
	switch {
	case fits:
		return found, nil
	case !open && 0 < handle && handle <= d.last:
		return found, webrtc.ErrConnectionClosed
	}
	return found, failure{unknownHandle, "no such connection or channel"}
}

// forget releases c and its channels.
func (d *driver) forget(c *connection) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c.forgotten = true
	for _, handle := range c.handles {
		delete(d.handles, handle)
	}
}

func (d *driver) closeAll() {
	var all []*webrtc.PeerConnection
	d.mu.Lock()
	for _, thing := range d.handles {
		if c, ok := thing.(*connection); ok {
			all = append(all, c.pc)
		}
	}
	d.mu.Unlock()
	closeAll(all...)
}
