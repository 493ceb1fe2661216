package asyncio

import (
	"errors"
	"runtime/debug"

	"ctrace/tracer/lang"
)

var (
	// ErrCancelled is what an await returns in a task that was cancelled, and
	// the outcome of a future that was: Python's CancelledError.
	ErrCancelled = lang.Errorf("asyncio: cancelled")

	// ErrTimeout is what [WaitFor] returns once its time is over: Python's TimeoutError.
	ErrTimeout = lang.Errorf("asyncio: timeout")

	// ErrDeadlock is the outcome of a [Run] whose tasks all wait for something
	// that cannot happen any more. The error that wraps it lists them.
	ErrDeadlock = lang.Errorf("asyncio: deadlock")

	// ErrPending is the outcome of a future that has none yet.
	ErrPending = errors.New("asyncio: the result is not ready: await it")

	// ErrSettled is returned on setting the outcome of a future that has one.
	ErrSettled = errors.New("asyncio: the future already has its result")
)

// PanicError is the error of a task, or of a [ToThread] function, that
// panicked.
type PanicError struct {
	Name  string // of the task or function
	Value any    // what it panicked with
	Stack []byte // where, as package runtime/debug prints it
}

func (e *PanicError) Error() string { return e.In(lang.English) }

// In says the error in a language.
func (e *PanicError) In(l lang.Language) string {
	return lang.T("asyncio: %s panicked: %v", e.Name, e.Value).In(l)
}

// Unwrap returns what it panicked with if that was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// abandoned unwinds a coroutine that goes on awaiting after its loop is gone.
type abandoned struct{}

// guard calls run and returns its error; a panic is an error too.
func guard(name string, run func() error) (err error) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case abandoned{}:
			err = ErrCancelled
		default:
			err = &PanicError{Name: name, Value: v, Stack: debug.Stack()}
		}
	}()
	return run()
}
