package multiprocessing

import (
	"context"
	"os"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Connection is one of the two ends of a pipe. What one end sends, the other
// receives, in order.
type Connection struct {
	file    *os.File
	in, out *stream
	keys    *keys
}

// Pipe returns two connections that are connected to each other. A process
// closes the end that it does not use itself, so that the end of one is noticed
// at the other.
func Pipe() (*Connection, *Connection, error) {
	a, b, err := newSocketPair()
	if err != nil {
		return nil, nil, lang.Errorf("making a pipe: %w", err)
	}
	return newConnection(a), newConnection(b), nil
}

func newConnection(file *os.File) *Connection {
	return &Connection{file, newReader(file), newWriter(file), newKeys("pipe")}
}

// Send sends value, as JSON. It waits while the pipe is full.
func (c *Connection) Send(ctx context.Context, value any) error {
	frame, key, err := encodeMessage(c.keys, value)
	if err != nil {
		return lang.Errorf("send: %w", err)
	}
	tracer.Sent(ctx, key)
	defer tracer.Await(ctx, timeline.Pipe, "send")()
	if err := c.out.sendFrame(ctx, frame); err != nil {
		return lang.Errorf("send: %w", err)
	}
	return nil
}

// Recv waits for the next value and stores it where value points to. The error
// is io.EOF if the other end is closed and everything was received.
func (c *Connection) Recv(ctx context.Context, value any) error {
	return c.recv(ctx, value, timeline.Pipe, "recv")
}

// recv is Recv for a caller that waits for another reason.
func (c *Connection) recv(ctx context.Context, value any, reason timeline.Reason, detail string) error {
	done := tracer.Await(ctx, reason, detail)
	frame, err := c.in.receiveFrame(ctx)
	done()
	if err != nil {
		return err
	}
	return decodeMessage(ctx, frame, value)
}

// Close closes this end.
func (c *Connection) Close() error { return c.file.Close() }

func (c *Connection) files() []*os.File { return []*os.File{c.file} }

func (c *Connection) adopt(next func() *os.File) error {
	*c = *newConnection(next())
	return nil
}
