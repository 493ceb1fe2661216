package threading

import (
	"context"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Lock is a lock that at most one thread holds. Threads that wait for it get
// it in the order in which they came.
type Lock struct {
	name string
	// held holds one element while the lock is held. A channel rather than a
	// sync.Mutex, because who waits to send on it can also wait for a context.
	held chan struct{}
}

// NewLock returns a lock that nobody holds. Recordings show its name where a
// thread waits for it.
func NewLock(name string) *Lock { return &Lock{name: name, held: make(chan struct{}, 1)} }

// Name returns the lock's name.
func (l *Lock) Name() string { return l.name }

// Acquire takes the lock, after waiting until nobody holds it. If ctx ends
// first, it returns why.
func (l *Lock) Acquire(ctx context.Context) error {
	if l.tryAcquire() {
		return nil
	}
	defer tracer.Await(ctx, timeline.Lock, l.name)()
	select {
	case l.held <- struct{}{}:
		return nil
	case <-ctx.Done():
		return lang.Errorf("threading: waiting for the lock %s: %w", l.name, context.Cause(ctx))
	}
}

func (l *Lock) tryAcquire() bool {
	select {
	case l.held <- struct{}{}:
		return true
	default:
		return false
	}
}

// Release gives the lock back. Releasing a lock that nobody holds is a bug of
// the program, and panics.
func (l *Lock) Release() {
	select {
	case <-l.held:
	default:
		panic("threading: release of the lock " + l.name + ", which nobody holds")
	}
}

// With runs f while holding the lock, as Python's with statement does.
func (l *Lock) With(ctx context.Context, f func() error) error {
	if err := l.Acquire(ctx); err != nil {
		return err
	}
	defer l.Release()
	return f()
}
