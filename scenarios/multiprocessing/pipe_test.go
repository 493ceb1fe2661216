//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// pong sends back every number plus 1.
var pong = Func("pong", func(ctx context.Context, ball *Connection) (None, error) {
	for {
		var n int
		err := ball.Recv(ctx, &n)
		if errors.Is(err, io.EOF) {
			return None{}, nil
		}
		if err != nil {
			return None{}, err
		}
		if err := ball.Send(ctx, n+1); err != nil {
			return None{}, err
		}
	}
})

func TestPingPong(t *testing.T) {
	ctx := testContext(t)
	ours, theirs := ok2(Pipe())
	p := start(t, ctx, "pong", pong, theirs)
	must(t, theirs.Close())
	n := 0
	for range 100 {
		must(t, ours.Send(ctx, n))
		must(t, ours.Recv(ctx, &n))
	}
	if n != 100 {
		t.Errorf("after 100 rounds the ball says %d", n)
	}
	must(t, ours.Close()) // The other end gets io.EOF.
	must(t, p.Join(ctx))
}

// echo sends back one text.
var echo = Func("echo", func(ctx context.Context, c *Connection) (None, error) {
	var text string
	return None{}, errors.Join(c.Recv(ctx, &text), c.Send(ctx, text))
})

// A message that is longer than the operating system's buffers arrives whole,
// and then the end.
func TestLongMessage(t *testing.T) {
	ctx := testContext(t)
	ours, theirs := ok2(Pipe())
	p := start(t, ctx, "echo", echo, theirs)
	must(t, theirs.Close())
	text, got := strings.Repeat("<é>", 1<<20), ""
	must(t, ours.Send(ctx, text))
	must(t, ours.Recv(ctx, &got))
	if got != text {
		t.Errorf("%d bytes came back of %d, or others", len(got), len(text))
	}
	if err := ours.Recv(ctx, &got); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v, want io.EOF", err)
	}
	must(t, p.Join(ctx))
	must(t, ours.Close())
}

func TestCancelARecv(t *testing.T) {
	background := testContext(t)
	ours, theirs := ok2(Pipe())
	defer ours.Close()
	defer theirs.Close()
	for _, when := range []string{"before", "during"} {
		ctx, cancel := context.WithCancel(background)
		if when == "before" {
			cancel()
		} else {
			go cancel()
		}
		var n int
		if err := ours.Recv(ctx, &n); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled %s Recv: %v", when, err)
		}
		must(t, theirs.Send(background, 7)) // The connection is as good as before.
		if err := ours.Recv(background, &n); err != nil || n != 7 {
			t.Errorf("received %d, %v, want 7", n, err)
		}
	}
}
