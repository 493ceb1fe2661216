package multiprocessing

import (
	"context"
	"errors"
	"fmt"
	"os"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Barrier lets several processes go on at the same time: each waits until all
// have come. Unlike Python's it serves once.
type Barrier struct {
	missing *memory    // how many have not come yet
	passage *semaphore // one token once all have come: whoever takes it passes it on
}

// NewBarrier returns a barrier at which so many processes meet.
func NewBarrier(parties int) (*Barrier, error) {
	if parties < 1 {
		return nil, fmt.Errorf("multiprocessing: a barrier for %d processes: it must be for at least 1", parties)
	}
	missing, err := newMemory()
	if err != nil {
		return nil, err
	}
	missing.word().Store(int64(parties))
	passage, err := newSemaphore(0)
	if err != nil {
		return nil, errors.Join(lang.Errorf("multiprocessing: making a barrier: %w", err), missing.close())
	}
	return &Barrier{missing, passage}, nil
}

// Wait waits until all have come to the barrier.
func (b *Barrier) Wait(ctx context.Context) error {
	defer tracer.Await(ctx, timeline.Condition, "barrier")()
	if b.missing.word().Add(-1) > 0 {
		if err := b.passage.acquire(ctx); err != nil {
			return lang.Errorf("multiprocessing: waiting at a barrier: %w", err)
		}
	}
	return b.passage.release()
}

// Close gives back this process's view of the barrier, which must not be used
// afterwards.
func (b *Barrier) Close() error { return errors.Join(b.missing.close(), b.passage.close()) }

func (b *Barrier) files() []*os.File {
	return append([]*os.File{b.missing.file}, b.passage.files()...)
}

func (b *Barrier) adopt(next func() *os.File) error {
	b.missing, b.passage = &memory{}, &semaphore{}
	return errors.Join(b.missing.use(next()), b.passage.adopt(next))
}
