package asyncio

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// WaitFor awaits a for up to limit. Once that is over, it cancels a, lets it
// clean up, and returns [ErrTimeout]; but if a ends well although it was
// cancelled, its result counts. If the caller is cancelled meanwhile, so is a.
// As in Python up to 3.11, a coroutine runs as a task of its own, so that it has
// a lane.
func WaitFor[T any](ctx context.Context, a Awaitable[T], limit time.Duration) (T, error) {
	t, future := current(ctx), a.future(ctx)
	interrupted := t.awaitUpTo(ctx, &future.promise, limit)
	if future.Done() {
		return future.Result()
	}
	if err := t.cancelAndWait(ctx, &future.promise); err != nil {
		interrupted = err
	}
	value, err := future.Result()
	switch {
	case interrupted != nil:
		return value, interrupted
	case errors.Is(err, ErrCancelled):
		return value, lang.Errorf("%w after %v: %s", ErrTimeout, limit, future.name)
	}
	return value, err
}

// awaitUpTo suspends the coroutine until p is settled or limit is over. Its
// error says that the coroutine was cancelled.
func (t *task) awaitUpTo(ctx context.Context, p *promise, limit time.Duration) error {
	if limit <= 0 || p.done() {
		return nil
	}
	over := &promise{loop: t.loop, name: p.name}
	timer := t.loop.timers.add(limit, func() { over.settle(nil) })
	defer t.loop.timers.cancel(timer)
	p.whenDone(handle{run: func() { over.settle(nil) }})
	return t.await(ctx, over, timeline.Await, fmt.Sprintf("%s, up to %.4g s", p.name, limit.Seconds()))
}

// cancelAndWait cancels p and suspends the coroutine until that has come to its
// end. Its error says that the coroutine was cancelled itself meanwhile.
func (t *task) cancelAndWait(ctx context.Context, p *promise) error {
	ended := &promise{loop: t.loop, name: p.name}
	p.whenDone(handle{run: func() { ended.settle(nil) }})
	p.cancel()
	return t.await(ctx, ended, timeline.Await, p.name+", cancelled")
}
