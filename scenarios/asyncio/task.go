package asyncio

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// instrumentation is the name under which the spans of tasks are recorded.
const instrumentation = "ctrace/scenarios/asyncio"

// taskIDs numbers the tasks of the process: recordings need them to be unique
// over all of its loops.
var taskIDs atomic.Int64

// task is the untyped part of a Task: a coroutine that the loop runs step by
// step, from one await to the next.
type task struct {
	*promise
	id  int64
	ctx context.Context // what the coroutine is given, but for its span
	run func(ctx context.Context) error

	// The coroutine's goroutine: next and stop switch to it, yield switches back.
	next  func() (*promise, bool)
	stop  func()
	yield func(*promise) bool

	awaited    *promise        // what it stands at, or nil
	reason     timeline.Reason // the same for people
	detail     string
	mustCancel bool  // its next await returns ErrCancelled
	abandoned  bool  // the loop is gone: no await can end any more
	err        error // what run returned
}

type taskKey struct{}

// current returns the task that ctx stands for, which must be the running one.
func current(ctx context.Context) *task {
	t, _ := ctx.Value(taskKey{}).(*task)
	if t == nil {
		panic("asyncio: no running coroutine: hand on the context that the coroutine was given")
	}
	if running := t.loop.running; running != t {
		panic(fmt.Sprintf("asyncio: the context of %s in another coroutine: hand on the one that the coroutine was given", t.name))
	}
	return t
}

// startTask creates the goroutine of a coroutine and schedules its first step.
// The calling goroutine is the loop's or the running coroutine's: either is on
// the loop's thread, to which iter.Pull binds the new one.
func startTask(ctx context.Context, p *promise, run func(context.Context) error) *task {
	t := &task{promise: p, id: taskIDs.Add(1), run: run}
	t.ctx = context.WithValue(ctx, taskKey{}, t)
	t.onCancel = t.cancelTask
	t.next, t.stop = iter.Pull(t.body)
	tracer.NameCoroutine(t.ctx, t.id, t.name)
	t.loop.tasks[t.id] = t
	t.loop.callSoon(handle{t.step, t})
	return t
}

// body is what the coroutine's goroutine does.
func (t *task) body(yield func(*promise) bool) {
	t.yield = yield
	if t.mustCancel {
		t.err = ErrCancelled
		return
	}
	ctx, span := otel.Tracer(instrumentation).Start(t.ctx, t.name)
	defer span.End()
	t.err = guard(t.name, func() error { return t.run(ctx) })
	switch {
	case errors.Is(t.err, ErrCancelled):
		span.AddEvent("cancelled")
	case t.err != nil:
		span.RecordError(t.err)
		span.SetStatus(codes.Error, t.err.Error())
	}
}

// step runs the coroutine up to its next await.
func (t *task) step() {
	t.loop.running = t
	awaited, more := t.next()
	t.loop.running = nil
	wakeup := handle{t.step, t}
	switch {
	case !more:
		t.finish()
	case awaited == nil:
		t.loop.callSoon(wakeup)
	default:
		t.awaited = awaited
		awaited.whenDone(wakeup)
		if t.mustCancel && awaited.cancel() {
			t.mustCancel = false
		}
	}
}

// finish settles the task with what its coroutine returned.
func (t *task) finish() {
	delete(t.loop.tasks, t.id)
	t.settle(t.err)
	if t.status == finished && t.err != nil {
		t.loop.failed = append(t.loop.failed, t.promise)
	}
}

// await returns the outcome of p to the coroutine, which is suspended until
// then. It declares the wait to the recording.
func (t *task) await(ctx context.Context, p *promise, reason timeline.Reason, detail string) error {
	if p.done() {
		return p.outcome()
	}
	return t.suspend(ctx, p, reason, detail)
}

// suspend gives the thread back to the loop until p is settled or, if p is nil,
// until the others had their turn.
func (t *task) suspend(ctx context.Context, p *promise, reason timeline.Reason, detail string) error {
	if t.abandoned {
		panic(abandoned{})
	}
	t.reason, t.detail = reason, detail
	done := tracer.Await(ctx, reason, detail)
	t.abandoned = !t.yield(p)
	done()
	t.awaited = nil
	switch {
	case t.abandoned:
		return ErrCancelled
	case t.mustCancel:
		t.mustCancel = false
		return ErrCancelled
	case p != nil:
		return p.outcome()
	}
	return nil
}

// cancelTask has the await at which the task stands, or else its next one,
// return ErrCancelled.
func (t *task) cancelTask() bool {
	if t.awaited == nil || !t.awaited.cancel() {
		t.mustCancel = true
	}
	return true
}

// abandon ends the coroutine of a task that did not end by itself: the await at
// which it stands returns ErrCancelled, and one that follows unwinds it.
func (t *task) abandon() {
	t.loop.running = t
	t.stop()
	t.loop.running = nil
	t.err = ErrCancelled
	t.finish()
}

// Task is a coroutine that the loop runs beside the others.
type Task[T any] struct {
	result *Future[T]
	task   *task
}

// CreateTask has the loop run a coroutine: it begins when the calling one next
// awaits.
func CreateTask[T any](ctx context.Context, c Coroutine[T]) *Task[T] {
	return newTask(ctx, current(ctx).loop, c)
}

func newTask[T any](ctx context.Context, l *loop, c Coroutine[T]) *Task[T] {
	result := &Future[T]{promise: promise{loop: l, name: c.name}}
	run := func(ctx context.Context) (err error) {
		result.value, err = c.body(ctx)
		return err
	}
	return &Task[T]{result, startTask(ctx, &result.promise, run)}
}

// Name returns the name of the task's coroutine.
func (t *Task[T]) Name() string { return t.task.name }

// Cancel has the await at which the task stands return [ErrCancelled]. It
// reports false if the task was done before.
func (t *Task[T]) Cancel() bool { return t.result.Cancel() }

// Done reports whether the task has ended.
func (t *Task[T]) Done() bool { return t.result.Done() }

// Result returns what the coroutine returned, [ErrPending] if it has not ended.
func (t *Task[T]) Result() (T, error) { return t.result.Result() }

// AddDoneCallback has the loop call f in a turn after the task's end.
func (t *Task[T]) AddDoneCallback(f func()) { t.result.AddDoneCallback(f) }

func (t *Task[T]) await(ctx context.Context, running *task) (T, error) {
	return t.result.await(ctx, running)
}

func (t *Task[T]) future(context.Context) *Future[T] { return t.result }
