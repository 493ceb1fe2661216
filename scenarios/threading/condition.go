package threading

import (
	"context"
	"slices"
	"sync"
	"time"
)

// condition is a condition variable whose wait can time out or be cancelled,
// which sync.Cond's cannot. Its mutex is held around every call.
type condition struct {
	mu      *sync.Mutex
	waiting []chan struct{} // of each waiting thread, in order of arrival; closed to wake it
}

// wait releases the mutex, blocks until it is woken, expired fires (never, if
// nil) or ctx ends, and takes the mutex again. As with every condition
// variable, being woken promises nothing: the caller checks what it waits for.
// A caller that gives up may take the wake-up of one signal with it, which those
// that wait for the GIL make up for after their interval.
func (c *condition) wait(ctx context.Context, expired <-chan time.Time) (timedOut bool, err error) {
	wake := make(chan struct{})
	c.waiting = append(c.waiting, wake)
	c.mu.Unlock()
	select {
	case <-wake:
	case <-expired:
		timedOut = true
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	c.mu.Lock()
	c.waiting = slices.DeleteFunc(c.waiting, func(w chan struct{}) bool { return w == wake })
	return timedOut, err
}

// signal wakes the thread that has waited longest, if any waits.
func (c *condition) signal() {
	if len(c.waiting) > 0 {
		close(c.waiting[0])
		c.waiting = c.waiting[1:]
	}
}

// broadcast wakes all that wait.
func (c *condition) broadcast() {
	for _, wake := range c.waiting {
		close(wake)
	}
	c.waiting = nil
}
