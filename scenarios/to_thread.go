package scenarios

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed to_thread.go
var toThreadSource string

var toThread = &Scenario{
	Name:    "to-thread",
	Section: beyond,
	Doc: lang.T(`Blocking calls on other threads, so that the event loop goes on
A library that knows nothing of asyncio blocks the thread that calls it. Called
through asyncio.to_thread it blocks a thread of its own: the coroutine awaits the
result, the loop goes on, and a heartbeat on it keeps its time.`),
	Call:    "await asyncio.gather(*[asyncio.to_thread(blocking) for _ in range(3)], heartbeat())",
	Params:  []Param{{Name: "calls", Doc: lang.T("how many blocking calls, each on a thread of its own"), Default: 3, Min: 1, Max: 5}},
	Source:  toThreadSource,
	Run:     runToThread,
	Drawing: drawToThread,
	Claims:  claimToThread,
	Answer:  answerToThread,
}

// The blocking function, the coroutine that beats, and of the course's seconds:
// how long a call blocks and how far apart the beats are.
const (
	blockingCall  = "blocking()"
	heartbeatName = "heartbeat()"
	callSeconds   = 1
	beatSeconds   = 0.1
)

// beats is how many beats there are while a call blocks.
const beats = 9

// callerName returns the name of the nth coroutine that calls, from 1.
func callerName(n int) string { return fmt.Sprintf("call(%d)", n) }

func runToThread(ctx context.Context, args Args, out io.Writer) (any, error) {
	blocking := func(ctx context.Context) (asyncio.None, error) {
		defer tracer.Await(ctx, timeline.Sleep, blockingCall)()
		time.Sleep(args.Seconds(callSeconds))
		return asyncio.None{}, nil
	}

	call := func(n int) asyncio.Coroutine[asyncio.None] {
		return asyncio.Def(callerName(n), func(ctx context.Context) error {
			_, err := asyncio.ToThread(ctx, blockingCall, blocking)
			fmt.Fprintf(out, "Appel %d terminé\n", n)
			return err
		})
	}

	heartbeat := asyncio.Def(heartbeatName, func(ctx context.Context) error {
		for range beats {
			if err := asyncio.Sleep(ctx, args.Seconds(beatSeconds)); err != nil {
				return err
			}
		}
		return nil
	})

	main := asyncio.Def("main()", func(ctx context.Context) error {
		coroutines := []asyncio.Awaitable[asyncio.None]{heartbeat}
		for n := range args.Int("calls") {
			coroutines = append(coroutines, call(n+1))
		}
		_, err := asyncio.Gather(ctx, coroutines...)
		return err
	})

	return asyncio.Run(ctx, main)
}

// executorPrefix begins the names of the threads that to_thread runs calls on.
const executorPrefix = "asyncio_"

func drawToThread(args Args) *timeline.Timeline {
	end := args.Seconds(callSeconds)
	d, thread := loopDrawing("to-thread")
	process := d.b.Get(thread).Parent
	heartbeat := d.lane(thread, timeline.Coroutine, heartbeatName)
	d.bar(heartbeat, 0, args.Seconds(beats*beatSeconds), timeline.Waiting, timeline.Sleep)
	for n := range args.Int("calls") {
		d.bar(d.lane(thread, timeline.Coroutine, callerName(n+1)), 0, end, timeline.Waiting, timeline.Await)
	}
	for n := range args.Int("calls") {
		d.bar(d.lane(process, timeline.Thread, fmt.Sprint(executorPrefix, n)), 0, end, timeline.Waiting, timeline.Sleep)
	}
	return d.done()
}

func claimToThread(args Args, m Measured) []Claim {
	callers := lanesNamed(m.Timeline, timeline.Coroutine, "call(")
	workers := lanesNamed(m.Timeline, timeline.Thread, executorPrefix)
	return []Claim{
		claimOwnThreads(m.Timeline, workers, args.Int("calls")),
		claimLoopFree(m.Timeline, callers, workers),
		claimHeartbeat(m.Timeline, workers),
		claimOneCall(args, m.Timeline, workers),
	}
}

func claimOwnThreads(tl *timeline.Timeline, workers []timeline.LaneID, calls int) Claim {
	most, length := atOnce(tl, workers, waitingFor(timeline.Sleep))
	return Claim{
		Text:     lang.T("The calls block at the same time, each of them another thread"),
		Holds:    most == calls && len(workers) == calls,
		Measured: lang.T("%d at once on %s, for %s", most, lang.N(len(workers), "%d thread", "%d threads"), length),
	}
}

// claimLoopFree holds where the thread that runs the coroutines ran no call.
func claimLoopFree(tl *timeline.Timeline, callers, workers []timeline.LaneID) Claim {
	loops := executors(tl, callers)
	blocked := blockedMeanwhile(tl, loops, callers)
	return Claim{
		Text:     lang.T("No call blocks the event loop's own thread"),
		Holds:    len(loops) == 1 && !slices.Contains(workers, loops[0]) && blocked == 0,
		Measured: lang.T("it was blocked for %s", blocked),
	}
}

// blockedMeanwhile returns for how long the loops' threads slept while the callers
// lived. What a thread does at the process's end is no call's doing.
func blockedMeanwhile(tl *timeline.Timeline, loops, callers []timeline.LaneID) timeline.Duration {
	from, to := timeline.Forever, -timeline.Forever
	for _, id := range callers {
		lane := tl.Lane(id)
		from, to = min(from, lane.Start), max(to, lane.End)
	}
	var blocked timeline.Duration
	for _, id := range loops {
		blocked += tl.Totals(id, from, to).Waiting[timeline.Sleep]
	}
	return blocked
}

// claimHeartbeat holds where the program never kept a beat back for long: a call on
// the loop would have done so until its end.
func claimHeartbeat(tl *timeline.Timeline, workers []timeline.LaneID) Claim {
	pauses := sleepsOf(tl, heartbeatName)
	late := latenessOf(tl, lanesNamed(tl, timeline.Coroutine, heartbeatName))
	return Claim{
		Text:  lang.T("The loop goes on meanwhile: the heartbeat keeps its time"),
		Holds: len(pauses) == beats && 2*late.program < longestOf(waitsOf(tl, workers, timeline.Sleep)),
		Measured: lang.T("%d of %d beats, at most %s apart; the program kept none back for more than %s",
			len(pauses), beats, longestOf(pauses), late.program),
	}
}

// claimOneCall holds where the time from the first call's begin to the last one's end
// is nearer to that of the longest than to the sum. Where all were under way at once
// and it is not, the machine was slow to start their threads.
func claimOneCall(args Args, tl *timeline.Timeline, workers []timeline.LaneID) Claim {
	calls := waitsOf(tl, workers, timeline.Sleep)
	from, to := bounds(calls)
	took, longest, sum := to-from, longestOf(calls), waitedFor(tl, workers, timeline.Sleep)
	together := len(calls) == 1 || took-longest < sum-took
	claim := Claim{
		Text:     lang.T("All calls together take about as long as one"),
		Holds:    len(calls) == args.Int("calls") && atLeast(longest, args.Seconds(callSeconds)) && together,
		Measured: lang.N(len(calls), "%[2]s for %[1]d call; longest %[3]s, sum %[4]s", "%[2]s for %[1]d calls; longest %[3]s, sum %[4]s", took, longest, sum),
	}
	if most, _ := atOnce(tl, workers, waitingFor(timeline.Sleep)); !together && most == args.Int("calls") {
		return unjudged(claim.Text, lang.T("the machine was too busy to start the threads together: %s", claim.Measured))
	}
	return claim
}

func answerToThread(_ Args, m Measured) lang.Text {
	workers := lanesNamed(m.Timeline, timeline.Thread, executorPrefix)
	callers := lanesNamed(m.Timeline, timeline.Coroutine, heartbeatName)
	loops := executors(m.Timeline, callers)
	return lang.N(len(workers),
		"%d call blocked a thread of its own; the event loop's thread was blocked for %s, and its heart beat %d times.",
		"%d calls blocked as many threads at once; the event loop's own thread was blocked for %s, and its heart beat %d times.",
		blockedMeanwhile(m.Timeline, loops, callers), len(sleepsOf(m.Timeline, heartbeatName)))
}
