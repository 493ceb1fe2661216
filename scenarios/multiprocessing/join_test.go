//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
)

// standing is what processes are told that stand until they are ended.
type standing struct {
	Ready *Queue[int] // takes a process's number once it stands
	N     int
}

var stand = Func("stand", func(ctx context.Context, s standing) (None, error) {
	if err := s.Ready.Put(ctx, s.N); err != nil {
		return None{}, err
	}
	<-ctx.Done()
	return None{}, ctx.Err()
})

// startStanding starts processes that stand, and returns once all do.
func startStanding(t *testing.T, ctx context.Context, names ...string) []*Process {
	t.Helper()
	ready := ok(NewQueue[int](len(names)))
	defer ready.Close()
	var processes []*Process
	for n, name := range names {
		processes = append(processes, start(t, ctx, name, stand, standing{ready, n}))
	}
	for range names {
		ok(ready.Get(ctx))
	}
	return processes
}

// The one that is lost is the last that joins one after another would look at.
func TestJoinAllNamesWhoIsLostAndEndsTheOthers(t *testing.T) {
	ctx := testContext(t)
	processes := startStanding(t, ctx, "first", "second", "third")
	must(t, syscall.Kill(processes[2].PID(), syscall.SIGKILL))
	err := JoinAll(ctx, processes...)
	exit := new(ExitError)
	if !errors.As(err, &exit) || exit.Name != "third" || exit.Exitcode != -int(syscall.SIGKILL) {
		t.Errorf("JoinAll: %v, want that the third was killed", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("JoinAll speaks of others too: %v", err)
	}
	for _, p := range processes {
		if code, known := p.Exitcode(); !known || code == 0 {
			t.Errorf("%s: exit code %d, known %v: it should have been ended", p.Name(), code, known)
		}
	}
}

// peer is a process that reads a pipe to its end, which is an error.
var peer = Func("peer", func(ctx context.Context, c *Connection) (None, error) {
	var nothing int
	return None{}, c.Recv(ctx, &nothing)
})

// One process fails because another one was killed. The error is about the latter,
// whichever of the two ends is noticed first.
func TestJoinAllNamesTheCause(t *testing.T) {
	ctx := testContext(t)
	ours, theirs := ok2(Pipe())
	failing := start(t, ctx, "failing", peer, theirs)
	must(t, theirs.Close())
	standing := startStanding(t, ctx, "killed")
	must(t, ours.Close()) // It fails now, with EOF.
	must(t, syscall.Kill(standing[0].PID(), syscall.SIGKILL))
	err := JoinAll(ctx, failing, standing[0])
	if exit := new(ExitError); !errors.As(err, &exit) || exit.Name != "killed" {
		t.Errorf("JoinAll: %v, want that one was killed", err)
	}
}

func TestJoinAllWhenAllEndWell(t *testing.T) {
	ctx := testContext(t)
	first, second := start(t, ctx, "first", endings, "return"), start(t, ctx, "second", endings, "return")
	must(t, JoinAll(ctx, first, second))
	must(t, JoinAll(ctx))
}

func TestJoinAllOfAProcessThatWasNotStarted(t *testing.T) {
	ctx := testContext(t)
	standing := startStanding(t, ctx, "standing")
	never := NewProcess("never", endings, "return")
	if err := JoinAll(ctx, standing[0], never); err == nil || !strings.Contains(err.Error(), "never") {
		t.Errorf("JoinAll: %v, want that it was never started", err)
	}
}

func TestJoinAllEndsWithItsContext(t *testing.T) {
	background := testContext(t)
	ctx, cancel := context.WithCancel(background)
	processes := startStanding(t, ctx, "first", "second")
	cancel()
	if err := JoinAll(ctx, processes...); !errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) {
		t.Errorf("JoinAll: %v, want %v", err, context.Canceled)
	}
}
