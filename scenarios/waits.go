package scenarios

import (
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// What claims ask of the waits of coroutines.

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

// askedOf returns how long a sleep of asyncio was meant to last, which its detail
// tells: "0.25 s".
func askedOf(sleep timeline.Interval) (asked timeline.Duration, ok bool) {
	text, ok := strings.CutSuffix(sleep.Detail, " s")
	seconds, err := strconv.ParseFloat(text, 64)
	return timeline.Duration(seconds * float64(time.Second)), ok && err == nil
}

// lateness tells by whom a sleep ended late: by the machine, for as long as the
// loop's thread still waited for events, or for a CPU, after the sleep should have
// ended; by the program for the rest, in which the thread had something else to do.
type lateness struct{ machine, program timeline.Duration }

// latenessOf returns the largest lateness of either kind among the sleeps of
// coroutines, which stand under their loop's thread.
func latenessOf(tl *timeline.Timeline, coroutines []timeline.LaneID) lateness {
	var worst lateness
	for _, id := range coroutines {
		for _, sleep := range waitsOf(tl, []timeline.LaneID{id}, timeline.Sleep) {
			late := latenessOfOne(tl, tl.Lane(id).Parent, sleep)
			worst.machine, worst.program = max(worst.machine, late.machine), max(worst.program, late.program)
		}
	}
	return worst
}

// latenessOfOne blames the program for a sleep that does not tell how long it was
// meant to last.
func latenessOfOne(tl *timeline.Timeline, thread timeline.LaneID, sleep timeline.Interval) lateness {
	asked, ok := askedOf(sleep)
	due := sleep.Start + asked
	switch {
	case !ok || thread == timeline.NoLane:
		return lateness{program: sleep.Length()}
	case due >= sleep.End:
		return lateness{}
	}
	did := tl.Totals(thread, due, sleep.End)
	machine := did.Waiting[timeline.Network] + did.States[timeline.Runnable] + did.States[timeline.Syscall]
	return lateness{machine, sleep.End - due - machine}
}

// unlessLate returns the claim. If it fails, and would hold but for how late the
// machine woke the loop, it is not judged.
func unlessLate(claim Claim, machine timeline.Duration, holdsElse bool) Claim {
	if claim.Holds || machine == 0 || !holdsElse {
		return claim
	}
	return unjudged(claim.Text, lang.T("the machine woke the loop %s late: %s", machine, claim.Measured))
}
