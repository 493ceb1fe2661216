package threading

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// events is a log that several threads write to.
type events struct {
	mu   sync.Mutex
	list []string
}

func (e *events) add(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, fmt.Sprintf(format, args...))
}

func (e *events) check(t *testing.T, want ...string) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if !slices.Equal(e.list, want) {
		t.Errorf("got  %q\nwant %q", e.list, want)
	}
}

func nothing(context.Context) error { return nil }

func TestJoinReturnsAfterTheTarget(t *testing.T) {
	var log events
	joining := make(chan struct{})
	thread := NewThread(t.Context(), "Thread-1 (worker)", func(context.Context) error {
		<-joining
		log.add("target")
		return nil
	})
	log.add("start")
	thread.Start()
	log.add("started")
	close(joining)
	if err := thread.Join(); err != nil {
		t.Fatal(err)
	}
	log.add("joined")
	log.check(t, "start", "started", "target", "joined")
	if err := thread.Join(); err != nil {
		t.Errorf("joining an ended thread again: %v", err)
	}
}

func TestJoinReturnsTheOutcome(t *testing.T) {
	errBroken := errors.New("broken")
	for _, test := range []struct {
		name   string
		target func(context.Context) error
		text   string
		is     error
	}{
		{"error", func(context.Context) error { return errBroken }, "Thread-1 (worker): broken", errBroken},
		{"panic", func(context.Context) error { panic("no luck") }, "Thread-1 (worker): panic: no luck", nil},
		{"panic with an error", func(context.Context) error { panic(errBroken) }, "Thread-1 (worker): panic: broken", errBroken},
		{"Goexit", func(context.Context) error { runtime.Goexit(); return nil }, "Thread-1 (worker): " + errGoexit.Error(), errGoexit},
	} {
		t.Run(test.name, func(t *testing.T) {
			thread := NewThread(t.Context(), DefaultName(1, "worker"), test.target)
			thread.Start()
			err := thread.Join()
			if err == nil || err.Error() != test.text {
				t.Errorf("got %v, want %s", err, test.text)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v is not %v", err, test.is)
			}
		})
	}
}

func TestPanicErrorHoldsTheStack(t *testing.T) {
	thread := NewThread(t.Context(), "Thread-1", func(context.Context) error { return explode() })
	thread.Start()
	var panicked *PanicError
	if err := thread.Join(); !errors.As(err, &panicked) {
		t.Fatalf("got %v, want a PanicError", err)
	}
	if !strings.Contains(string(panicked.Stack), "threading.explode") {
		t.Errorf("the stack does not show where it happened:\n%s", panicked.Stack)
	}
}

//go:noinline
func explode() error { panic("boom") }

func TestThreadsAreUsedInOrder(t *testing.T) {
	t.Run("join before start", func(t *testing.T) {
		if err := NewThread(t.Context(), "Thread-1", nothing).Join(); err == nil {
			t.Error("no error")
		}
	})
	t.Run("start twice", func(t *testing.T) {
		thread := NewThread(t.Context(), "Thread-1", nothing)
		thread.Start()
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
			if err := thread.Join(); err != nil {
				t.Error(err)
			}
		}()
		thread.Start()
	})
}

// alive starts n threads that live until the test ends.
func alive(t *testing.T, n int) []*Thread {
	end := make(chan struct{})
	var threads []*Thread
	for i := range n {
		thread := NewThread(t.Context(), DefaultName(i+1, "worker"), func(context.Context) error {
			<-end
			return nil
		})
		thread.Start()
		threads = append(threads, thread)
	}
	t.Cleanup(func() {
		close(end)
		for _, thread := range threads {
			if err := thread.Join(); err != nil {
				t.Error(err)
			}
		}
	})
	return threads
}

func TestSleepLastsItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if err := Sleep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		if slept := time.Since(begin); slept != time.Hour {
			t.Errorf("slept for %v", slept)
		}
	})
}

func TestWaitsEndWithTheirContext(t *testing.T) {
	errStop := errors.New("stop")
	lock := NewLock("held")
	if err := lock.Acquire(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		wait func(context.Context) error
	}{
		{"Sleep", func(ctx context.Context) error { return Sleep(ctx, time.Hour) }},
		{"Lock.Acquire", lock.Acquire},
		{"Lock.With", func(ctx context.Context) error { return lock.With(ctx, func() error { return nil }) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			thread := NewThread(ctx, "Thread-1", test.wait)
			thread.Start()
			cancel(errStop)
			if err := thread.Join(); !errors.Is(err, errStop) {
				t.Errorf("got %v, want %v", err, errStop)
			}
		})
	}
}
