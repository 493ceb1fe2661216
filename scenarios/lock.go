package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/trace"
	"sync/atomic"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed lock.go
var lockSource string

var lock = &Scenario{
	Name:    "lock",
	Section: "1",
	Doc: lang.T(`A shared counter without and with a Lock
Threads raise a shared counter: each reads it, is switched out for a while and
writes back what it read plus one. Without a Lock, whoever reads meanwhile reads
the same number, and updates are lost: all meet once between reading and writing, so
that it is certain. With a Lock from the read to the write, none is lost, and the
threads wait for each other.`),
	Call: "with lock: counter += 1",
	Params: []Param{
		{Name: "threads", Doc: lang.T("how many threads"), Default: 3, Min: 2, Max: 32},
		{Name: "rounds", Doc: lang.T("how often each thread raises the counter"), Default: 5, Min: 1, Max: 100},
	},
	Source:  lockSource,
	Run:     runLock,
	Drawing: drawLock,
	Claims:  claimLock,
	Answer:  answerLock,
}

// lockResult is what the counter read in the end.
type lockResult struct {
	Expected int `json:"expected"`
	Without  int `json:"without"`
	With     int `json:"with"`
}

// The names of the two targets, and of the region from the read to the write.
const (
	addName         = "add"
	addLockedName   = "add_locked"
	criticalSection = "critical section"
)

func runLock(ctx context.Context, args Args, out io.Writer) (any, error) {
	threading.MainThread(ctx)
	count, rounds, pause := args.Int("threads"), args.Int("rounds"), switchedOut(args)

	var unlocked counter
	haveRead := threading.NewBarrier(count)
	team := newTeam(ctx, 1, count, addName, func(ctx context.Context, _ int) error {
		return unlocked.add(ctx, haveRead, rounds, pause)
	})
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}

	var locked counter
	guard := threading.NewLock("counter")
	team = newTeam(ctx, count+1, count, addLockedName, func(ctx context.Context, _ int) error {
		return locked.addLocked(ctx, guard, rounds, pause)
	})
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}

	result := lockResult{Expected: count * rounds, Without: unlocked.read(), With: locked.read()}
	fmt.Fprintf(out, "Sans Lock : %d au lieu de %d\n", result.Without, result.Expected)
	fmt.Fprintf(out, "Avec Lock : %d\n", result.With)
	return result, nil
}

// switchedOut returns how long a thread is switched out between its read and
// its write. In Python the switch interval, a print or a sleep does that.
func switchedOut(args Args) time.Duration { return args.Seconds(0.1) }

// counter is a number that threads share. Reading it and writing it are each
// atomic, as in Python; reading it, adding one and writing it are not.
type counter struct{ value atomic.Int64 }

func (c *counter) read() int { return int(c.value.Load()) }

// add raises the counter, so many times. The first time, all threads have read
// before one writes.
func (c *counter) add(ctx context.Context, haveRead *threading.Barrier, rounds int, pause time.Duration) error {
	for round := range rounds {
		err := c.addOne(ctx, func() error {
			if round > 0 {
				return threading.Sleep(ctx, pause)
			}
			return errors.Join(haveRead.Wait(ctx), threading.Sleep(ctx, pause))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addLocked raises the counter with the guard held from each read to the write
// after it.
func (c *counter) addLocked(ctx context.Context, guard *threading.Lock, rounds int, pause time.Duration) error {
	for range rounds {
		err := guard.With(ctx, func() error {
			return c.addOne(ctx, func() error { return threading.Sleep(ctx, pause) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addOne is counter = counter + 1 with a switch to other threads in the middle.
func (c *counter) addOne(ctx context.Context, switchedOut func() error) error {
	defer trace.StartRegion(ctx, criticalSection).End()
	value := c.value.Load()
	if err := switchedOut(); err != nil {
		return err
	}
	c.value.Store(value + 1)
	return nil
}

// drawLock draws all threads side by side without the Lock, and then one
// critical section after another with it.
func drawLock(args Args) *timeline.Timeline {
	count, rounds, pause := args.Int("threads"), args.Int("rounds"), switchedOut(args)
	half := time.Duration(rounds) * pause
	end := half + time.Duration(count)*half
	d, process := teamDrawing("lock", end)
	d.bar(process, 0, end, timeline.Waiting, timeline.Join)
	for i := range count {
		lane := d.lane(process, timeline.Thread, threading.DefaultName(i+1, addName))
		d.bar(lane, 0, half, timeline.Waiting, timeline.Sleep)
	}
	for i := range count {
		lane := d.laneFrom(half, process, timeline.Thread, threading.DefaultName(count+i+1, addLockedName))
		at := half
		for round := range rounds {
			turn := half + time.Duration(round*count+i)*pause
			d.bar(lane, at, turn, timeline.Waiting, timeline.Lock)
			d.bar(lane, turn, turn+pause, timeline.Waiting, timeline.Sleep)
			at = turn + pause
		}
	}
	return d.done()
}

// lockLanes returns the threads that raise the counter without and with the Lock.
func lockLanes(tl *timeline.Timeline) (without, with []timeline.LaneID) {
	for id, lane := range tl.Find(timeline.Thread) {
		var number int
		var target string
		if _, err := fmt.Sscanf(lane.Name, "Thread-%d %s", &number, &target); err != nil {
			continue
		}
		switch target {
		case "(" + addName + ")":
			without = append(without, id)
		case "(" + addLockedName + ")":
			with = append(with, id)
		}
	}
	return without, with
}

func claimLock(_ Args, m Measured) []Claim {
	without, with := lockLanes(m.Timeline)
	return append(m.claimUpdates(without),
		m.claimExclusion(without, with),
		claimLockWaits(m.Timeline, lang.T("Safety costs time: the threads wait for the Lock"), without, with))
}

// claimUpdates compares what the counter read in the end with how often it was
// raised.
func (m Measured) claimUpdates(without []timeline.LaneID) []Claim {
	var result lockResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = lockResult{} // Nothing was raised: no claim about it holds.
	}
	return []Claim{
		m.unlessApart(without, Claim{
			Text:     lang.T("Without a Lock, updates are lost"),
			Holds:    result.Without < result.Expected,
			Measured: lang.T("%d of %d updates left", result.Without, result.Expected),
		}),
		{
			Text:     lang.T("With a Lock, none is lost"),
			Holds:    result.Expected > 0 && result.With == result.Expected,
			Measured: lang.T("%d of %d updates left", result.With, result.Expected),
		},
	}
}

func (m Measured) claimExclusion(without, with []timeline.LaneID) Claim {
	open := openAtOnce(regionsOn(m.Timeline, without, criticalSection))
	locked := openAtOnce(regionsOn(m.Timeline, with, criticalSection))
	claim := Claim{
		Text:     lang.T("With the Lock, the critical sections never overlap; without it they do"),
		Holds:    locked == 1 && open > 1,
		Measured: lang.T("%d at once with it, %d without", locked, open),
	}
	if locked > 1 {
		return claim
	}
	return m.unlessApart(without, claim)
}

// unlessApart returns the claim. In Python nothing makes those without a Lock meet: if
// the machine let none begin before another had ended, and the claim fails for it, it
// is not judged.
func (m Measured) unlessApart(without []timeline.LaneID, claim Claim) Claim {
	if claim.Holds || !m.Python || openAtOnce(regionsOn(m.Timeline, without, criticalSection)) > 1 {
		return claim
	}
	return unjudged(claim.Text, lang.T("they were not seen to be between reading and writing at once; %s", claim.Measured))
}

// claimLockWaits compares how long those without and those with the Lock waited for
// one.
func claimLockWaits(tl *timeline.Timeline, text lang.Text, without, with []timeline.LaneID) Claim {
	open, locked := waitedFor(tl, without, timeline.Lock), waitedFor(tl, with, timeline.Lock)
	return Claim{
		Text:     text,
		Holds:    locked > 0 && open < locked,
		Measured: lang.T("%s with it in all, %s without", locked, open),
	}
}

// waitedFor returns how long lanes waited for reason, in all.
func waitedFor(tl *timeline.Timeline, lanes []timeline.LaneID, reason timeline.Reason) timeline.Duration {
	var sum timeline.Duration
	for _, id := range lanes {
		sum += tl.LifeTotals(id).Waiting[reason]
	}
	return sum
}

func answerLock(args Args, m Measured) lang.Text {
	without, with := lockLanes(m.Timeline)
	expected := args.Int("threads") * args.Int("rounds")
	var result lockResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		return lang.T("The program ended before it had counted.")
	}
	return lang.T("Without a Lock %d of %d updates were lost in %s; with it %d, in %s.",
		expected-result.Without, expected, makespan(m.Timeline, without), expected-result.With, makespan(m.Timeline, with))
}
