package asyncio

import (
	"context"

	"ctrace/tracer/timeline"
)

// Outcome is what became of one of the awaitables of [GatherOutcomes].
type Outcome[T any] struct {
	Value T
	Err   error
}

// Gather runs awaitables concurrently and returns their results in the order of
// the arguments, whichever ends first. The first error is returned at once; the
// others go on. Cancelling the caller cancels all of them.
func Gather[T any](ctx context.Context, awaitables ...Awaitable[T]) ([]T, error) {
	futures := futuresOf(ctx, awaitables)
	if err := gather(ctx, futures, firstError); err != nil {
		return nil, err
	}
	values := make([]T, len(futures))
	for i, f := range futures {
		values[i] = f.value
	}
	return values, nil
}

// GatherOutcomes is [Gather] with Python's return_exceptions=True: it waits for
// all and returns errors beside values. Its own error says that the caller
// was cancelled.
func GatherOutcomes[T any](ctx context.Context, awaitables ...Awaitable[T]) ([]Outcome[T], error) {
	futures := futuresOf(ctx, awaitables)
	if err := gather(ctx, futures, noError); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome[T], len(futures))
	for i, f := range futures {
		outcomes[i].Value, outcomes[i].Err = f.Result()
	}
	return outcomes, nil
}

func futuresOf[T any](ctx context.Context, awaitables []Awaitable[T]) []*Future[T] {
	futures := make([]*Future[T], len(awaitables))
	for i, a := range awaitables {
		futures[i] = a.future(ctx)
	}
	return futures
}

// ending tells which outcome of a child ends a gathering before all are done.
type ending func(child error) error

func firstError(child error) error { return child }
func noError(error) error          { return nil }

// gather waits until all futures are done, or one of them ends it.
func gather[T any](ctx context.Context, futures []*Future[T], ends ending) error {
	t := current(ctx)
	all := &promise{loop: t.loop, name: "gather"}
	cancelled := false
	all.onCancel = func() bool {
		for _, f := range futures {
			cancelled = f.cancel() || cancelled
		}
		return cancelled
	}
	left := len(futures)
	for _, f := range futures {
		f.whenDone(handle{run: func() {
			left--
			if err := ends(f.outcome()); err != nil {
				all.settle(err)
			}
			if left == 0 {
				all.settle(cancelledOr(cancelled))
			}
		}})
	}
	if left == 0 {
		return nil
	}
	return t.await(ctx, all, timeline.Await, "gather")
}

// cancelledOr returns ErrCancelled if a gathering was cancelled.
func cancelledOr(cancelled bool) error {
	if cancelled {
		return ErrCancelled
	}
	return nil
}
