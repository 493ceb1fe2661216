package scenarios

import (
	"ctrace/tracer/lang"
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
		Text:  lang.T("One thread runs them all, one at a time"),
		Holds: len(lanes) == want && len(threads) == 1 && most == 1,
		Measured: lang.T("%s on %s, %d running at once",
			lang.N(len(lanes), "%d coroutine", "%d coroutines"), lang.N(len(threads), "%d thread", "%d threads"), most),
	}
}

// shortList returns the first of some numbers as text.
func shortList(numbers []int) string {
	const most = 12
	if len(numbers) > most {
		return pythonList(numbers[:most]) + " …"
	}
	return pythonList(numbers)
}
