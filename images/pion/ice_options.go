package main

import (
	"context"
	"net"

	"github.com/pion/webrtc/v4"
)

// iceOptions are those of createPeerConnection for which Pion has settings.
type iceOptions struct {
	ICELite bool   `json:"iceLite,omitempty"`
	ICETCP  string `json:"iceTcp,omitempty" enum:"active passive"`
}

// apply listens for `passive` until life ends: Pion accepts TCP connections only from a listener that it is given, and
// `active` ones it opens to every passive candidate, but names them in no description.
func (o iceOptions) apply(life context.Context, settings *webrtc.SettingEngine) error {
	settings.SetLite(o.ICELite)
	if o.ICETCP == "" {
		return nil
	}
	settings.SetNetworkTypes([]webrtc.NetworkType{
		webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6,
	})
	if o.ICETCP == "active" {
		return nil
	}
	settings.DisableActiveTCP(true)
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		return err
	}
	mux := webrtc.NewICETCPMux(settings.LoggerFactory.NewLogger("ice"), listener, readBuffer)
	settings.SetICETCPMux(mux)
	context.AfterFunc(life, func() { _ = mux.Close() })
	return nil
}

// readBuffer is how many packets of one TCP connection wait to be read, as in Pion's example of ICE-TCP.
const readBuffer = 8
