package asyncio_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	. "ctrace/scenarios/asyncio"
)

// forever is a coroutine that only cancelling ends.
func forever(name string) Coroutine[None] {
	return Def(name, func(ctx context.Context) error { return Sleep(ctx, time.Hour) })
}

func TestRunReturnsTheResult(t *testing.T) {
	value, err := Run(t.Context(), DefValue("main()", func(context.Context) (int, error) { return 42, nil }))
	if value != 42 || err != nil {
		t.Errorf("Run = %d, %v; want 42", value, err)
	}
}

// failure is a coroutine that fails, and what the error of Run must be and say.
type failure struct {
	name string
	main func(ctx context.Context) error
	is   error
	says []string
}

func (f failure) test(t *testing.T) {
	defer noLeaks(t)()
	_, err := Run(t.Context(), Def("main()", f.main))
	if err == nil || f.is != nil && !errors.Is(err, f.is) {
		t.Fatalf("Run = %v, want %v", err, f.is)
	}
	for _, text := range f.says {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
}

var errBroken = errors.New("broken")

// fails is a coroutine that returns an error.
var fails = Def("fails()", func(context.Context) error { return errBroken })

func TestErrorsAndPanics(t *testing.T) {
	for _, f := range []failure{
		{"error", func(context.Context) error { return errBroken }, errBroken, nil},
		{"error of what it awaits", func(ctx context.Context) error {
			_, err := Await(ctx, CreateTask(ctx, fails))
			return err
		}, errBroken, nil},
		{"error that nobody awaits", func(ctx context.Context) error {
			CreateTask(ctx, fails)
			return turns(ctx, 2)
		}, errBroken, []string{"fails() failed and nobody awaited it"}},
		{"panic", func(context.Context) error { panic(errBroken) }, errBroken, []string{"main() panicked: broken"}},
		{"panic of what it awaits", func(ctx context.Context) error {
			_, err := Await(ctx, CreateTask(ctx, Def("task(1)", func(context.Context) error { panic("ouch") })))
			return err
		}, nil, []string{"task(1) panicked: ouch"}},
		{"panic on a thread", func(ctx context.Context) error {
			_, err := ToThread(ctx, "blocks()", func(context.Context) (None, error) { panic("ouch") })
			return err
		}, nil, []string{"blocks() panicked: ouch"}},
	} {
		t.Run(f.name, f.test)
	}
}

// never awaits what nobody will settle.
func never(ctx context.Context) error {
	_, err := Await(ctx, NewFuture[None](ctx, "nobody's future"))
	return err
}

func TestDeadlock(t *testing.T) {
	for _, f := range []failure{
		{"one", never, ErrDeadlock, []string{"main() (await nobody's future)"}},
		{"several", func(ctx context.Context) error {
			lock, queue := NewLock("counter"), NewQueue[int]("items", 1)
			_, err := Gather(ctx,
				Def("a", func(ctx context.Context) error { return errors.Join(lock.Acquire(ctx), lock.Acquire(ctx)) }),
				Def("b", func(ctx context.Context) error { return errors.Join(queue.Put(ctx, 1), queue.Put(ctx, 2)) }))
			return err
		}, ErrDeadlock, []string{"main() (await gather)", "a (lock counter)", "b (queue items full)"}},
		{"after sleeps and sockets", func(ctx context.Context) error {
			sleeper := CreateTask(ctx, forever("sleeper"))
			server, err := StartServer(ctx, "127.0.0.1:0", func(*StreamReader, *StreamWriter) Coroutine[None] { return forever("unused") })
			if err := errors.Join(err, turn(ctx)); err != nil {
				return err
			}
			sleeper.Cancel()
			if err := server.Close(); err != nil {
				return err
			}
			return never(ctx)
		}, ErrDeadlock, []string{"main() (await nobody's future)"}},
	} {
		t.Run(f.name, f.test)
	}
}

func TestMisuse(t *testing.T) {
	for _, f := range []failure{
		{"release of a free lock", func(context.Context) error {
			NewLock("counter").Release()
			return nil
		}, nil, []string{"release of the lock counter, which is not taken"}},
		{"a context that is no coroutine's", func(context.Context) error {
			return Sleep(context.Background(), 0)
		}, nil, []string{"hand on the context that the coroutine was given"}},
		{"a context of another coroutine", func(ctx context.Context) error {
			_, err := Await(ctx, CreateTask(ctx, Def("a", func(context.Context) error { return Sleep(ctx, 0) })))
			return err
		}, nil, []string{"the context of main() in another coroutine"}},
		{"another loop on the same thread", func(ctx context.Context) error {
			_, err := Run(ctx, fails)
			return err
		}, nil, []string{"Run inside main()"}},
		{"awaiting on a thread", func(ctx context.Context) error {
			_, err := ToThread(ctx, "f()", func(ctx context.Context) (None, error) { return None{}, Sleep(ctx, 0) })
			return err
		}, nil, []string{"no running coroutine"}},
	} {
		t.Run(f.name, f.test)
	}
}

func TestPanicErrorHoldsItsStack(t *testing.T) {
	_, err := Run(t.Context(), Def("main()", func(context.Context) error { return breaks() }))
	var panicked *PanicError
	if !errors.As(err, &panicked) || !strings.Contains(string(panicked.Stack), "asyncio_test.breaks") {
		t.Errorf("Run = %#v, want a PanicError with the stack of breaks", err)
	}
}

func breaks() error { panic("ouch") }

func TestInterrupt(t *testing.T) {
	defer noLeaks(t)()
	ctx, interrupt := context.WithCancelCause(t.Context())
	ctrlC := errors.New("ctrl-c")
	ended := 0
	child := Def("child", func(ctx context.Context) error {
		defer func() { ended++ }()
		return Sleep(ctx, time.Hour)
	})
	_, err := Run(ctx, Def("main()", func(ctx context.Context) error {
		CreateTask(ctx, child)
		if err := turn(ctx); err != nil {
			return err
		}
		interrupt(ctrlC)
		_, err := Gather(ctx, child, child, child)
		return err
	}))
	if !errors.Is(err, ctrlC) || errors.Is(err, ErrDeadlock) {
		t.Errorf("Run = %v, want the cause of the interrupt", err)
	}
	if ended != 4 {
		t.Errorf("%d of 4 coroutines have ended", ended)
	}
}

func TestInterruptBeforeTheStart(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err := Run(ctx, forever("main()"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want %v", err, context.Canceled)
	}
}

func TestInterruptIsCaught(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	value, err := Run(ctx, DefValue("main()", func(ctx context.Context) (string, error) {
		interrupt()
		if err := Sleep(ctx, time.Hour); !errors.Is(err, ErrCancelled) {
			return "", err
		}
		return "saved", nil
	}))
	if value != "saved" || err != nil {
		t.Errorf("Run = %q, %v; want the result of main", value, err)
	}
}

// TestInterruptReachesThreads needs the context of the function that blocks to
// end: otherwise Run would wait for it.
func TestInterruptReachesThreads(t *testing.T) {
	defer noLeaks(t)()
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := Run(ctx, Def("main()", func(ctx context.Context) error {
		_, err := ToThread(ctx, "blocks()", func(ctx context.Context) (None, error) {
			interrupt()
			<-ctx.Done()
			return None{}, ctx.Err()
		})
		return err
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want %v", err, context.Canceled)
	}
}

// TestStubborn leaves a task behind that awaits on whatever it is told, and
// never anything that could happen.
func TestStubborn(t *testing.T) {
	defer noLeaks(t)()
	left := false
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		CreateTask(ctx, Def("stubborn()", func(ctx context.Context) error {
			defer func() { left = true }()
			for {
				Await(ctx, NewFuture[None](ctx, "nothing"))
			}
		}))
		return turn(ctx)
	}))
	if err == nil || !strings.Contains(err.Error(), "stubborn() did not end when cancelled") {
		t.Errorf("Run = %v, want it to name the task", err)
	}
	if !left {
		t.Error("the coroutine still runs")
	}
}

// TestGoexit ends the goroutine of a coroutine, as t.FailNow does: that ends the
// goroutine of Run, after everything else of the loop.
func TestGoexit(t *testing.T) {
	defer noLeaks(t)()
	childEnded, runEnded := false, make(chan None)
	go func() {
		defer close(runEnded)
		Run(t.Context(), Def("main()", func(ctx context.Context) error {
			CreateTask(ctx, Def("child", func(ctx context.Context) error {
				defer func() { childEnded = true }()
				return Sleep(ctx, time.Hour)
			}))
			if err := turn(ctx); err != nil {
				return err
			}
			runtime.Goexit()
			return nil
		}))
		t.Error("Run has returned")
	}()
	<-runEnded
	if !childEnded {
		t.Error("the other coroutine still runs")
	}
}

func TestRunInsideAThread(t *testing.T) {
	defer noLeaks(t)()
	inner := DefValue("inner()", func(ctx context.Context) (int, error) { return 42, Sleep(ctx, 0) })
	value, err := Run(t.Context(), DefValue("main()", func(ctx context.Context) (int, error) {
		return ToThread(ctx, "another loop", func(ctx context.Context) (int, error) { return Run(ctx, inner) })
	}))
	if value != 42 || err != nil {
		t.Errorf("Run = %d, %v; want 42", value, err)
	}
}
