package multiprocessing

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// maxFrame bounds what one message may take, so that a broken peer cannot make
// this process allocate without end.
const maxFrame = 1 << 30

// headerSize is the length of a frame's header: the size of what follows, as a
// big-endian uint32.
const headerSize = 4

// stream is one direction of a pipe or socket, read or written by one goroutine
// at a time; others wait for their turn.
type stream struct {
	file        *os.File
	setDeadline func(time.Time) error
	turn        chan struct{} // has room while nobody uses the stream
}

func newReader(file *os.File) *stream {
	return &stream{file, file.SetReadDeadline, make(chan struct{}, 1)}
}

func newWriter(file *os.File) *stream {
	return &stream{file, file.SetWriteDeadline, make(chan struct{}, 1)}
}

// transfer runs op, which reads or writes the file and returns how many bytes
// it moved, until ctx is cancelled. A stream that stops within a frame is closed:
// nobody could find the next frame.
func (s *stream) transfer(ctx context.Context, op func() (int, error)) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(interrupted)
		s.setDeadline(time.Unix(1, 0)) // long past: op returns at once
	})
	moved, err := op()
	if !stop() {
		<-interrupted
		s.setDeadline(time.Time{})
	}
	if err == nil {
		return nil
	}
	if moved > 0 {
		s.file.Close()
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ctx.Err()
	}
	return err
}

// sendFrame writes data as one frame.
func (s *stream) sendFrame(ctx context.Context, data []byte) error {
	if len(data) > maxFrame {
		return fmt.Errorf("a message of %d bytes: at most %d can be sent", len(data), maxFrame)
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, headerSize+len(data)), uint32(len(data)))
	frame = append(frame, data...)
	return s.transfer(ctx, func() (int, error) { return s.file.Write(frame) })
}

// receiveFrame reads one frame. It returns io.EOF if the other end is closed
// and everything was read.
func (s *stream) receiveFrame(ctx context.Context) (data []byte, err error) {
	err = s.transfer(ctx, func() (int, error) {
		var header [headerSize]byte
		n, err := io.ReadFull(s.file, header[:])
		if err != nil {
			return n, err
		}
		size := binary.BigEndian.Uint32(header[:])
		if size > maxFrame {
			return n, fmt.Errorf("a message claims %d bytes: at most %d are possible", size, maxFrame)
		}
		data = make([]byte, size)
		if _, err = io.ReadFull(s.file, data); err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return n, err
	})
	return data, err
}
