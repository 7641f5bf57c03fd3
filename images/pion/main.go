// Command peer is the Pion peer of the interop matrix. It follows docs/peer-protocol.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// Upstream's test numbers are the indices.
var cases = []string{"peer-connection", "data-channel-echo"}

var errUsage = errors.New("usage: peer serve | peer drive | peer call URL | peer call -t NUMBER -s URL")

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	err := errUsage
	switch {
	case len(os.Args) == 2 && os.Args[1] == "serve":
		err = serve(ctx)
	case len(os.Args) == 2 && os.Args[1] == "drive":
		err = drive(ctx)
	case len(os.Args) > 2 && os.Args[1] == "call":
		err = callFromCommandLine(ctx, os.Args[2:])
	}
	if err == nil {
		return
	}
	// The reason is the last line: whatever Pion's goroutines still log is dropped.
	log.SetOutput(io.Discard)
	fmt.Fprintln(os.Stderr, oneLine(err.Error()))
	switch {
	case errors.Is(err, errUnsupported):
		os.Exit(77)
	case errors.Is(err, errUsage):
		os.Exit(2)
	}
	os.Exit(1)
}

// callFromCommandLine reads the command line, in our form or in upstream's, and the environment.
func callFromCommandLine(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("call", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	number := flags.String("t", "", "upstream's number of the case")
	url := flags.String("s", "", "URL that takes the offer")
	if err := flags.Parse(arguments); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if *url == "" {
		*url = flags.Arg(0)
	}
	testcase := os.Getenv("TESTCASE")
	if index, err := strconv.Atoi(*number); err == nil && index >= 0 && index < len(cases) {
		testcase = cases[index]
	} else if *number != "" {
		testcase = "number " + *number
	} else if testcase == "" {
		testcase = cases[0]
	}
	timeout, err := milliseconds("TIMEOUT_MS", 20*time.Second)
	if err != nil {
		return err
	}
	wait, err := milliseconds("WAIT_MS", 0)
	if err != nil {
		return err
	}
	if *url == "" {
		return fmt.Errorf("%w: the URL is missing", errUsage)
	}
	return call(ctx, *url, testcase, timeout, wait)
}

func milliseconds(name string, otherwise time.Duration) (time.Duration, error) {
	text := os.Getenv(name)
	if text == "" {
		return otherwise, nil
	}
	count, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("%w: %s is %q, expected a number of milliseconds", errUsage, name, text)
	}
	return time.Duration(count) * time.Millisecond, nil
}
