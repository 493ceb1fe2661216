package threading

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// scope names this package to OpenTelemetry.
const scope = "ctrace/scenarios/threading"

// MainThread makes the calling goroutine the program's main thread: it stays
// locked to its OS thread, whose lane gets Python's name for it.
func MainThread(ctx context.Context) {
	runtime.LockOSThread()
	tracer.NameLane(ctx, timeline.Thread, "MainThread")
}

// Thread is one OS thread that runs a function.
type Thread struct {
	name   string
	target func(context.Context) error
	ctx    context.Context // given to target, which begins only in Start

	begun   atomic.Bool   // Start was called
	running chan struct{} // closed once the OS thread has its id
	ended   chan struct{} // closed once err holds what target returned
	id      int64
	err     error
}

// NewThread returns a thread that will run target.
func NewThread(ctx context.Context, name string, target func(context.Context) error) *Thread {
	return &Thread{
		name: name, target: target, ctx: ctx,
		running: make(chan struct{}), ended: make(chan struct{}),
	}
}

// DefaultName returns the name that Python gives the nth thread of a process,
// from 1, by the name of its target: "Thread-1 (worker)".
func DefaultName(n int, target string) string { return fmt.Sprintf("Thread-%d (%s)", n, target) }

// Name returns the thread's name.
func (t *Thread) Name() string { return t.name }

// NativeID returns the id that the operating system gave the thread, the one
// that its lane has. It is 0 before [Thread.Start] has returned and on systems
// that do not tell.
func (t *Thread) NativeID() int64 {
	select {
	case <-t.running:
		return t.id
	default:
		return 0
	}
}

// Start starts the thread and, as in Python, returns when it is running.
// Starting a thread twice is a bug of the program, and panics.
func (t *Thread) Start() {
	if t.begun.Swap(true) {
		panic("threading: " + t.name + ": threads can only be started once")
	}
	defer tracer.Await(t.ctx, timeline.Condition, "start of "+t.name)()
	go t.run()
	<-t.running
}

// Join waits until the thread has ended and returns its error: what its target
// returned, or a [*PanicError].
func (t *Thread) Join() error {
	switch {
	case !t.begun.Load():
		return fmt.Errorf("threading: %s: cannot join a thread before it is started", t.name)
	case t.isCurrent():
		return fmt.Errorf("threading: %s: a thread cannot join itself", t.name)
	}
	defer tracer.Await(t.ctx, timeline.Join, t.name)()
	<-t.ended
	return t.err
}

// isCurrent reports whether t is the calling thread. Only an ended thread's id
// may belong to another one, and only a live one can deadlock.
func (t *Thread) isCurrent() bool {
	select {
	case <-t.ended:
		return false
	default:
		id := t.NativeID()
		return id != 0 && id == nativeID()
	}
}

// run is the life of the thread. Its goroutine is never unlocked, so the Go
// runtime ends the OS thread with it.
func (t *Thread) run() {
	runtime.LockOSThread()
	defer close(t.ended)
	t.id = nativeID()
	tracer.NameLane(t.ctx, timeline.Thread, t.name)
	close(t.running)

	ctx, span := otel.Tracer(scope).Start(t.ctx, t.name)
	defer endSpan(span, &t.err)
	t.call(ctx)
}

// call runs the target and keeps its outcome in t.err, however it ends.
func (t *Thread) call(ctx context.Context) {
	t.err = fmt.Errorf("%s: %w", t.name, errGoexit)
	defer func() {
		if v := recover(); v != nil {
			t.err = &PanicError{Thread: t.name, Value: v, Stack: debug.Stack()}
		}
	}()
	t.err = t.target(ctx)
	if t.err != nil {
		t.err = fmt.Errorf("%s: %w", t.name, t.err)
	}
}

func endSpan(span trace.Span, err *error) {
	if *err != nil {
		span.RecordError(*err)
		span.SetStatus(codes.Error, (*err).Error())
	}
	span.End()
}

// errGoexit is the error of a thread whose target called runtime.Goexit.
var errGoexit = errors.New("the thread was ended by runtime.Goexit")

// PanicError is the error of a thread whose target panicked.
type PanicError struct {
	Thread string
	Value  any
	Stack  []byte // as [debug.Stack] formats it
}

func (e *PanicError) Error() string { return e.In(lang.English) }

// In says the error in a language.
func (e *PanicError) In(l lang.Language) string {
	return lang.T("%s: panic: %v", e.Thread, e.Value).In(l)
}

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Sleep blocks the calling thread for d, or until ctx ends, and then returns
// why it did.
func Sleep(ctx context.Context, d time.Duration) error {
	defer tracer.Await(ctx, timeline.Sleep, d.String())()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return lang.Errorf("threading: sleeping: %w", context.Cause(ctx))
	}
}
