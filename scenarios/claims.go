package scenarios

import (
	"slices"
	"strings"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// What the claims of several scenarios ask of a measured timeline. Everything
// here looks at the program's own lanes only, not at the runtime's.

// lanesNamed returns the lanes of one kind whose name begins with prefix, in
// the order of their births: lanesNamed(tl, timeline.Coroutine, "task(").
func lanesNamed(tl *timeline.Timeline, kind timeline.Kind, prefix string) []timeline.LaneID {
	var lanes []timeline.LaneID
	for id, lane := range tl.Find(kind) {
		if strings.HasPrefix(lane.Name, prefix) {
			lanes = append(lanes, id)
		}
	}
	return lanes
}

// makespan returns the time from the first birth to the last end of lanes.
func makespan(tl *timeline.Timeline, lanes []timeline.LaneID) timeline.Duration {
	if len(lanes) == 0 {
		return 0
	}
	first, last := timeline.Forever, -timeline.Forever
	for _, id := range lanes {
		first, last = min(first, tl.Lane(id).Start), max(last, tl.Lane(id).End)
	}
	return last - first
}

// oneAfterAnother returns how long lanes would have taken had each begun when
// the one before it had ended: the sum of their lives.
func oneAfterAnother(tl *timeline.Timeline, lanes []timeline.LaneID) timeline.Duration {
	var sum timeline.Duration
	for _, id := range lanes {
		sum += tl.Lane(id).Life()
	}
	return sum
}

// executors returns the lanes that executed the given ones, in order of their
// ids: those that their running intervals name, else their parents.
func executors(tl *timeline.Timeline, lanes []timeline.LaneID) []timeline.LaneID {
	var found []timeline.LaneID
	for _, id := range lanes {
		for iv := range tl.Life(id) {
			if iv.State != timeline.Running {
				continue
			}
			on := iv.On
			if on == timeline.NoLane {
				on = tl.Lane(id).Parent
			}
			if on != timeline.NoLane && !slices.Contains(found, on) {
				found = append(found, on)
			}
		}
	}
	slices.Sort(found)
	return found
}

// match tells which intervals of which lanes are counted.
type match = func(timeline.LaneID, timeline.Interval) bool

// running matches what executes on a CPU, as far as the timeline knows.
func running(_ timeline.LaneID, iv timeline.Interval) bool { return iv.State == timeline.Running }

// waitingFor returns a match of what waits for reason.
func waitingFor(reason timeline.Reason) match {
	return func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Waiting && iv.Reason == reason
	}
}

// atOnce returns how many of lanes matched at the same time at most, and for
// how long in all.
func atOnce(tl *timeline.Timeline, lanes []timeline.LaneID, matches match) (int, timeline.Duration) {
	return timeline.Peak(tl.Concurrency(lanes, matches))
}

// busy returns for how long of [from, to) anything of the program ran: a
// thread, a coroutine or a goroutine.
func busy(tl *timeline.Timeline, from, to timeline.Time) timeline.Duration {
	var lanes []timeline.LaneID
	for _, kind := range []timeline.Kind{timeline.Thread, timeline.Coroutine, timeline.Goroutine} {
		lanes = append(lanes, lanesNamed(tl, kind, "")...)
	}
	var sum timeline.Duration
	for step := range tl.Concurrency(lanes, running) {
		if length := min(step.End, to) - max(step.Start, from); step.Count > 0 && length > 0 {
			sum += length
		}
	}
	return sum
}

// lasted reports whether got is what a wait of want takes on a machine that
// also does other things: not shorter, but for the instants between asking and
// waiting, and later by a tenth and 20 ms at most.
func lasted(got timeline.Duration, want time.Duration) bool {
	return got.Std() >= want-time.Millisecond && got.Std() <= want+want/10+20*time.Millisecond
}

// unjudged is a claim about which this run says nothing, and why.
func unjudged(text, why lang.Text) Claim {
	return Claim{Text: text, Holds: true, Unjudged: true, Measured: lang.T("not judged: %s", why)}
}
