module webrtc-interop/pion

go 1.25

require (
	github.com/pion/logging v0.2.4
	github.com/pion/webrtc/v4 v4.2.1
)
