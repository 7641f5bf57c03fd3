package main

import (
	"errors"

	"github.com/pion/webrtc/v4"
)

// method reads a request's parameters and returns what is to be done, and in whose order.
type method func(d *driver, r *request) (*order, func() (any, error), error)

type onConnection struct {
	PC int `json:"pc"`
}

type onChannel struct {
	Channel int `json:"channel"`
}

func (p onConnection) handle() int { return p.PC }
func (p onChannel) handle() int    { return p.Channel }

// withHandle makes a method whose parameters P name a T, a connection or a channel.
func withHandle[T interface{ turn() *order }, P interface{ handle() int }](do func(T, P, *request) (any, error)) method {
	return func(d *driver, r *request) (*order, func() (any, error), error) {
		var params P
		if err := decode(r.Params, &params); err != nil {
			return nil, nil, err
		}
		target, err := find[T](d, params.handle())
		if err != nil {
			return nil, nil, err
		}
		return target.turn(), func() (any, error) { return do(target, params, r) }, nil
	}
}

var methods map[string]method

// Filled in here, since a method reaches the driver and the driver reaches methods.
func init() {
	methods = map[string]method{
		"hello": func(_ *driver, r *request) (*order, func() (any, error), error) {
			err := decode(r.Params, &struct{}{})
			return nil, func() (any, error) {
				return fields{"implementation": "pion", "version": stackVersion(), "language": "Go", "protocol": 1}, nil
			}, err
		},
		"createPeerConnection":          createPeerConnection,
		"setLocalDescription":           withHandle(setLocalDescription),
		"setRemoteDescription":          withHandle(setRemoteDescription),
		"addIceCandidate":               withHandle(addICECandidate),
		"restartIce":                    withHandle(restartICE),
		"createDataChannel":             withHandle(createDataChannel),
		"getPeerConnection":             withHandle(getPeerConnection),
		"getDataChannel":                withHandle(getDataChannel),
		"getTransport":                  withHandle(getTransport),
		"getStats":                      withHandle(getStats),
		"setBufferedAmountLowThreshold": withHandle(setBufferedAmountLowThreshold),
		"send":                          withHandle(send),
		"sendGenerated":                 withHandle(sendGenerated),
		"collect":                       withHandle(collect),
		"getCollected":                  withHandle(getCollected),
		"closeDataChannel":              withHandle(closeDataChannel),
		// Closing what is closed is no error.
		"closePeerConnection": func(d *driver, r *request) (*order, func() (any, error), error) {
			turn, work, err := withHandle(closePeerConnection)(d, r)
			if errors.Is(err, webrtc.ErrConnectionClosed) {
				return nil, func() (any, error) { return nil, nil }, nil
			}
			return turn, work, err
		},
	}
}
