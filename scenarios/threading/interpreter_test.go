package threading

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"runtime/trace"
	"sync/atomic"
	"testing"
	"time"

	xtrace "golang.org/x/exp/trace"
)

// runBoth runs the functions on two threads of one interpreter. The second
// starts when the first holds the GIL.
func runBoth(t *testing.T, first, second func(context.Context, *ThreadState) error) {
	t.Helper()
	python := NewInterpreter(SwitchInterval)
	holding := make(chan struct{})
	a := NewThread(t.Context(), "Thread-1", func(ctx context.Context) error {
		return python.Run(ctx, func(self *ThreadState) error {
			close(holding)
			return first(ctx, self)
		})
	})
	b := NewThread(t.Context(), "Thread-2", func(ctx context.Context) error {
		return python.Run(ctx, func(self *ThreadState) error { return second(ctx, self) })
	})
	a.Start()
	<-holding
	b.Start()
	if err := errors.Join(a.Join(), b.Join()); err != nil {
		t.Error(err)
	}
}

// A thread that computes and never blocks goes on until another one has had the
// GIL, which only a forced switch can give it.
func TestAComputingThreadIsMadeToSwitch(t *testing.T) {
	var ran atomic.Bool
	runBoth(t,
		func(ctx context.Context, self *ThreadState) error {
			for !ran.Load() {
				if err := self.Compute(ctx, time.Millisecond); err != nil {
					return err
				}
			}
			return nil
		},
		func(context.Context, *ThreadState) error { ran.Store(true); return nil })
}

// What blocks the first thread ends only when the second has had the GIL.
func TestABlockedThreadDoesNotHoldTheGIL(t *testing.T) {
	t.Run("AllowThreads", func(t *testing.T) {
		ran := make(chan struct{})
		runBoth(t,
			func(ctx context.Context, self *ThreadState) error {
				return self.AllowThreads(ctx, func() error { <-ran; return nil })
			},
			func(context.Context, *ThreadState) error { close(ran); return nil })
	})
	t.Run("Acquire", func(t *testing.T) {
		lock := NewLock("lock")
		if err := lock.Acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		runBoth(t,
			func(ctx context.Context, self *ThreadState) error { return self.Acquire(ctx, lock) },
			func(context.Context, *ThreadState) error { lock.Release(); return nil })
	})
	t.Run("Sleep", func(t *testing.T) {
		var log events
		runBoth(t,
			func(ctx context.Context, self *ThreadState) error {
				defer log.add("first woke")
				for self.gil.switchCount() == 1 {
					if err := self.Sleep(ctx, time.Millisecond); err != nil {
						return err
					}
				}
				return nil
			},
			func(context.Context, *ThreadState) error { log.add("second ran"); return nil })
		log.check(t, "second ran", "first woke")
	})
}

func TestAFreeLockCostsNoTurn(t *testing.T) {
	lock := NewLock("free")
	runBoth(t,
		func(ctx context.Context, self *ThreadState) error {
			for !self.gil.dropRequest.Load() { // until the second thread has asked for it
				runtime.Gosched()
			}
			before := self.gil.switchCount()
			if err := self.Acquire(ctx, lock); err != nil {
				return err
			}
			if self.gil.switchCount() != before || !holds(self.gil, self) {
				t.Error("the thread let go of the GIL")
			}
			return nil
		},
		func(context.Context, *ThreadState) error { return nil })
}

// The counter is a plain variable: the race detector checks that the GIL orders
// whatever runs while holding it.
func TestTheGILProtectsWhatRunsUnderIt(t *testing.T) {
	const rounds = 50
	python, counter := NewInterpreter(100*time.Microsecond), 0
	var threads []*Thread
	for i := range 4 {
		thread := NewThread(t.Context(), DefaultName(i+1, "add"), func(ctx context.Context) error {
			return python.Run(ctx, func(self *ThreadState) error {
				for range rounds {
					counter++
					if err := self.Compute(ctx, 50*time.Microsecond); err != nil {
						return err
					}
				}
				return nil
			})
		})
		thread.Start()
		threads = append(threads, thread)
	}
	for _, thread := range threads {
		if err := thread.Join(); err != nil {
			t.Error(err)
		}
	}
	if want := len(threads) * rounds; counter != want {
		t.Errorf("counted %d, want %d", counter, want)
	}
}

func TestComputeSpendsWhatItIsAskedFor(t *testing.T) {
	const asked = 20 * time.Millisecond
	runBoth(t,
		func(ctx context.Context, self *ThreadState) error { return self.Compute(ctx, asked) },
		func(ctx context.Context, self *ThreadState) error {
			if err := self.Compute(ctx, asked); err != nil {
				return err
			}
			own, err := self.CPUTime()
			if all, _ := threadCPUTime(); own < asked || own > all {
				t.Errorf("spent %v of the thread's %v, asked for %v", own, all, asked)
			}
			return err
		})
}

func TestAnEndedContextFreesTheGIL(t *testing.T) {
	python := NewInterpreter(SwitchInterval)
	ctx, cancel := context.WithCancel(t.Context())
	computing := NewThread(ctx, "Thread-1", func(ctx context.Context) error {
		return python.Run(ctx, func(self *ThreadState) error {
			cancel()
			return self.Compute(ctx, time.Hour)
		})
	})
	computing.Start()
	if err := computing.Join(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if err := python.Run(t.Context(), func(*ThreadState) error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestAPanicFreesTheGIL(t *testing.T) {
	python := NewInterpreter(SwitchInterval)
	thread := NewThread(t.Context(), "Thread-1", func(ctx context.Context) error {
		return python.Run(ctx, func(*ThreadState) error { panic("boom") })
	})
	thread.Start()
	if err := thread.Join(); err == nil {
		t.Error("the panic is lost")
	}
	if err := python.Run(t.Context(), func(*ThreadState) error { return nil }); err != nil {
		t.Error(err)
	}
}

// Whoever waits for the GIL when its context ends gets no turn.
func TestNoTurnWithoutTheGIL(t *testing.T) {
	python := NewInterpreter(SwitchInterval)
	err := python.Run(t.Context(), func(*ThreadState) error {
		ctx, cancel := context.WithCancel(t.Context())
		waiting := NewThread(ctx, "Thread-2", func(ctx context.Context) error {
			return python.Run(ctx, func(*ThreadState) error {
				t.Error("it ran although another thread holds the GIL")
				return nil
			})
		})
		waiting.Start()
		cancel()
		if err := waiting.Join(); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A trace whose regions do not nest cannot be read at all, and claims are made
// on the turns in it: never two at once.
func TestTurnsAreRecorded(t *testing.T) {
	var recorded bytes.Buffer
	if err := trace.Start(&recorded); err != nil {
		t.Fatal(err)
	}
	work := func(ctx context.Context, self *ThreadState) error {
		if err := self.Compute(ctx, 4*SwitchInterval); err != nil {
			return err
		}
		return self.Sleep(ctx, time.Millisecond)
	}
	runBoth(t, work, work)
	trace.Stop()

	turns, open := 0, 0
	for event := range eventsOf(t, &recorded) {
		switch {
		case event.Kind() == xtrace.EventRegionBegin && event.Region().Type == BytecodeRegion:
			turns++
			open++
		case event.Kind() == xtrace.EventRegionEnd && event.Region().Type == BytecodeRegion:
			open--
		}
		if open > 1 {
			t.Fatalf("%d turns at once", open)
		}
	}
	if turns < 4 || open != 0 {
		t.Errorf("%d turns, %d of them still open; want at least one before and one after each sleep", turns, open)
	}
}

// eventsOf iterates over the events of a trace.
func eventsOf(t *testing.T, recorded io.Reader) func(func(xtrace.Event) bool) {
	reader, err := xtrace.NewReader(recorded)
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(xtrace.Event) bool) {
		for {
			event, err := reader.ReadEvent()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !yield(event) {
				return
			}
		}
	}
}
