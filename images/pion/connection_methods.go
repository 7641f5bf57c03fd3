package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"io"
	"maps"
	"slices"

	"github.com/pion/webrtc/v4"
)

type configuration struct {
	Certificate string `json:"certificate,omitempty" enum:"ECDSA RSA"`
	ICEServers  []struct {
		URLs       string `json:"urls"`
		Username   string `json:"username,omitempty"`
		Credential string `json:"credential,omitempty"`
	} `json:"iceServers,omitempty"`
	ICETransportPolicy string `json:"iceTransportPolicy,omitempty" enum:"all relay"`
	TrustedRoots       string `json:"trustedRoots,omitempty"`
	KeyLog             bool   `json:"keyLog,omitempty"`
	iceOptions
}

func createPeerConnection(d *driver, r *request) (*order, func() (any, error), error) {
	var wanted configuration
	err := decode(r.Params, &wanted)
	if err == nil && wanted.TrustedRoots != "" {
		// Here, where requests keep their order: no later one may make Go read its roots before.
		err = trust(wanted.TrustedRoots)
	}
	return nil, func() (any, error) { return openConnection(d, wanted) }, err
}

func openConnection(d *driver, wanted configuration) (any, error) {
	configuration := webrtc.Configuration{ICETransportPolicy: webrtc.NewICETransportPolicy(wanted.ICETransportPolicy)}
	for _, server := range wanted.ICEServers {
		configuration.ICEServers = append(configuration.ICEServers, webrtc.ICEServer{
			URLs: []string{server.URLs}, Username: server.Username, Credential: server.Credential,
		})
	}
	if wanted.Certificate != "" {
		certificate, err := makeCertificate(wanted.Certificate)
		if err != nil {
			return nil, err
		}
		configuration.Certificates = []webrtc.Certificate{*certificate}
	}
	c := &connection{driver: d, signalled: make(chan struct{}, 1)}
	c.life, c.end = context.WithCancel(context.Background())
	api := d.api
	var err error
	if wanted.KeyLog || wanted.iceOptions != (iceOptions{}) {
		api, err = newOwnAPI(c, wanted)
	}
	if err == nil {
		c.pc, err = api.NewPeerConnection(configuration)
	}
	if err != nil {
		c.end()
		return nil, err
	}
	c.handle = d.add(c, c)
	c.listen()
	return fields{"pc": c.handle}, nil
}

// newOwnAPI makes a Pion for one connection: these are settings of the whole API.
func newOwnAPI(c *connection, wanted configuration) (*webrtc.API, error) {
	var secrets io.Writer
	if wanted.KeyLog {
		secrets = keyLog{c}
	}
	settings := newSettings(secrets)
	err := wanted.apply(c.life, &settings)
	return webrtc.NewAPI(webrtc.WithSettingEngine(settings)), err
}

func makeCertificate(kind string) (*webrtc.Certificate, error) {
	var key crypto.PrivateKey
	var err error
	if kind == "RSA" {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, err
	}
	return webrtc.GenerateCertificate(key)
}

type localDescription struct {
	onConnection
	Type    string `json:"type" enum:"offer answer"`
	Trickle bool   `json:"trickle"`
}

func setLocalDescription(c *connection, p localDescription, r *request) (any, error) {
	if p.Trickle {
		c.letCandidates(hold)
	} else {
		c.letCandidates(drop)
	}
	var made webrtc.SessionDescription
	var gathered <-chan struct{}
	err := c.describe(func() (err error) {
		made, gathered, err = setLocal(c.pc, webrtc.NewSDPType(p.Type), c.restart)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.Type == "offer" {
		c.restart = false
	}
	if p.Trickle {
		r.then = func() { c.letCandidates(pass) }
		return made, nil
	}
	return later(func() (any, error) {
		select {
		case <-gathered:
			return c.pc.LocalDescription(), nil
		case <-c.life.Done():
			return nil, webrtc.ErrConnectionClosed
		}
	}), nil
}

type remoteDescription struct {
	onConnection
	Description struct {
		Type string `json:"type" enum:"offer answer"`
		SDP  string `json:"sdp"`
	} `json:"description"`
}

func setRemoteDescription(c *connection, p remoteDescription, _ *request) (any, error) {
	if p.Description.Type == "offer" {
		c.letCandidates(hold) // When the other side restarts ICE, Pion gathers from here on.
	}
	return nil, c.describe(func() error {
		return c.pc.SetRemoteDescription(webrtc.SessionDescription{
			Type: webrtc.NewSDPType(p.Description.Type), SDP: p.Description.SDP,
		})
	})
}

type remoteCandidate struct {
	onConnection
	Candidate candidate `json:"candidate"`
}

func addICECandidate(c *connection, p remoteCandidate, _ *request) (any, error) {
	return nil, c.pc.AddICECandidate(webrtc.ICECandidateInit{
		Candidate: p.Candidate.Candidate, SDPMid: p.Candidate.SDPMid, SDPMLineIndex: p.Candidate.SDPMLineIndex,
	})
}

// restartICE keeps the wish for the next offer: Pion's restartIce is an option of CreateOffer.
func restartICE(c *connection, _ onConnection, _ *request) (any, error) {
	c.restart = true
	return nil, nil
}

func getPeerConnection(c *connection, _ onConnection, _ *request) (any, error) {
	sctp := c.pc.SCTP()
	properties := fields{
		"connectionState":    c.pc.ConnectionState().String(),
		"iceConnectionState": c.pc.ICEConnectionState().String(),
		"iceGatheringState":  c.pc.ICEGatheringState().String(),
		"signalingState":     c.pc.SignalingState().String(),
		"dtlsState":          sctp.Transport().State().String(),
		"sctpState":          sctp.State().String(),
		"localDescription":   c.pc.LocalDescription(),
		"remoteDescription":  c.pc.RemoteDescription(),
	}
	if size := sctp.GetCapabilities().MaxMessageSize; size > 0 { // 0 means that there is no association.
		properties["maxMessageSize"] = size
	}
	return properties, nil
}

// getTransport has only what Pion's API shows: version, role, cipher suite and SRTP profile of DTLS are private.
func getTransport(c *connection, _ onConnection, _ *request) (any, error) {
	facts := fields{}
	transport := c.pc.SCTP().Transport().ICETransport()
	if role := transport.Role(); role != webrtc.ICERoleUnknown {
		facts["iceRole"] = role.String()
	}
	pair, err := transport.GetSelectedCandidatePair()
	if pair != nil {
		facts["selectedPair"] = fields{"local": pair.Local.String(), "remote": pair.Remote.String()}
	}
	return facts, err
}

func getStats(c *connection, _ onConnection, _ *request) (any, error) {
	return fields{"stats": slices.AppendSeq([]webrtc.Stats{}, maps.Values(c.pc.GetStats()))}, nil
}

func closePeerConnection(c *connection, _ onConnection, _ *request) (any, error) {
	err := c.pc.Close()
	c.driver.forget(c)
	return nil, err
}
