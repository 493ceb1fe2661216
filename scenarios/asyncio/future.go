package asyncio

import (
	"context"

	"ctrace/tracer/timeline"
)

// Awaitable is what can be awaited: a [Coroutine], a [Task] or a [Future].
type Awaitable[T any] interface {
	// await returns the result to the coroutine that runs as t.
	await(ctx context.Context, t *task) (T, error)
	// future returns the future of the result, for which a coroutine becomes a task.
	future(ctx context.Context) *Future[T]
}

// Await suspends the calling coroutine until what it awaits is done, and
// returns its result. Of a future that is done it returns at once; a coroutine
// runs inside the calling one. If the caller is cancelled meanwhile, so is what
// it awaits.
func Await[T any](ctx context.Context, a Awaitable[T]) (T, error) { return a.await(ctx, current(ctx)) }

// Future is a result that is not there yet.
type Future[T any] struct {
	promise
	value T
}

// NewFuture returns a future that some coroutine will settle. The name says to
// people what it stands for.
func NewFuture[T any](ctx context.Context, name string) *Future[T] {
	return &Future[T]{promise: promise{loop: current(ctx).loop, name: name}}
}

// SetResult settles the future with a value. It returns [ErrSettled] if it was
// settled, or cancelled, before.
func (f *Future[T]) SetResult(value T) error { return f.set(value, nil) }

// SetError settles the future with an error. It returns [ErrSettled] if it was
// settled, or cancelled, before.
func (f *Future[T]) SetError(err error) error {
	var none T
	return f.set(none, err)
}

func (f *Future[T]) set(value T, err error) error {
	if f.done() {
		return ErrSettled
	}
	f.value = value
	f.settle(err)
	return nil
}

// Cancel settles the future as cancelled. It reports false if it was settled
// before.
func (f *Future[T]) Cancel() bool { return f.cancel() }

// Done reports whether the future is settled or cancelled.
func (f *Future[T]) Done() bool { return f.done() }

// Result returns what the future was settled with, [ErrPending] if it was not.
func (f *Future[T]) Result() (T, error) {
	if err := f.outcome(); err != nil {
		var none T
		return none, err
	}
	return f.value, nil
}

// AddDoneCallback has the loop call f in a later turn than the one that settles
// the future. Callbacks are called in the order in which they were added.
func (f *Future[T]) AddDoneCallback(call func()) { f.whenDone(handle{run: call}) }

func (f *Future[T]) await(ctx context.Context, t *task) (T, error) {
	if err := t.await(ctx, &f.promise, timeline.Await, f.name); err != nil {
		var none T
		return none, err
	}
	return f.value, nil
}

func (f *Future[T]) future(context.Context) *Future[T] { return f }
