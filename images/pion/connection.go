package main

import (
	"io"
	"log"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"
)

const stackModule = "github.com/pion/webrtc/v4"

// packagedVersion is set at link time where the build knows no module versions (Debian's packages).
var packagedVersion string

// stackVersion returns the version of Pion that is linked into this program; "local" for a folder.
func stackVersion() string {
	info, ok := debug.ReadBuildInfo()
	if packagedVersion != "" || !ok {
		return packagedVersion
	}
	for _, module := range info.Deps {
		if module.Path == stackModule && module.Replace != nil {
			return "local"
		} else if module.Path == stackModule {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return "unknown"
}

// newAPI makes Pion as it comes.
func newAPI() *webrtc.API {
	return webrtc.NewAPI(webrtc.WithSettingEngine(newSettings(nil)))
}

// newSettings are Pion's own, except that its warnings are shown: only they say why a DTLS handshake failed.
// PION_LOG_INFO=all and the like show more. Connections write their DTLS secrets to keyLog, if that is not nil.
func newSettings(keyLog io.Writer) webrtc.SettingEngine {
	factory := logging.NewDefaultLoggerFactory()
	factory.DefaultLogLevel = max(factory.DefaultLogLevel, logging.LogLevelWarn)
	factory.Writer = logWriter{}
	settings := webrtc.SettingEngine{LoggerFactory: factory}
	settings.SetDTLSKeyLogWriter(keyLog)
	return settings
}

// logWriter passes Pion's log on to ours.
type logWriter struct{}

func (logWriter) Write(line []byte) (int, error) {
	log.Print(oneLine(string(line)))
	return len(line), nil
}

// setLocal makes an offer or an answer and sets it. The channel is closed once all candidates are gathered.
func setLocal(pc *webrtc.PeerConnection, kind webrtc.SDPType, restart bool) (
	made webrtc.SessionDescription, gathered <-chan struct{}, err error,
) {
	if kind == webrtc.SDPTypeOffer {
		made, err = pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	} else {
		made, err = pc.CreateAnswer(nil)
	}
	if err == nil {
		gathered = webrtc.GatheringCompletePromise(pc)
		err = pc.SetLocalDescription(made)
	}
	return made, gathered, err
}

// setLocalFully returns the description with all candidates in it.
func setLocalFully(pc *webrtc.PeerConnection, kind webrtc.SDPType) (*webrtc.SessionDescription, error) {
	_, gathered, err := setLocal(pc, kind, false)
	if err != nil {
		return nil, err
	}
	<-gathered // Without ICE servers it asks nobody, and cannot hang.
	return pc.LocalDescription(), nil
}

// closeAll closes connections, which tells the other sides, but does not wait long for one that hangs.
func closeAll(all ...*webrtc.PeerConnection) {
	var closing sync.WaitGroup
	for _, pc := range all {
		closing.Go(func() { _ = pc.Close() })
	}
	closed := make(chan struct{})
	go func() { closing.Wait(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(300 * time.Millisecond):
	}
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
