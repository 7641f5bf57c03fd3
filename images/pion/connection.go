package main

import (
	"log"
	"runtime/debug"
	"strings"

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

// newAPI makes Pion as it comes, except that its warnings are shown: only they say why a DTLS handshake failed.
// PION_LOG_INFO=all and the like show more.
func newAPI() *webrtc.API {
	factory := logging.NewDefaultLoggerFactory()
	factory.DefaultLogLevel = max(factory.DefaultLogLevel, logging.LogLevelWarn)
	factory.Writer = logWriter{}
	return webrtc.NewAPI(webrtc.WithSettingEngine(webrtc.SettingEngine{LoggerFactory: factory}))
}

// logWriter passes Pion's log on to ours.
type logWriter struct{}

func (logWriter) Write(line []byte) (int, error) {
	log.Print(oneLine(string(line)))
	return len(line), nil
}

// setLocal sets the description made by CreateOffer or CreateAnswer and returns it with all candidates in it.
func setLocal(pc *webrtc.PeerConnection, made webrtc.SessionDescription, err error) (*webrtc.SessionDescription, error) {
	if err != nil {
		return nil, err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err = pc.SetLocalDescription(made); err != nil {
		return nil, err
	}
	<-gathered // Without ICE servers it asks nobody, and cannot hang.
	return pc.LocalDescription(), nil
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
