//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
)

// endings are the ways in which a function can end.
var endings = Func("endings", func(ctx context.Context, how string) (None, error) {
	switch how {
	case "error":
		return None{}, errors.New("no more stones")
	case "panic":
		panic("dropped a stone")
	case "status":
		os.Exit(3)
	case "signal":
		return None{}, syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	return None{}, nil
})

func TestExitcode(t *testing.T) {
	for _, test := range []struct {
		how      string
		exitcode int
		message  string // of Join's error
		printed  string // on standard error
	}{
		{how: "return"},
		{"error", 1, "Process-1 (pid PID) ended with exit status 1", `Process-1: endings("error"): no more stones`},
		{"panic", 1, "Process-1 (pid PID) ended with exit status 1", `Process-1: endings("panic"): panic: dropped a stone`},
		{"status", 3, "Process-1 (pid PID) ended with exit status 3", ""},
		{"signal", -9, "Process-1 (pid PID) was killed by signal 9 (killed)", ""},
	} {
		t.Run(test.how, func(t *testing.T) {
			ctx := testContext(t)
			p := NewProcess("Process-1", endings, test.how)
			var err error
			printed := captured(t, &os.Stderr, func() {
				must(t, p.Start(ctx))
				err = p.Join(ctx)
			})
			message := strings.Replace(test.message, "PID", fmt.Sprint(p.PID()), 1)
			if (err == nil) != (message == "") || err != nil && err.Error() != message {
				t.Errorf("Join: %v, want %q", err, message)
			}
			if code, known := p.Exitcode(); !known || code != test.exitcode {
				t.Errorf("Exitcode: %d, %v, want %d", code, known, test.exitcode)
			}
			if !strings.HasPrefix(printed, test.printed) || (printed == "") != (test.printed == "") {
				t.Errorf("printed %q, want %q", printed, test.printed)
			}
		})
	}
}

// counter is a variable that every process has for itself.
var counter int

var increment = Func("increment", func(ctx context.Context, by int) (None, error) {
	counter += by
	fmt.Println("counter is", counter)
	return None{}, nil
})

func TestProcessHasItsOwnMemory(t *testing.T) {
	ctx := testContext(t)
	output := captured(t, &os.Stdout, func() {
		p := NewProcess("Process-1", increment, 7)
		must(t, p.Start(ctx))
		must(t, p.Join(ctx))
		must(t, p.Join(ctx)) // A second time, as in Python.
	})
	if output != "counter is 7\n" || counter != 0 {
		t.Errorf("the child printed %q, and the parent's counter is %d", output, counter)
	}
}

var unsendableArgs = Func("unsendableArgs", func(context.Context, func()) (None, error) { return None{}, nil })

func TestMisuseOfAProcess(t *testing.T) {
	ctx := testContext(t)
	p := NewProcess("Process-1", endings, "return")
	if err := p.Join(ctx); err == nil || !strings.Contains(err.Error(), "before it is started") {
		t.Errorf("Join before Start: %v", err)
	}
	if _, known := p.Exitcode(); known {
		t.Error("the exit code is known before Start")
	}
	must(t, p.Start(ctx))
	if err := p.Start(ctx); err == nil || !strings.Contains(err.Error(), "started before") {
		t.Errorf("second Start: %v", err)
	}
	must(t, p.Join(ctx))

	unsendable := NewProcess("Process-2", unsendableArgs, func() {})
	if err := unsendable.Start(ctx); err == nil || !strings.Contains(err.Error(), "unsendableArgs") {
		t.Errorf("Start with a function as argument: %v", err)
	}
}

// obstinate computes without end, whatever its context says.
var obstinate = Func("obstinate", func(ctx context.Context, ready *Connection) (None, error) {
	if err := ready.Send(ctx, os.Getpid()); err != nil {
		return None{}, err
	}
	spin()
	return None{}, nil
})

// obedient waits for the end of its context.
var obedient = Func("obedient", func(ctx context.Context, ready *Connection) (None, error) {
	if err := ready.Send(ctx, os.Getpid()); err != nil {
		return None{}, err
	}
	<-ctx.Done()
	return None{}, ctx.Err()
})

func TestCancel(t *testing.T) {
	for _, target := range []*Function[*Connection, None]{obstinate, obedient} {
		t.Run(target.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(testContext(t))
			ours, theirs := ok2(Pipe())
			defer ours.Close()
			p := NewProcess("Process-1", target, theirs)
			_ = captured(t, &os.Stderr, func() {
				must(t, p.Start(ctx))
				must(t, theirs.Close())
				var pid int
				must(t, ours.Recv(ctx, &pid))
				if pid != p.PID() {
					t.Errorf("the child's pid is %d, its parent thinks %d", pid, p.PID())
				}
				cancel()
				if err := p.Join(ctx); !errors.Is(err, context.Canceled) {
					t.Errorf("Join: %v", err)
				}
			})
			if code, known := p.Exitcode(); !known || code == 0 {
				t.Errorf("Exitcode: %d, %v", code, known)
			}
		})
	}
}
