package asyncio

import (
	"context"

	"ctrace/tracer/timeline"
)

// waiters is a queue of coroutines that wait for their turn at something.
type waiters struct {
	queue  []*promise
	chosen int // how many were woken and have not run since
}

// wait suspends the calling coroutine until [waiters.wake] chooses it. chosen
// is true together with an error if it was chosen and then cancelled, so that
// it must pass its turn on.
func (w *waiters) wait(ctx context.Context, reason timeline.Reason, detail string) (chosen bool, err error) {
	t := current(ctx)
	p := &promise{loop: t.loop, name: detail}
	w.queue = append(w.queue, p)
	err = t.await(ctx, p, reason, detail)
	if chosen = p.status == finished; chosen {
		w.chosen--
	}
	return chosen, err
}

// wake chooses the one that has waited longest. It reports false if none waits.
func (w *waiters) wake() bool {
	for len(w.queue) > 0 {
		p := w.queue[0]
		w.queue = w.queue[1:]
		if !p.done() {
			p.settle(nil)
			w.chosen++
			return true
		}
	}
	return false
}

// Lock is a mutex between coroutines: first come, first served.
type Lock struct {
	name    string
	locked  bool
	waiters waiters
}

// NewLock returns an unlocked lock. The name says to people what it guards.
func NewLock(name string) *Lock { return &Lock{name: name} }

// Acquire takes the lock. If another coroutine has it, the calling one is
// suspended until all that came before it have released it.
func (l *Lock) Acquire(ctx context.Context) error {
	if !l.locked {
		l.locked = true
		return nil
	}
	chosen, err := l.waiters.wait(ctx, timeline.Lock, l.name)
	if chosen && err != nil {
		l.Release()
	}
	return err
}

// Release hands the lock to the coroutine that has waited for it longest. It
// panics if the lock is not taken.
func (l *Lock) Release() {
	if !l.locked {
		panic("asyncio: release of the lock " + l.name + ", which is not taken")
	}
	l.locked = l.waiters.wake()
}

// With calls f while it holds the lock: Python's "async with lock".
func (l *Lock) With(ctx context.Context, f func() error) error {
	if err := l.Acquire(ctx); err != nil {
		return err
	}
	defer l.Release()
	return f()
}

// Locked reports whether a coroutine has the lock.
func (l *Lock) Locked() bool { return l.locked }
