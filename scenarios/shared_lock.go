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

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed shared_lock.go
var sharedLockSource string

var sharedLock = &Scenario{
	Name:    "shared-lock",
	Section: "2",
	Doc: lang.T(`A number in shared memory, raised by processes without and with a Lock
Processes have memory of their own, but can share some: each reads the number in
it, is switched out for a while and writes back what it read plus one. Without a
Lock, updates are lost as they are between threads: all meet once between reading and
writing, so that it is certain. With a Lock that all of them share, none is.`),
	Call: "with lock: value.value += 1",
	Params: []Param{
		{Name: "processes", Doc: lang.T("how many processes"), Default: 2, Min: 2, Max: 32},
		{Name: "rounds", Doc: lang.T("how often each process raises the number"), Default: 5, Min: 1, Max: 100},
	},
	Source:  sharedLockSource,
	Run:     runSharedLock,
	Drawing: drawSharedLock,
	Claims:  claimSharedLock,
	Answer:  answerSharedLock,
}

// sharing is what each process is told. All of them share what it points to.
type sharing struct {
	Rounds int
	Pause  time.Duration
	Meet   *multiprocessing.Barrier // of all: once all have read, or before all want the lock
	Number *multiprocessing.Value
	Lock   *multiprocessing.Lock // nil in the half without
}

// String leaves the details out of the names of calls.
func (sharing) String() string { return "value" }

// addShared raises the number, so many times.
var addShared = multiprocessing.Func(addName, func(ctx context.Context, s sharing) (multiprocessing.None, error) {
	if s.Lock != nil {
		if err := s.Meet.Wait(ctx); err != nil {
			return multiprocessing.None{}, err
		}
	}
	for round := range s.Rounds {
		if err := s.addGuarded(ctx, round); err != nil {
			return multiprocessing.None{}, err
		}
	}
	return multiprocessing.None{}, nil
})

// addGuarded is addOne with the lock held, if there is one.
func (s sharing) addGuarded(ctx context.Context, round int) (err error) {
	if s.Lock == nil {
		return s.addOne(ctx, round)
	}
	if err := s.Lock.Acquire(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Lock.Release()) }()
	return s.addOne(ctx, round)
}

// addOne is value.value += 1 with a switch to other processes in the middle.
func (s sharing) addOne(ctx context.Context, round int) error {
	defer trace.StartRegion(ctx, criticalSection).End()
	n := s.Number.Get()
	if s.Lock == nil && round == 0 {
		if err := s.Meet.Wait(ctx); err != nil {
			return err
		}
	}
	if err := threading.Sleep(ctx, s.Pause); err != nil {
		return err
	}
	s.Number.Set(n + 1)
	return nil
}

func runSharedLock(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	threading.MainThread(ctx)
	count, rounds := args.Int("processes"), args.Int("rounds")
	without, err := raiseShared(ctx, args, 0, nil)
	if err != nil {
		return nil, err
	}
	guard, err := multiprocessing.NewLock()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, guard.Close()) }()
	with, err := raiseShared(ctx, args, count, guard)
	if err != nil {
		return nil, err
	}
	found := lockResult{Expected: count * rounds, Without: without, With: with}
	fmt.Fprintf(out, "Sans Lock : %d au lieu de %d\n", found.Without, found.Expected)
	fmt.Fprintf(out, "Avec Lock : %d\n", found.With)
	return found, nil
}

// raiseShared returns what a number reads that processes have raised, whose names
// follow on those of so many before. The guard may be nil.
func raiseShared(ctx context.Context, args Args, before int, guard *multiprocessing.Lock) (number int, err error) {
	count := args.Int("processes")
	meet, err := multiprocessing.NewBarrier(count)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, meet.Close()) }()
	value, err := multiprocessing.NewValue(0)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, value.Close()) }()
	s := sharing{Rounds: args.Int("rounds"), Pause: switchedOut(args), Meet: meet, Number: value, Lock: guard}
	var processes []*multiprocessing.Process
	for n := range count {
		processes = append(processes, multiprocessing.NewProcess(multiprocessing.ProcessName(before+n+1), addShared, s))
	}
	if err := runTogether(ctx, processes, nil); err != nil {
		return 0, err
	}
	return int(value.Get()), nil
}

func drawSharedLock(args Args) *timeline.Timeline {
	count, rounds, pause := args.Int("processes"), args.Int("rounds"), switchedOut(args)
	half := time.Duration(rounds) * pause
	end := half + time.Duration(count)*half
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "shared-lock")
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, end, timeline.Waiting, timeline.Child)
	}
	for n := range count {
		d.drawPair(parent, multiprocessing.ProcessName(n+1)).bar(d, 0, half, timeline.Sleep)
	}
	for n := range count {
		process, thread := d.drawProcess(half, parent, multiprocessing.ProcessName(count+n+1))
		lanes, at := drawnPair{process, thread}, half
		for round := range rounds {
			turn := half + time.Duration(round*count+n)*pause
			lanes.bar(d, at, turn, timeline.Lock)
			lanes.bar(d, turn, turn+pause, timeline.Sleep)
			at = turn + pause
		}
	}
	return d.done()
}

// sharedLockLanes returns the main threads of the processes without and with the
// Lock.
func sharedLockLanes(tl *timeline.Timeline, count int) (without, with []timeline.LaneID) {
	for n := range 2 * count {
		thread := mainThread(tl, processNamed(tl, multiprocessing.ProcessName(n+1)))
		switch {
		case thread == timeline.NoLane:
		case n < count:
			without = append(without, thread)
		default:
			with = append(with, thread)
		}
	}
	return without, with
}

func claimSharedLock(args Args, m Measured) []Claim {
	without, with := sharedLockLanes(m.Timeline, args.Int("processes"))
	return append(m.claimUpdates(without),
		m.claimExclusion(without, with),
		claimLockWaits(m.Timeline, lang.T("Safety costs time: the processes wait for the Lock"), without, with))
}

func answerSharedLock(args Args, m Measured) lang.Text {
	without, with := sharedLockLanes(m.Timeline, args.Int("processes"))
	var found lockResult
	if err := json.Unmarshal(m.Result, &found); err != nil {
		return lang.T("The program ended before it had counted.")
	}
	return lang.T("Without a Lock %d of %d updates of the shared number were lost in %s; with it %d, in %s.",
		found.Expected-found.Without, found.Expected, raisingTook(m.Timeline, without),
		found.Expected-found.With, raisingTook(m.Timeline, with))
}

// raisingTook returns the time from the first read to the last write on lanes.
func raisingTook(tl *timeline.Timeline, lanes []timeline.LaneID) timeline.Duration {
	return spanOfAny(regionsOn(tl, lanes, criticalSection))
}
