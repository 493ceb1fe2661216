package asyncio

import (
	"context"
	"runtime/trace"
)

// None is the result of a coroutine that returns nothing.
type None = struct{}

// Coroutine is the call of a coroutine that has not begun: what Python's task(1, 2)
// returns. It is a value; each use of it is a call of its own.
type Coroutine[T any] struct {
	name string
	body func(ctx context.Context) (T, error)
}

// Def returns a coroutine without a result, under the name that people call it:
// "task(1, 2)". The context that body is given stands for the running coroutine:
// it must hand that one to whatever it awaits.
func Def(name string, body func(ctx context.Context) error) Coroutine[None] {
	return DefValue(name, func(ctx context.Context) (None, error) { return None{}, body(ctx) })
}

// DefValue is [Def] for a coroutine that returns a value.
func DefValue[T any](name string, body func(ctx context.Context) (T, error)) Coroutine[T] {
	return Coroutine[T]{name, body}
}

// Name returns the name that the coroutine was defined under.
func (c Coroutine[T]) Name() string { return c.name }

// await runs the coroutine inside the calling one: it has no lane of its own,
// so a region marks it.
func (c Coroutine[T]) await(ctx context.Context, _ *task) (T, error) {
	defer trace.StartRegion(ctx, c.name).End()
	return c.body(ctx)
}

func (c Coroutine[T]) future(ctx context.Context) *Future[T] { return CreateTask(ctx, c).result }
