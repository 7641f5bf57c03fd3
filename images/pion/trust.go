package main

import (
	"os"
	"sync"
)

var trusted struct {
	mu    sync.Mutex
	roots string
}

// trust believes whom these certificates (PEM) vouch for, in the whole process: Pion has no setting for it. Go reads its
// roots once, when it first verifies a certificate, so others than those of the first call come too late.
func trust(roots string) error {
	trusted.mu.Lock()
	defer trusted.mu.Unlock()
	switch trusted.roots {
	case roots:
		return nil
	case "":
	default:
		return failure{unsupported, "Pion takes its roots from Go, which reads them once a process: there are others already"}
	}
	file, err := os.CreateTemp("", "roots-*.pem")
	if err != nil {
		return err
	}
	_, err = file.WriteString(roots)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Setenv("SSL_CERT_FILE", file.Name())
	}
	if err == nil {
		trusted.roots = roots
	}
	return err
}
