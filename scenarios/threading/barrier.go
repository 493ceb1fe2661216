package threading

import (
	"context"
	"sync"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Barrier lets several threads go on at the same time: each waits until all have
// come. Unlike Python's it serves once.
type Barrier struct {
	mu      sync.Mutex
	missing int
	all     chan struct{} // closed once all have come
}

// NewBarrier returns a barrier at which so many threads meet.
func NewBarrier(parties int) *Barrier {
	return &Barrier{missing: parties, all: make(chan struct{})}
}

// Wait waits until all have come to the barrier or ctx ends, and then returns
// why.
func (b *Barrier) Wait(ctx context.Context) error {
	b.come()
	defer tracer.Await(ctx, timeline.Condition, "barrier")()
	select {
	case <-b.all:
		return nil
	case <-ctx.Done():
		return lang.Errorf("threading: waiting at a barrier: %w", context.Cause(ctx))
	}
}

func (b *Barrier) come() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.missing--; b.missing == 0 {
		close(b.all)
	}
}
