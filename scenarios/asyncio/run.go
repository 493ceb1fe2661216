package asyncio

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// shutdownGrace is how long cancelled tasks may go on cleaning up once the main
// coroutine has ended.
const shutdownGrace = 5 * time.Second

// Run executes main on a new event loop and returns its result. It locks the
// calling goroutine to its OS thread meanwhile. When main has ended, the tasks
// that are left are cancelled; when Run returns, no coroutine, thread or file
// of the loop remains. The error also tells of tasks that failed without
// anybody awaiting them.
//
// When ctx is cancelled, main is; unless main catches that, Run returns the
// cause.
func Run[T any](ctx context.Context, main Coroutine[T]) (result T, err error) {
	if outer, _ := ctx.Value(taskKey{}).(*task); outer != nil {
		return result, fmt.Errorf("asyncio: Run inside %s, whose loop it would stop: use Await", outer.name)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	tracer.NameLane(ctx, timeline.Thread, "event loop")
	l, err := newLoop(ctx)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	task := newTask(ctx, l, main)
	defer l.onInterrupt(ctx, task.task)()
	for !task.Done() {
		if err := l.turn(time.Time{}); err != nil {
			return result, err
		}
	}
	result, err = task.Result()
	if cause := context.Cause(ctx); cause != nil && errors.Is(err, ErrCancelled) {
		err = lang.Errorf("asyncio: %s was interrupted: %w", main.name, cause)
	}
	return result, err
}

// onInterrupt cancels main once ctx is cancelled, as Ctrl-C does. The function
// that it returns ends that, and waits for an interrupt that is on its way.
func (l *loop) onInterrupt(ctx context.Context, main *task) (stop func()) {
	sent := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(sent)
		l.mail.post(func() { main.cancel() })
	})
	return func() {
		if !cancel() {
			<-sent
		}
	}
}

// close ends everything that the loop has started, and returns what would
// else go unseen: tasks that would not end, errors that nobody awaited.
func (l *loop) close() error {
	stubborn := l.endTasks()
	l.threads.close()
	for s := range l.sockets {
		s.close()
	}
	l.mail.close()
	return errors.Join(stubborn, l.unseen(), l.selector.close())
}

// endTasks cancels the tasks that are left, lets them clean up, and abandons
// those that will not end.
func (l *loop) endTasks() error {
	for _, t := range l.unfinished() {
		t.cancel()
	}
	limit := time.Now().Add(shutdownGrace)
	for len(l.tasks) > 0 && time.Now().Before(limit) {
		if l.turn(limit) != nil {
			break
		}
	}
	var names []string
	for len(l.tasks) > 0 {
		t := l.unfinished()[0]
		names = append(names, t.name)
		t.abandon()
	}
	if names == nil {
		return nil
	}
	return lang.Errorf("asyncio: %s did not end when cancelled", strings.Join(names, ", "))
}

// unseen returns the errors of tasks whose outcome nobody looked at.
func (l *loop) unseen() error {
	var errs []error
	for _, p := range l.failed {
		if !p.observed {
			errs = append(errs, lang.Errorf("asyncio: %s failed and nobody awaited it: %w", p.name, p.err))
		}
	}
	return errors.Join(errs...)
}
