package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"ctrace/scenarios/asyncio"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed timeout.go
var timeoutSource string

var timeout = &Scenario{
	Name:    "timeout",
	Section: beyond,
	Doc: lang.T(`Waiting for something, but not for ever
asyncio.wait_for gives each of two coroutines one second. quick() needs half of it
and returns its result. slow() would need three: after one it is cancelled, that is,
its await ends with CancelledError. It cleans up, for a moment, and only then does
wait_for raise TimeoutError.`),
	Call:    "await asyncio.wait_for(slow(), timeout=1)",
	Source:  timeoutSource,
	Run:     runTimeout,
	Drawing: drawTimeout,
	Claims:  claimTimeout,
	Answer:  answerTimeout,
}

// The two coroutines, and of the course's seconds: what they need, what they are
// given, and how long slow() then cleans up.
const (
	quickName      = "quick()"
	slowName       = "slow()"
	quickSeconds   = 0.5
	slowSeconds    = 3
	limitSeconds   = 1
	cleanUpSeconds = 0.2
)

// timeoutResult is what became of the two calls.
type timeoutResult struct {
	Quick     string `json:"quick"`     // what wait_for(quick()) returned
	TimedOut  bool   `json:"timed_out"` // wait_for(slow()) raised TimeoutError
	Cancelled bool   `json:"cancelled"` // slow() saw CancelledError
	CleanedUp bool   `json:"cleaned_up"`
}

func runTimeout(ctx context.Context, args Args, out io.Writer) (any, error) {
	var result timeoutResult

	quick := asyncio.DefValue(quickName, func(ctx context.Context) (string, error) {
		return "résultat", asyncio.Sleep(ctx, args.Seconds(quickSeconds))
	})

	slow := asyncio.DefValue(slowName, func(ctx context.Context) (string, error) {
		err := asyncio.Sleep(ctx, args.Seconds(slowSeconds))
		if errors.Is(err, asyncio.ErrCancelled) {
			result.Cancelled = true
			fmt.Fprintln(out, "slow() est annulée et range")
			result.CleanedUp = asyncio.Sleep(ctx, args.Seconds(cleanUpSeconds)) == nil
		}
		return "résultat", err
	})

	main := asyncio.DefValue("main()", func(ctx context.Context) (timeoutResult, error) {
		var err error
		if result.Quick, err = asyncio.WaitFor(ctx, quick, args.Seconds(limitSeconds)); err != nil {
			return result, err
		}
		fmt.Fprintln(out, "quick() :", result.Quick)
		_, err = asyncio.WaitFor(ctx, slow, args.Seconds(limitSeconds))
		if result.TimedOut = errors.Is(err, asyncio.ErrTimeout); result.TimedOut {
			fmt.Fprintln(out, "slow() : TimeoutError")
			err = nil
		}
		return result, err
	})

	return asyncio.Run(ctx, main)
}

// drawTimeout draws an instant of running where slow() learns of its cancellation.
func drawTimeout(args Args) *timeline.Timeline {
	instant := args.Seconds(cleanUpSeconds) / 200
	quick, cut, cleaned := args.Seconds(quickSeconds), args.Seconds(quickSeconds+limitSeconds), args.Seconds(quickSeconds+limitSeconds+cleanUpSeconds)
	d, thread := loopDrawing("timeout")
	main := d.lane(thread, timeline.Coroutine, "main()")
	d.bar(main, 0, cleaned, timeline.Waiting, timeline.Await)
	d.bar(d.lane(thread, timeline.Coroutine, quickName), 0, quick, timeline.Waiting, timeline.Sleep)
	lane := d.laneFrom(quick, thread, timeline.Coroutine, slowName)
	d.bar(lane, quick, cut, timeline.Waiting, timeline.Sleep)
	d.bar(lane, cut, cut+instant, timeline.Running, timeline.NoReason)
	d.bar(lane, cut+instant, cleaned, timeline.Waiting, timeline.Sleep)
	return d.done()
}

func claimTimeout(args Args, m Measured) []Claim {
	var result timeoutResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = timeoutResult{} // It did not get there: no claim about it holds.
	}
	return []Claim{
		m.ifSeen(timeline.Coroutine, quickName, claimQuick(args, m.Timeline, result)),
		m.ifSeen(timeline.Coroutine, slowName, claimCut(args, m.Timeline, result)),
		m.ifSeen(timeline.Coroutine, slowName, claimCancellation(args, m.Timeline, result)),
		m.ifSeen(timeline.Coroutine, slowName, claimOrderOfEnds(m.Timeline)),
	}
}

func claimQuick(args Args, tl *timeline.Timeline, result timeoutResult) Claim {
	life := lifeOf(tl, quickName)
	return Claim{
		Text:     lang.T("What ends within its time is not touched"),
		Holds:    result.Quick != "" && atLeast(life, args.Seconds(quickSeconds)),
		Measured: lang.T("quick() returned %q after %s", result.Quick, life),
	}
}

// claimCut looks at the first sleep of slow(), which is the one that it does not
// get to the end of: it must have ended nearer to the limit than to that end.
func claimCut(args Args, tl *timeline.Timeline, result timeoutResult) Claim {
	claim := Claim{Text: lang.T("What takes longer is cut off when its time is over"), Measured: lang.T("slow() did not sleep")}
	if got, ok := cutAfter(tl); ok {
		limit, wanted := args.Seconds(limitSeconds), args.Seconds(slowSeconds)
		claim.Holds = result.TimedOut && atLeast(got, limit) && got.Std()-limit < wanted-got.Std()
		claim.Measured = lang.T("slow() was cut off after %s, it wanted to sleep for %s", got, timeline.Duration(wanted))
	}
	return claim
}

// cutAfter returns how long after the birth of slow() its first sleep ended.
// wait_for makes a task of the coroutine and then counts its time, whenever the
// loop comes to run the task.
func cutAfter(tl *timeline.Timeline) (after timeline.Duration, ok bool) {
	lanes, slept := lanesNamed(tl, timeline.Coroutine, slowName), sleepsOf(tl, slowName)
	if len(lanes) == 0 || len(slept) == 0 {
		return 0, false
	}
	return slept[0].End - tl.Lane(lanes[0]).Start, true
}

// claimCancellation holds where slow() learned of it and had the time to clean up.
func claimCancellation(args Args, tl *timeline.Timeline, result timeoutResult) Claim {
	slept := sleepsOf(tl, slowName)
	claim := Claim{
		Text:     lang.T("The cancellation reaches the coroutine at its await, and it may clean up"),
		Measured: lang.T("slow() was not cancelled"),
	}
	if len(slept) == 2 && result.Cancelled {
		claim.Holds = result.CleanedUp && atLeast(slept[1].Length(), args.Seconds(cleanUpSeconds))
		claim.Measured = lang.T("slow() cleaned up for %s", slept[1].Length())
	}
	return claim
}

// claimOrderOfEnds holds where main() only went on when slow() had ended.
func claimOrderOfEnds(tl *timeline.Timeline) Claim {
	claim := Claim{
		Text:     lang.T("wait_for raises TimeoutError only once the coroutine has ended"),
		Measured: lang.T("it did not come to that"),
	}
	mains, slows := lanesNamed(tl, timeline.Coroutine, "main()"), lanesNamed(tl, timeline.Coroutine, slowName)
	if len(mains) != 1 || len(slows) != 1 {
		return claim
	}
	after := tl.Lane(mains[0]).End - tl.Lane(slows[0]).End
	claim.Holds = after > 0
	claim.Measured = lang.T("main() ended %s after slow()", after)
	return claim
}

func answerTimeout(args Args, m Measured) lang.Text {
	after, ok := cutAfter(m.Timeline)
	if !ok && m.Python {
		return lang.Text{}
	}
	if !ok {
		return lang.T("slow() did not sleep.")
	}
	return lang.T("slow() wanted to sleep for %s and was cut off after %s; quick() came back after %s.",
		timeline.Duration(args.Seconds(slowSeconds)), after, lifeOf(m.Timeline, quickName))
}
