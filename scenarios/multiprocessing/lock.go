package multiprocessing

import (
	"context"
	"os"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Lock is held by one process at a time. A process that ends while it holds the
// lock leaves it locked, as in Python.
type Lock struct{ mutex *mutex }

// NewLock returns a lock that nobody holds.
func NewLock() (*Lock, error) {
	m, err := newMutex()
	if err != nil {
		return nil, lang.Errorf("multiprocessing: lock: %w", err)
	}
	return &Lock{m}, nil
}

// Acquire waits until no other process holds the lock, and takes it.
func (l *Lock) Acquire(ctx context.Context) error {
	defer tracer.Await(ctx, timeline.Lock, "shared lock")()
	if err := l.mutex.acquire(ctx); err != nil {
		return lang.Errorf("multiprocessing: acquiring a lock: %w", err)
	}
	return nil
}

// Release lets the next process have the lock, which the caller holds.
func (l *Lock) Release() error {
	if err := l.mutex.release(); err != nil {
		return lang.Errorf("multiprocessing: releasing a lock: %w", err)
	}
	return nil
}

// Close gives back this process's view of the lock, which must not be used
// afterwards.
func (l *Lock) Close() error { return l.mutex.close() }

func (l *Lock) files() []*os.File { return l.mutex.files() }

func (l *Lock) adopt(next func() *os.File) error {
	l.mutex = &mutex{}
	return l.mutex.adopt(next)
}
