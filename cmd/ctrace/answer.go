package main

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// answer says in one sentence what a timeline without a scenario shows.
func answer(tl *timeline.Timeline) lang.Text {
	lanes, what := workers(tl)
	var sum timeline.Totals
	for _, id := range lanes {
		sum = sum.Add(tl.LifeTotals(id))
	}
	if sum.States[timeline.Unknown] == sum.Life {
		return lang.T("Nothing was recorded of the program's own work.")
	}
	peak, _ := timeline.Peak(tl.Concurrency(lanes, func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Running
	}))
	length := tl.End() - tl.Start()
	if reason, waited := mostly(sum); waited > 0 {
		return lang.T("%v over %s: at most %d ran at once, and they waited mostly for %v (%.0f %% of their time).",
			what, length, peak, reason, 100*waited.Seconds()/sum.Life.Seconds())
	}
	return lang.T("%v over %s: at most %d ran at once.", what, length, peak)
}

// workers returns the program's lanes of the first kind that there are any of,
// and how many of what they are. Coroutines of a Go program are goroutines, too.
func workers(tl *timeline.Timeline) ([]timeline.LaneID, lang.Text) {
	if ids := lanesOf(tl, timeline.Coroutine); len(ids) > 0 && len(lanesOf(tl, timeline.Goroutine)) == 0 {
		return ids, lang.N(len(ids), "%d coroutine", "%d coroutines")
	}
	if ids := lanesOf(tl, timeline.Goroutine, timeline.Coroutine); len(ids) > 0 {
		return ids, lang.N(len(ids), "%d goroutine", "%d goroutines")
	}
	if ids := lanesOf(tl, timeline.Thread); len(ids) > 0 {
		return ids, lang.N(len(ids), "%d thread", "%d threads")
	}
	ids := lanesOf(tl, timeline.Process)
	return ids, lang.N(len(ids), "%d process", "%d processes")
}

// lanesOf returns the program's lanes of some kinds.
func lanesOf(tl *timeline.Timeline, kinds ...timeline.Kind) []timeline.LaneID {
	var ids []timeline.LaneID
	for _, kind := range kinds {
		for id := range tl.Find(kind) {
			ids = append(ids, id)
		}
	}
	return ids
}

// mostly returns the reason that was waited for the longest, and how long.
func mostly(t timeline.Totals) (reason timeline.Reason, waited timeline.Duration) {
	t.Waiting[timeline.NoReason] = 0 // says nothing
	for r, d := range t.Waiting {
		if d > waited {
			reason, waited = timeline.Reason(r), d
		}
	}
	return reason, waited
}
