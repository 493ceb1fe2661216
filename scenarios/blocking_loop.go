package scenarios

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"runtime/trace"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed blocking_loop.go
var blockingLoopSource string

var blockingLoop = &Scenario{
	Name:    "blocking-loop",
	Section: beyond,
	Doc: lang.T(`One coroutine that does not await stops them all
All coroutines sleep for as long and would wake up together. But the first one
then computes, or calls time.sleep instead of asyncio.sleep: it keeps the thread,
the event loop stands still, and the others wake up later by just that long.`),
	Call: "async def blocker(): await asyncio.sleep(0.2); compute(0.3)",
	Params: []Param{
		{Name: "others", Doc: lang.T("how many coroutines beside the one that blocks"), Default: 3, Min: 1, Max: 50},
		{Name: "rounds", Doc: lang.T("how often it blocks"), Default: 3, Min: 1, Max: 50},
		{Name: "sleep", Doc: lang.T("1: it calls time.sleep, 0: it computes"), Default: 0, Min: 0, Max: 1},
	},
	Source:  blockingLoopSource,
	Run:     runBlockingLoop,
	Drawing: drawBlockingLoop,
	Claims:  claimBlockingLoop,
	Answer:  answerBlockingLoop,
}

// The names of the coroutine that blocks, and of the region in which it does.
const (
	blockerName  = "blocker()"
	withoutAwait = "without await"
)

// otherName returns the name of the nth of the others, from 1.
func otherName(n int) string { return fmt.Sprintf("other(%d)", n) }

// pauseOf returns for how long everybody sleeps in each round, and blockOf for how
// long the blocker then blocks.
func pauseOf(args Args) time.Duration { return args.Seconds(0.2) }
func blockOf(args Args) time.Duration { return args.Seconds(0.3) }

func runBlockingLoop(ctx context.Context, args Args, out io.Writer) (any, error) {
	rounds, pause := args.Int("rounds"), pauseOf(args)
	block := spin
	if args.Int("sleep") == 1 {
		block = sleepInPlace
	}

	blocker := asyncio.Def(blockerName, func(ctx context.Context) error {
		for range rounds {
			if err := asyncio.Sleep(ctx, pause); err != nil {
				return err
			}
			block(ctx, blockOf(args))
		}
		return nil
	})

	other := func(n int) asyncio.Coroutine[asyncio.None] {
		return asyncio.Def(otherName(n), func(ctx context.Context) error {
			for range rounds {
				if err := asyncio.Sleep(ctx, pause); err != nil {
					return err
				}
			}
			fmt.Fprintf(out, "Coroutine %d terminée\n", n)
			return nil
		})
	}

	main := asyncio.Def("main()", func(ctx context.Context) error {
		coroutines := []asyncio.Awaitable[asyncio.None]{blocker}
		for n := range args.Int("others") {
			coroutines = append(coroutines, other(n+1))
		}
		_, err := asyncio.Gather(ctx, coroutines...)
		return err
	})

	return asyncio.Run(ctx, main)
}

// spin computes for d.
func spin(ctx context.Context, d time.Duration) {
	defer trace.StartRegion(ctx, withoutAwait).End()
	for start := time.Now(); time.Since(start) < d; {
	}
}

// sleepInPlace is Python's time.sleep: the thread waits, and the loop with it.
func sleepInPlace(ctx context.Context, d time.Duration) {
	defer trace.StartRegion(ctx, withoutAwait).End()
	defer tracer.Await(ctx, timeline.Sleep, "time.sleep")()
	time.Sleep(d)
}

// drawBlockingLoop draws sleeps that are over together, and whoever is ready then
// and yet has to wait until the blocker awaits again. That they run in between is
// drawn as an instant.
func drawBlockingLoop(args Args) *timeline.Timeline {
	pause, block, instant := pauseOf(args), blockOf(args), pauseOf(args)/2000
	blocks, why := timeline.Running, timeline.NoReason
	if args.Int("sleep") == 1 {
		blocks, why = timeline.Waiting, timeline.Sleep
	}
	d, thread := loopDrawing("blocking-loop")
	blocker := d.lane(thread, timeline.Coroutine, blockerName)
	var others []timeline.LaneID
	for n := range args.Int("others") {
		others = append(others, d.lane(thread, timeline.Coroutine, otherName(n+1)))
	}
	for round := range args.Int("rounds") {
		start := time.Duration(round) * (pause + block)
		ready, end := start+pause, start+pause+block
		d.bar(blocker, start, ready, timeline.Waiting, timeline.Sleep)
		d.bar(blocker, ready, end, blocks, why)
		for _, lane := range others {
			d.bar(lane, start, start+instant, timeline.Running, timeline.NoReason)
			d.bar(lane, start+instant, ready, timeline.Waiting, timeline.Sleep)
			d.bar(lane, ready, end, timeline.Runnable, timeline.NoReason)
		}
	}
	return d.done()
}

func answerBlockingLoop(args Args, m Measured) lang.Text {
	blocks := blocksOf(m.Timeline)
	delays := delaysOf(m.Timeline, blocks, pauseOf(args))
	if len(delays) == 0 {
		return lang.T("Nothing blocked the loop.")
	}
	return lang.N(len(othersOf(m.Timeline)),
		"Whenever %[2]s kept the thread for %[3]s, %[1]d coroutine woke up %[4]s late.",
		"Whenever %[2]s kept the thread for %[3]s, %[1]d coroutines woke up %[4]s late.",
		blockerName, medianOf(delays, delay.blocked), medianOf(delays, delay.late))
}
