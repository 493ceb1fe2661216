package asyncio

import (
	"context"

	"ctrace/tracer/timeline"
)

// Semaphore lets so many coroutines in at once: first come, first served.
type Semaphore struct {
	name    string
	free    int
	waiters waiters
}

// NewSemaphore returns a semaphore with count free places. The name says to
// people what it bounds.
func NewSemaphore(name string, count int) *Semaphore { return &Semaphore{name: name, free: count} }

// Acquire takes a place. While there is none, or others were called before and
// have not come in yet, the calling coroutine is suspended.
func (s *Semaphore) Acquire(ctx context.Context) error {
	if !s.Locked() {
		s.free--
		return nil
	}
	chosen, err := s.waiters.wait(ctx, timeline.Lock, s.name)
	if chosen && err != nil {
		s.free++
	}
	for s.free > 0 && s.call() {
	}
	return err
}

// Release gives a place back, to the coroutine that has waited longest.
func (s *Semaphore) Release() {
	s.free++
	s.call()
}

// call gives a free place to the coroutine that has waited longest. It reports
// false if none waits.
func (s *Semaphore) call() bool {
	if !s.waiters.wake() {
		return false
	}
	s.free--
	return true
}

// With calls f while it holds a place: Python's "async with semaphore".
func (s *Semaphore) With(ctx context.Context, f func() error) error {
	if err := s.Acquire(ctx); err != nil {
		return err
	}
	defer s.Release()
	return f()
}

// Locked reports whether a coroutine that came now would have to wait.
func (s *Semaphore) Locked() bool { return s.free == 0 || s.waiters.chosen > 0 }
