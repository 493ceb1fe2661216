package gotrace

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"ctrace/tracer/lang"
)

// headerLength is the length of what every Go execution trace begins with:
// "go 1.NN trace", filled up with zeros.
const headerLength = 16

// bufferSize is how much of the input is read at once, in bytes.
const bufferSize = 256 << 10

// Match reports whether head is the beginning of a Go execution trace. It wants
// 16 bytes.
func Match(head []byte) bool { return version(head) > 0 }

// version returns NN of the header "go 1.NN trace", or 0 if it is none.
func version(head []byte) int {
	if len(head) < headerLength {
		return 0
	}
	rest, ok := bytes.CutPrefix(head[:headerLength], []byte("go 1."))
	number, zeros, found := bytes.Cut(rest, []byte(" trace"))
	if !ok || !found || len(bytes.Trim(zeros, "\x00")) > 0 {
		return 0
	}
	n, err := strconv.Atoi(string(number))
	if err != nil || n <= 0 {
		return 0
	}
	return n
}

// source is the input of a reader: it knows how far it was read, and ends when
// its context does.
type source struct {
	ctx     context.Context
	in      io.Reader
	read    int64 // bytes taken from in
	ended   bool  // in has no more
	buffer  *bufio.Reader
	version int // NN of Go 1.NN, whose format it is
}

// open checks the header of in.
func open(ctx context.Context, in io.Reader) (*source, error) {
	s := &source{ctx: ctx, in: in}
	s.buffer = bufio.NewReaderSize(s, bufferSize)
	head, err := s.buffer.Peek(headerLength)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(head) == 0:
		return nil, lang.Errorf("%w: it is empty", ErrNoTrace)
	case version(head) == 0:
		return nil, lang.Errorf("%w: it begins with %q, not with \"go 1.\" and a version", ErrNoTrace, string(head[:min(len(head), 8)]))
	}
	s.version = version(head)
	return s, nil
}

// Read implements io.Reader for the buffer.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.in.Read(p)
	s.read += int64(n)
	s.ended = s.ended || err == io.EOF
	return n, err
}

// exhausted reports whether the trace reader has taken all there is.
func (s *source) exhausted() bool { return s.ended && s.buffer.Buffered() == 0 }

// offset returns how many bytes the trace reader has taken.
func (s *source) offset() int64 { return s.read - int64(s.buffer.Buffered()) }
