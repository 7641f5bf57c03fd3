package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"
)

const (
	maxBody = 1 << 20
	// How long a connection may take to come about before it is closed.
	setupTime = 30 * time.Second
)

// serve answers offers until ctx ends, which is no error.
func serve(ctx context.Context) error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: handler{newAPI(), new(atomic.Uint64)}, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err = server.Serve(listener); ctx.Err() == nil {
		return err
	}
	return nil
}

// RTCSessionDescriptionInit is spelled as in the standard since messages of encoding/json show it.
type RTCSessionDescriptionInit struct{ Type, SDP string }

type handler struct {
	api    *webrtc.API
	offers *atomic.Uint64
}

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, reply, err := h.answer(r)
	if err != nil {
		reason := fmt.Sprintf("%.500s", oneLine(err.Error()))
		log.Printf("refused with %d: %s", status, reason)
		http.Error(w, reason, status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(reply)
}

// answer returns the HTTP status and either what to reply or why there is nothing.
func (h handler) answer(r *http.Request) (int, any, error) {
	status := http.StatusNotFound
	switch r.Method + " " + r.URL.Path {
	case "GET /health":
		return http.StatusOK, map[string]string{"implementation": "pion", "version": stackVersion()}, nil
	case "POST /offer":
		return h.takeOffer(r.Body)
	}
	if r.URL.Path == "/health" || r.URL.Path == "/offer" {
		status = http.StatusMethodNotAllowed
	}
	return status, nil, fmt.Errorf("%s %s: expected POST /offer or GET /health", r.Method, r.URL.Path)
}

func (h handler) takeOffer(stream io.Reader) (int, any, error) {
	body, err := io.ReadAll(io.LimitReader(stream, maxBody+1))
	if err != nil {
		return http.StatusBadRequest, nil, err
	}
	if len(body) > maxBody {
		// A client that is still writing when the connection closes may never see the answer: let it write on.
		_, _ = io.Copy(io.Discard, stream) // Bounded by ReadTimeout.
		return http.StatusRequestEntityTooLarge, nil, fmt.Errorf("body is over %d bytes", maxBody)
	}
	var offer RTCSessionDescriptionInit
	if err = json.Unmarshal(body, &offer); err != nil {
		return http.StatusBadRequest, nil, fmt.Errorf("body: %w", err)
	}
	if offer.Type != "offer" || offer.SDP == "" {
		return http.StatusBadRequest, nil,
			fmt.Errorf(`type is %.40q and sdp has %d bytes, expected "offer" and an SDP`, offer.Type, len(offer.SDP))
	}
	pc, err := h.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return http.StatusInternalServerError, nil, err
	}
	watch(pc, fmt.Sprintf("offer %d", h.offers.Add(1)))
	err = pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer.SDP})
	var answer *webrtc.SessionDescription
	if err == nil {
		answer, err = setLocalFully(pc, webrtc.SDPTypeAnswer)
	}
	if err != nil {
		closeAll(pc)
		return http.StatusBadRequest, nil, fmt.Errorf("offer not accepted: %w", err)
	}
	return http.StatusOK, answer, nil
}

// watch echoes what arrives on data channels, drains media, and releases the connection when it ends or when
// nobody completes it.
func watch(pc *webrtc.PeerConnection, name string) {
	unfinished := time.AfterFunc(setupTime, func() {
		log.Printf("%s: not connected within %s", name, setupTime)
		closeAll(pc)
		time.AfterFunc(time.Second, debug.FreeOSMemory) // An idle program gives nothing back for minutes.
	})
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		log.Printf("%s: connection %s", name, state)
		switch state {
		case webrtc.PeerConnectionStateConnected:
			unfinished.Stop()
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			unfinished.Stop()
			closeAll(pc) // Pion does not close by itself what failed. Closing twice does nothing.
		}
	})
	pc.OnICEConnectionStateChange(func(state webrtc.ICEConnectionState) { log.Printf("%s: ICE %s", name, state) })
	pc.OnDataChannel(func(channel *webrtc.DataChannel) {
		log.Printf("%s: data channel %q", name, channel.Label())
		channel.OnMessage(func(message webrtc.DataChannelMessage) {
			send := channel.Send
			if message.IsString {
				send = func(text []byte) error { return channel.SendText(string(text)) }
			}
			if err := send(message.Data); err != nil {
				log.Printf("%s: echo: %v", name, err)
			}
		})
	})
	// Packets of a track that nobody reads fill its buffer.
	pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for buffer := make([]byte, 1500); ; {
			if _, _, err := track.Read(buffer); err != nil {
				return
			}
		}
	})
}
