package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"time"
	"unicode/utf8"
)

const maxLine = 8 << 20

// Error codes: those of JSON-RPC 2.0, and the protocol's own.
const (
	parseError     = -32700
	invalidRequest = -32600
	methodNotFound = -32601
	invalidParams  = -32602
	unsupported    = 1
	exception      = 2
	unknownHandle  = 3
)

// failure is an error that is no exception of the stack.
type failure struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (f failure) Error() string { return f.Message }

type request struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	// What a method wants done once its result is written.
	then func()
}

// later is a result that has to be waited for: the next requests need not.
type later func() (any, error)

// order runs the requests for one connection one after another. Only the reader of stdin uses it.
type order struct{ tail chan struct{} }

func (o *order) run(work func()) {
	if o == nil {
		go work()
		return
	}
	before, done := o.tail, make(chan struct{})
	o.tail = done
	go func() {
		if before != nil {
			<-before
		}
		work()
		close(done)
	}()
}

// read takes requests until the input ends; a last line without its end is none.
func (d *driver) read(input *bufio.Reader) error {
	for line := []byte(nil); ; {
		part, err := input.ReadSlice('\n')
		if len(line) <= maxLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case len(line) > maxLine:
			d.reply(nil, nil, failure{parseError, "a line of over 8 MiB"})
		default:
			d.take(line)
		}
		line = nil
	}
}

// take starts one request.
func (d *driver) take(line []byte) {
	r := &request{}
	if !utf8.Valid(line) || !json.Valid(line) {
		d.reply(nil, nil, failure{parseError, "not a line of JSON in UTF-8"})
		return
	}
	if err := json.Unmarshal(line, r); err != nil || r.JSONRPC != "2.0" || r.Method == "" || r.ID == nil {
		d.reply(nil, nil, failure{invalidRequest, `expected an object with jsonrpc "2.0", id and method`})
		return
	}
	prepare, known := methods[r.Method]
	if !known {
		d.reply(r.ID, nil, failure{methodNotFound, "no method " + r.Method})
		return
	}
	turn, work, err := prepare(d, r)
	if err != nil {
		d.reply(r.ID, nil, err)
		return
	}
	turn.run(func() {
		result, err := work()
		if wait, waits := result.(later); waits && err == nil {
			go func() {
				result, err := wait()
				d.reply(r.ID, result, err)
			}()
			return
		}
		d.reply(r.ID, result, err)
		if r.then != nil {
			r.then()
		}
	})
}

// write writes a line. Its time, if it has one, is taken where its place among the others is decided.
func (d *driver) write(line, params fields) error {
	d.output.Lock()
	defer d.output.Unlock()
	line["jsonrpc"] = "2.0"
	if params != nil {
		params["t"] = float64(time.Since(d.started).Microseconds()) / 1000
	}
	return d.encoder.Encode(line)
}

// fields are the members of a JSON object.
type fields map[string]any

// tell writes a notification.
func (d *driver) tell(name string, params fields) {
	if err := d.write(fields{"method": name, "params": params}, params); err != nil {
		log.Print(name, ": ", err)
	}
}

// reply writes the response; what is no failure of ours is an exception of the stack.
func (d *driver) reply(id json.RawMessage, result any, err error) {
	if result == nil {
		result = struct{}{}
	}
	if err == nil {
		err = d.write(fields{"id": id, "result": result}, nil)
	}
	if err == nil {
		return
	}
	known := failure{exception, err.Error()}
	errors.As(err, &known)
	if err = d.write(fields{"id": id, "error": known}, nil); err != nil {
		log.Print("response: ", err)
	}
}
