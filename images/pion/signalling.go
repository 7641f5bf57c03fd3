package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/pion/webrtc/v4"
)

// The server is asked directly: a web proxy from the environment does not lead to it.
var client = &http.Client{Transport: &http.Transport{}}

// post sends the offer to target and returns the answer.
func post(ctx context.Context, target string, offer *webrtc.SessionDescription) (answer webrtc.SessionDescription, err error) {
	offered, err := json.Marshal(offer)
	if err != nil {
		return answer, fmt.Errorf("signalling: no JSON of the offer: %w", err)
	}
	status, body, err := exchange(ctx, http.MethodPost, target, offered)
	if err != nil {
		return answer, fmt.Errorf("signalling: POST %s: expected an answer, got %w", target, err)
	}
	if status != http.StatusOK {
		return answer, fmt.Errorf("signalling: POST %s answered %d %.200q", target, status, oneLine(string(body)))
	}
	if err = json.Unmarshal(body, &answer); err != nil || answer.Type != webrtc.SDPTypeAnswer {
		return answer, fmt.Errorf("signalling: POST %s: expected an answer as JSON, got %.200q", target, oneLine(string(body)))
	}
	return answer, nil
}

// waitForHealth asks GET /health of target's origin until it answers 200, at most so long.
func waitForHealth(ctx context.Context, target string, wait time.Duration) error {
	health, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("signalling: %w", err)
	} else if wait == 0 {
		return nil
	}
	health = health.ResolveReference(&url.URL{Path: "/health"})
	ctx, cancel := context.WithTimeoutCause(ctx, wait, errors.New("no answer"))
	defer cancel()
	for {
		status, _, err := exchange(ctx, http.MethodGet, health.String(), nil)
		if status == http.StatusOK {
			return nil
		} else if err == nil {
			err = fmt.Errorf("status %d", status)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("signalling: GET %s: expected 200 within %d ms, got %w", health, wait.Milliseconds(), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// exchange makes one HTTP request. What went wrong is said without the URL, which the caller names.
func exchange(ctx context.Context, method, target string, sent []byte) (status int, received []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(sent))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err == nil {
		defer func() { _ = response.Body.Close() }()
		received, err = io.ReadAll(io.LimitReader(response.Body, maxBody))
		status = response.StatusCode
	}
	var wrapped *url.Error
	switch {
	case err != nil && ctx.Err() != nil:
		return 0, nil, context.Cause(ctx)
	case errors.As(err, &wrapped):
		return 0, nil, wrapped.Err
	}
	return status, received, err
}
