package multiprocessing

import (
	"errors"
	"fmt"
	"syscall"
)

// ExitError says that a process did not end well.
type ExitError struct {
	Name     string // of the process: "Process-1"
	PID      int
	Exitcode int // as Python counts: the exit status, or minus the number of the signal that killed it
}

func (e *ExitError) Error() string {
	if e.Exitcode < 0 {
		signal := syscall.Signal(-e.Exitcode)
		return fmt.Sprintf("%s (pid %d) was killed by signal %d (%v)", e.Name, e.PID, -e.Exitcode, signal)
	}
	return fmt.Sprintf("%s (pid %d) ended with exit status %d", e.Name, e.PID, e.Exitcode)
}

// RemoteError is an error of a function that ran in a worker of a pool.
type RemoteError struct {
	Worker string // "ForkPoolWorker-2"
	Call   string // "carre(3)"
	Text   string
	Stack  string // of a panic; else ""
}

func (e *RemoteError) Error() string {
	what := "failed"
	if e.Stack != "" {
		what = "panicked"
	}
	return fmt.Sprintf("%s %s on %s: %s", e.Call, what, e.Worker, e.Text)
}

// errShared refuses to send what only inheritance can share.
var errShared = errors.New("it contains a queue, connection, value or lock: pass it to a process as an argument of NewProcess")

// panicError is a panic of a function.
type panicError struct{ value, stack string }

func (e *panicError) Error() string { return "panic: " + e.value }
