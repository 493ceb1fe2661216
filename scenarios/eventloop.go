package scenarios

import (
	"fmt"
	"time"

	"ctrace/tracer/timeline"
)

// What the scenarios of coroutines have in common.

// eventLoop is the name of the lane of the thread that an event loop runs on.
const eventLoop = "event loop"

// loopDrawing begins the drawing of a process with an event loop, and returns
// the loop's thread.
func loopDrawing(name string) (*drawing, timeline.LaneID) {
	d := newDrawing()
	return d, d.lane(d.lane(timeline.NoLane, timeline.Process, name), timeline.Thread, eventLoop)
}

// claimOneThread holds where so many coroutines ran, all of them on one thread.
func claimOneThread(tl *timeline.Timeline, lanes []timeline.LaneID, want int) Claim {
	threads := executors(tl, lanes)
	most, _ := atOnce(tl, lanes, running)
	return Claim{
		Text:     "One thread runs them all, one at a time",
		Holds:    len(lanes) == want && len(threads) == 1 && most == 1,
		Measured: fmt.Sprintf("%s on %s, %d running at once", counted(len(lanes), "coroutine"), counted(len(threads), "thread"), most),
	}
}

// lifeOf returns how long the coroutine of that name lived, 0 if there is none.
func lifeOf(tl *timeline.Timeline, name string) timeline.Duration {
	return makespan(tl, lanesNamed(tl, timeline.Coroutine, name))
}

// sleepsOf returns the sleeps of the coroutine of that name.
func sleepsOf(tl *timeline.Timeline, name string) []timeline.Interval {
	return waitsOf(tl, lanesNamed(tl, timeline.Coroutine, name), timeline.Sleep)
}

// waitsOf returns every wait of lanes for reason, lane by lane.
func waitsOf(tl *timeline.Timeline, lanes []timeline.LaneID, reason timeline.Reason) []timeline.Interval {
	var waits []timeline.Interval
	matches := waitingFor(reason)
	for _, id := range lanes {
		for iv := range tl.Life(id) {
			if matches(id, iv) {
				waits = append(waits, iv)
			}
		}
	}
	return waits
}

// longestOf returns the length of the longest interval, 0 if there is none.
func longestOf(intervals []timeline.Interval) timeline.Duration {
	var longest timeline.Duration
	for _, iv := range intervals {
		longest = max(longest, iv.Length())
	}
	return longest
}

// bounds returns when the first interval begins and the last one ends.
func bounds(intervals []timeline.Interval) (from, to timeline.Time) {
	if len(intervals) == 0 {
		return 0, 0
	}
	from, to = timeline.Forever, -timeline.Forever
	for _, iv := range intervals {
		from, to = min(from, iv.Start), max(to, iv.End)
	}
	return from, to
}

// atLeast reports whether a wait of want was not cut short, but for the instants
// between asking and waiting. How late a busy machine ends it is not judged.
func atLeast(got timeline.Duration, want time.Duration) bool {
	return got.Std() >= want-time.Millisecond
}

// shortList returns the first of some numbers as text.
func shortList(numbers []int) string {
	const most = 12
	if len(numbers) > most {
		return pythonList(numbers[:most]) + " …"
	}
	return pythonList(numbers)
}
