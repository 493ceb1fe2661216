package asyncio

import (
	"context"
	"iter"

	"ctrace/tracer/timeline"
)

// AsCompleted runs awaitables concurrently. Each value of the sequence, awaited,
// has the result or error of the one that ends next:
//
//	for next := range asyncio.AsCompleted(ctx, a, b, c) {
//		value, err := asyncio.Await(ctx, next)
//
// Those that are left when the caller stops go on.
func AsCompleted[T any](ctx context.Context, awaitables ...Awaitable[T]) iter.Seq[Awaitable[T]] {
	done := &completed[T]{}
	for _, future := range futuresOf(ctx, awaitables) {
		future.whenDone(handle{run: func() {
			done.futures = append(done.futures, future)
			done.waiters.wake()
		}})
	}
	return func(yield func(Awaitable[T]) bool) {
		for range awaitables {
			if !yield(DefValue("next", done.next)) {
				return
			}
		}
	}
}

// completed holds the futures that have ended and that nobody has taken, in the
// order of their ends.
type completed[T any] struct {
	futures []*Future[T]
	waiters waiters
}

// next waits for the next one to end, and returns its result.
func (c *completed[T]) next(ctx context.Context) (T, error) {
	for len(c.futures) == 0 {
		if chosen, err := c.waiters.wait(ctx, timeline.Await, "the next to end"); err != nil {
			if chosen && len(c.futures) > 0 {
				c.waiters.wake()
			}
			var none T
			return none, err
		}
	}
	first := c.futures[0]
	c.futures = c.futures[1:]
	return first.Result()
}
