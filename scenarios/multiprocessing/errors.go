package multiprocessing

import (
	"errors"
	"syscall"

	"ctrace/tracer/lang"
)

// ExitError says that a process did not end well.
type ExitError struct {
	Name     string // of the process: "Process-1"
	PID      int
	Exitcode int // as Python counts: the exit status, or minus the number of the signal that killed it
}

func (e *ExitError) Error() string { return e.In(lang.English) }

// In says the error in a language.
func (e *ExitError) In(l lang.Language) string {
	if e.Exitcode < 0 {
		signal := lang.Word(syscall.Signal(-e.Exitcode).String())
		return lang.T("%s (pid %d) was killed by signal %d (%s)", e.Name, e.PID, -e.Exitcode, signal).In(l)
	}
	return lang.T("%s (pid %d) ended with exit status %d", e.Name, e.PID, e.Exitcode).In(l)
}

// RemoteError is an error of a function that ran in a worker of a pool.
type RemoteError struct {
	Worker string // "ForkPoolWorker-2"
	Call   string // "carre(3)"
	Text   string // what the worker says of it
	Stack  string // of a panic; else ""
}

func (e *RemoteError) Error() string { return e.In(lang.English) }

// In says the error in a language, but for what the worker says.
func (e *RemoteError) In(l lang.Language) string {
	if e.Stack != "" {
		return lang.T("%s panicked on %s: %s", e.Call, e.Worker, e.Text).In(l)
	}
	return lang.T("%s failed on %s: %s", e.Call, e.Worker, e.Text).In(l)
}

// errShared refuses to send what only inheritance can share.
var errShared = errors.New("it contains a queue, connection, value or lock: pass it to a process as an argument of NewProcess")

// panicError is a panic of a function.
type panicError struct{ value, stack string }

func (e *panicError) Error() string { return "panic: " + e.value }
