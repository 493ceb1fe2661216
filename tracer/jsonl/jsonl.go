// Package jsonl reads files of one JSON value a line, such as a kill or a full
// disk may leave behind: what can be read is read, and what cannot is counted.
package jsonl

import (
	"bufio"
	"context"
	"errors"
	"io"

	"ctrace/tracer/lang"
)

// MaxLine bounds a line in bytes, and so the memory that a damaged file takes.
const MaxLine = 16 << 20

// Skipped says which lines were not understood.
type Skipped struct {
	Count int
	First int   // the number of the first one, from 1
	Err   error // what was wrong with it
}

// Text describes what was skipped in a few words; it is empty if nothing was.
func (s Skipped) Text() lang.Text {
	switch s.Count {
	case 0:
		return lang.Text{}
	case 1:
		return lang.T("line %d is skipped: %v", s.First, s.Err)
	}
	return lang.T("%d lines are skipped, the first is line %d: %v", s.Count, s.First, s.Err)
}

func (s *Skipped) add(line int, err error) {
	if s.Count == 0 {
		s.First, s.Err = line, err
	}
	s.Count++
}

var errTooLong = lang.Errorf("it is longer than %d MiB; what follows it is not read", MaxLine>>20)

// Read calls line with every line of r that is not empty, without its newline.
// Lines for which it returns an error are counted. The slice is valid only
// during the call. The error that Read returns is of r or ctx.
func Read(ctx context.Context, r io.Reader, line func([]byte) error) (Skipped, error) {
	var skipped Skipped
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), MaxLine)
	n := 0
	for scanner.Scan() {
		n++
		if err := ctx.Err(); err != nil {
			return skipped, err
		}
		if len(scanner.Bytes()) == 0 {
			continue
		}
		if err := line(scanner.Bytes()); err != nil {
			skipped.add(n, err)
		}
	}
	err := scanner.Err()
	if errors.Is(err, bufio.ErrTooLong) {
		skipped.add(n+1, errTooLong)
		err = nil
	}
	return skipped, err
}
