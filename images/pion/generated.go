package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
)

const patternLength = 65521

// generator makes messages as the protocol's page defines them.
type generator struct {
	Count  int    `json:"count"`
	Length int    `json:"length"`
	Seed   uint32 `json:"seed"`
	Text   bool   `json:"text"`
}

// each gives every message to take, in one buffer, until take fails.
func (g generator) each(take func(message []byte) error) error {
	// The pattern lies in it as often as the message that begins last needs it.
	pattern := make([]byte, patternLength+g.Length)
	x := g.Seed
	if x == 0 {
		x = 0x9E3779B9
	}
	for i := range pattern {
		if i >= patternLength {
			pattern[i] = pattern[i-patternLength]
			continue
		}
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		pattern[i] = byte(x)
		if g.Text {
			pattern[i] = 0x20 + pattern[i]%95
		}
	}
	message := make([]byte, g.Length)
	for i := range g.Count {
		copy(message, pattern[31*i%patternLength:])
		if g.Text && g.Length >= 8 {
			copy(message, fmt.Sprintf("%08x", i))
		} else if !g.Text && g.Length >= 4 {
			binary.BigEndian.PutUint32(message, uint32(i))
		}
		if err := take(message); err != nil {
			return err
		}
	}
	return nil
}

// collection sums up what came in.
type collection struct {
	Count  int         `json:"count"`
	Bytes  int         `json:"bytes"`
	Digest string      `json:"digest"`
	Texts  int         `json:"texts"`
	Order  [][2]uint32 `json:"order"`
	hash   hash.Hash
}

func newCollection() *collection { return &collection{Order: [][2]uint32{}, hash: sha256.New()} }

func (c *collection) add(message []byte, text bool) {
	c.Count++
	c.Bytes += len(message)
	c.hash.Write(message)
	var number uint64
	var err error
	switch {
	case text && len(message) >= 8:
		number, err = strconv.ParseUint(string(message[:8]), 16, 32)
	case !text && len(message) >= 4:
		number = uint64(binary.BigEndian.Uint32(message))
	default:
		err = strconv.ErrRange // Too short for a number.
	}
	if text {
		c.Texts++
	}
	if err != nil {
		return
	}
	if last := len(c.Order) - 1; last >= 0 && uint64(c.Order[last][1])+1 == number {
		c.Order[last][1]++
	} else {
		c.Order = append(c.Order, [2]uint32{uint32(number), uint32(number)})
	}
}

// sum returns a copy with the digest in it.
func (c *collection) sum() collection {
	result := *c
	result.Digest = hex.EncodeToString(c.hash.Sum(nil))
	return result
}
