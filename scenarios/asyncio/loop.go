package asyncio

import (
	"context"
	"maps"
	"slices"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// handle is a callback of the ready queue. Of a step, task is the task.
type handle struct {
	run  func()
	task *task
}

// loop is everything that can happen next. It belongs to one thread, but for
// its mailbox.
type loop struct {
	ctx      context.Context
	ready    []handle
	spare    []handle // the array that ready had in the turn before
	timers   timers
	mail     mailbox
	selector *selector
	threads  executor
	tasks    map[int64]*task // those that have not ended
	running  *task           // whose coroutine runs now, or nil
	failed   []*promise      // tasks that ended with an error, to find those that nobody saw
	sockets  map[*socket]struct{}
}

func newLoop(ctx context.Context) (*loop, error) {
	selector, err := newSelector()
	if err != nil {
		return nil, lang.Errorf("asyncio: cannot make an event loop: %w", err)
	}
	l := &loop{ctx: ctx, selector: selector, tasks: map[int64]*task{}, sockets: map[*socket]struct{}{}}
	l.mail.wake = selector.wake
	l.threads.loop = l
	return l, nil
}

// callSoon puts h at the end of the ready queue.
func (l *loop) callSoon(h handle) {
	if h.task != nil {
		tracer.Ready(h.task.ctx, h.task.id)
	}
	l.ready = append(l.ready, h)
}

// turn waits until something is ready, or until limit if that is set, and then
// calls what is ready at that moment: what the calls make ready waits for the
// next turn.
func (l *loop) turn(limit time.Time) error {
	timeout, err := l.timeout(limit)
	if err != nil {
		return err
	}
	if err := l.poll(timeout); err != nil {
		return lang.Errorf("asyncio: waiting for events: %w", err)
	}
	for _, call := range l.mail.collect() {
		l.callSoon(handle{run: call})
	}
	for _, call := range l.timers.due(time.Now()) {
		l.callSoon(handle{run: call})
	}
	batch := l.ready
	l.ready = l.spare[:0]
	for _, h := range batch {
		h.run()
	}
	clear(batch)
	l.spare = batch
	return nil
}

// forever is the timeout of a wait that only an event can end.
const forever time.Duration = -1

// timeout returns how long the loop may wait for events. It fails with
// ErrDeadlock if none can come.
func (l *loop) timeout(limit time.Time) (time.Duration, error) {
	if len(l.ready) > 0 || l.mail.waiting() {
		return 0, nil
	}
	next, some := l.timers.next()
	if !some && l.selector.active() == 0 && !l.threads.active() {
		return 0, l.deadlock()
	}
	if !limit.IsZero() && (!some || limit.Before(next)) {
		next, some = limit, true
	}
	if !some {
		return forever, nil
	}
	return max(0, time.Until(next)), nil
}

// poll lets the selector settle what has become ready, waiting for up to
// timeout. Without sockets there is nothing to ask that a wait of no length
// could tell.
func (l *loop) poll(timeout time.Duration) error {
	if timeout == 0 && l.selector.active() == 0 {
		return nil
	}
	if timeout != 0 {
		defer tracer.Await(l.ctx, timeline.Network, pollDetail)()
	}
	return l.selector.poll(timeout)
}

// deadlock returns an error that tells what every task waits for.
func (l *loop) deadlock() error {
	var waits []lang.Text
	for _, t := range l.unfinished() {
		waits = append(waits, lang.T("%s (%v %s)", t.name, t.reason, t.detail))
	}
	return lang.Errorf("%w: nothing can wake %s", ErrDeadlock, lang.Join(", ", waits...))
}

// unfinished returns the tasks that have not ended, in the order of their creation.
func (l *loop) unfinished() []*task {
	var tasks []*task
	for _, id := range slices.Sorted(maps.Keys(l.tasks)) {
		tasks = append(tasks, l.tasks[id])
	}
	return tasks
}
