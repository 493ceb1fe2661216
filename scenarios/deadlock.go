package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/trace"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed deadlock.go
var deadlockSource string

var deadlock = &Scenario{
	Name:    "deadlock",
	Section: beyond,
	Doc: lang.T(`Two locks taken in opposite order: the threads wait for each other for ever
Each thread takes one lock, and then the one that the next thread has. A meeting
point between the two makes certain what else depends on bad luck. Python would
hang here; a watchdog lets it stand for a second and ends it. Then the same threads
take the locks in one order, and all come through.`),
	Call:    "with a: with b: …  /  with b: with a: …",
	Params:  []Param{{Name: "threads", Doc: lang.T("how many threads, and locks, in a circle"), Default: 2, Min: 2, Max: 16}},
	Source:  deadlockSource,
	Run:     runDeadlock,
	Drawing: drawDeadlock,
	Claims:  claimDeadlock,
	Answer:  answerDeadlock,
}

// The names of the threads' targets, of the thread that watches them, and of the
// region in which a lock is held, but for the lock's name.
const (
	transferName = "transfer"
	orderedName  = "transfer_ordered"
	watchdogName = "watchdog"
	holdsPrefix  = "holds "
)

// deadlockResult is what the program found out about itself.
type deadlockResult struct {
	Cycle    []threading.Blocked `json:"cycle"`
	Finished int                 `json:"finished"` // threads that took the locks in one order
}

func runDeadlock(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	count := args.Int("threads")
	cycle, err := takeInCircle(ctx, args)
	if err != nil {
		return nil, err
	}
	for _, b := range cycle {
		fmt.Fprintf(out, "%s tient %s et attend %s\n", b.Thread, b.Holds, b.Waits)
	}
	watch, locks := threading.NewLockWatch(), newLocks(count)
	team := newTeam(ctx, count+1, count, orderedName, func(ctx context.Context, n int) error {
		taker := taker{watch, threading.DefaultName(count+n, orderedName), lockPause(args)}
		first, second := min(n-1, n%count), max(n-1, n%count)
		return taker.take(ctx, locks[first], locks[second], nil)
	})
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "Dans le même ordre : %d threads terminés\n", len(team))
	return deadlockResult{Cycle: cycle, Finished: len(team)}, nil
}

// takeInCircle lets threads take the locks so that each wants the one that the
// next has, and returns the cycle that the watchdog has found and ended.
func takeInCircle(ctx context.Context, args Args) ([]threading.Blocked, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	count := args.Int("threads")
	watch, locks, all := threading.NewLockWatch(), newLocks(count), threading.NewBarrier(count)

	watchdog := threading.NewThread(ctx, watchdogName, func(ctx context.Context) error {
		cycle, err := watch.Await(ctx)
		if err != nil {
			return err
		}
		defer cancel(&threading.DeadlockError{Cycle: cycle})
		return threading.Sleep(ctx, args.Seconds(1))
	})
	team := newTeam(ctx, 1, count, transferName, func(ctx context.Context, n int) error {
		taker := taker{watch, threading.DefaultName(n, transferName), lockPause(args)}
		return taker.take(ctx, locks[n-1], locks[n%count], all)
	})
	watchdog.Start()
	team.start()
	err := team.join()
	cancel(err) // The watchdog has no more to wait for.
	watchErr := watchdog.Join()
	if found := new(threading.DeadlockError); errors.As(err, &found) {
		return found.Cycle, watchErr
	}
	return nil, errors.Join(err, watchErr)
}

// newLocks returns locks called A, B, C and so on.
func newLocks(count int) []*threading.Lock {
	locks := make([]*threading.Lock, count)
	for i := range locks {
		locks[i] = threading.NewLock(lockName(i))
	}
	return locks
}

func lockName(i int) string { return string(rune('A' + i)) }

// lockPause returns how long a thread keeps what it has taken.
func lockPause(args Args) time.Duration { return args.Seconds(0.3) }

// taker is a thread that takes two locks.
type taker struct {
	watch *threading.LockWatch
	name  string
	pause time.Duration
}

// take takes the first lock, meets the others if they are to meet, and takes the
// second one.
func (t taker) take(ctx context.Context, first, second *threading.Lock, meeting *threading.Barrier) error {
	return t.with(ctx, first, func() error {
		if meeting != nil {
			if err := meeting.Wait(ctx); err != nil {
				return err
			}
		} else if err := threading.Sleep(ctx, t.pause); err != nil {
			return err
		}
		return t.with(ctx, second, func() error { return threading.Sleep(ctx, t.pause) })
	})
}

// with runs f while the thread holds a lock, and tells the recording.
func (t taker) with(ctx context.Context, l *threading.Lock, f func() error) error {
	return t.watch.With(ctx, t.name, l, func() error {
		defer trace.StartRegion(ctx, holdsPrefix+l.Name()).End()
		return f()
	})
}

// drawDeadlock draws the circle, until it is ended, and then how one thread after
// the other comes through: the last lock is free, so whoever waits for it is first.
func drawDeadlock(args Args) *timeline.Timeline {
	count, pause, second := args.Int("threads"), lockPause(args), args.Seconds(1)
	end := second + time.Duration(count+2)*pause
	d, process := teamDrawing("deadlock", end)
	d.bar(process, 0, end, timeline.Waiting, timeline.Join)
	d.bar(d.lane(process, timeline.Thread, watchdogName), 0, second, timeline.Waiting, timeline.Sleep)
	for n := range count {
		lane := d.lane(process, timeline.Thread, threading.DefaultName(n+1, transferName))
		d.bar(lane, 0, second, timeline.Waiting, timeline.Lock)
	}
	for n := range count {
		lane := d.laneFrom(second, process, timeline.Thread, threading.DefaultName(count+n+1, orderedName))
		at := second
		wait := func(until time.Duration, reason timeline.Reason) {
			d.bar(lane, at, until, timeline.Waiting, reason)
			at = max(at, until)
		}
		if n == count-1 { // It wants the first lock, as thread 1 does, and comes after it.
			wait(second+time.Duration(count)*pause, timeline.Lock)
			wait(at+2*pause, timeline.Sleep)
			continue
		}
		wait(second+pause, timeline.Sleep)
		wait(second+time.Duration(count-1-n)*pause, timeline.Lock)
		wait(at+pause, timeline.Sleep)
	}
	return d.done()
}

func answerDeadlock(_ Args, m Measured) lang.Text {
	if m.Python {
		return lang.Text{}
	}
	cycle, at := cycleIn(m.Timeline, lanesNamed(m.Timeline, timeline.Thread, "Thread-"))
	var found deadlockResult
	if err := json.Unmarshal(m.Result, &found); err != nil || len(cycle) == 0 {
		return lang.T("No threads were seen to wait for each other.")
	}
	return lang.T("Deadlock at %s: %s. In one order, all %d came through.", at, threading.CycleText(cycle), found.Finished)
}
