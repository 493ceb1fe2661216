package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"runtime/trace"
	"slices"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed async_shared.go
var asyncSharedSource string

var asyncShared = &Scenario{
	Name:    "async-shared",
	Section: "3",
	Doc: lang.T(`Coroutines share a counter, without and with an asyncio.Lock
There is no GIL to manage, for everything happens on one thread. And yet whoever
reads a variable, awaits and writes it back has let the others run in between:
they read the same number, and updates are lost. An asyncio.Lock from the read to
the write keeps them apart.`),
	Call: "async with lock: value = counter; await asyncio.sleep(0.1); counter = value + 1",
	Params: []Param{
		{Name: "coroutines", Doc: lang.T("how many coroutines"), Default: 3, Min: 2, Max: 32},
		{Name: "rounds", Doc: lang.T("how often each coroutine raises the counter"), Default: 3, Min: 1, Max: 100},
	},
	Source:  asyncSharedSource,
	Run:     runAsyncShared,
	Drawing: drawAsyncShared,
	Claims:  claimAsyncShared,
	Answer:  answerAsyncShared,
}

func runAsyncShared(ctx context.Context, args Args, out io.Writer) (any, error) {
	count, rounds, pause := args.Int("coroutines"), args.Int("rounds"), args.Seconds(0.1)

	counter := 0
	addOne := func(ctx context.Context) error {
		defer trace.StartRegion(ctx, criticalSection).End()
		value := counter
		if err := asyncio.Sleep(ctx, pause); err != nil {
			return err
		}
		counter = value + 1
		return nil
	}

	lock := asyncio.NewLock("counter")
	addOneLocked := func(ctx context.Context) error {
		return lock.With(ctx, func() error { return addOne(ctx) })
	}

	main := asyncio.DefValue("main()", func(ctx context.Context) (result lockResult, err error) {
		result.Expected = count * rounds
		if _, err = asyncio.Gather(ctx, adders(addName, count, rounds, addOne)...); err != nil {
			return result, err
		}
		result.Without, counter = counter, 0
		_, err = asyncio.Gather(ctx, adders(addLockedName, count, rounds, addOneLocked)...)
		result.With = counter
		return result, err
	})

	result, err := asyncio.Run(ctx, main)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "Sans Lock : %d au lieu de %d\n", result.Without, result.Expected)
	fmt.Fprintf(out, "Avec Lock : %d\n", result.With)
	return result, nil
}

// adders returns so many coroutines that each raise the counter so many times.
func adders(name string, count, rounds int, addOne func(context.Context) error) []asyncio.Awaitable[asyncio.None] {
	var coroutines []asyncio.Awaitable[asyncio.None]
	for i := range count {
		coroutines = append(coroutines, asyncio.Def(adderName(name, i+1), func(ctx context.Context) error {
			for range rounds {
				if err := addOne(ctx); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return coroutines
}

// adderName returns the name of the nth adder, from 1.
func adderName(name string, n int) string { return fmt.Sprintf("%s(%d)", name, n) }

// drawAsyncShared draws all coroutines side by side without the Lock, and then
// one critical section after another with it.
func drawAsyncShared(args Args) *timeline.Timeline {
	count, rounds, pause := args.Int("coroutines"), args.Int("rounds"), args.Seconds(0.1)
	half := time.Duration(rounds) * pause
	d, thread := loopDrawing("async-shared")
	for i := range count {
		lane := d.lane(thread, timeline.Coroutine, adderName(addName, i+1))
		d.bar(lane, 0, half, timeline.Waiting, timeline.Sleep)
	}
	for i := range count {
		lane := d.laneFrom(half, thread, timeline.Coroutine, adderName(addLockedName, i+1))
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

func claimAsyncShared(args Args, m Measured) []Claim {
	without, with := adderLanes(m.Timeline)
	return append(m.claimUpdates(without),
		claimOneThread(m.Timeline, slices.Concat(without, with), 2*args.Int("coroutines")),
		m.claimExclusion(without, with),
		claimLockWaits(m.Timeline, lang.T("Safety costs time: the coroutines wait for the Lock"), without, with))
}

// adderLanes returns the coroutines that raise the counter without and with the
// Lock.
func adderLanes(tl *timeline.Timeline) (without, with []timeline.LaneID) {
	return lanesNamed(tl, timeline.Coroutine, addName+"("), lanesNamed(tl, timeline.Coroutine, addLockedName+"(")
}

func answerAsyncShared(_ Args, m Measured) lang.Text {
	without, with := adderLanes(m.Timeline)
	var found lockResult
	if err := json.Unmarshal(m.Result, &found); err != nil {
		return lang.T("The program ended before it had counted.")
	}
	threads := executors(m.Timeline, slices.Concat(without, with))
	return lang.T("On %s, %d of %d updates were lost without a Lock, in %s; with it %d, in %s.",
		lang.N(len(threads), "%d thread", "%d threads"), found.Expected-found.Without, found.Expected, makespan(m.Timeline, without),
		found.Expected-found.With, makespan(m.Timeline, with))
}
