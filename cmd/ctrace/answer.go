package main

import (
	"fmt"

	"ctrace/tracer/timeline"
)

// answer says in one sentence what a timeline without a scenario shows.
func answer(tl *timeline.Timeline) string {
	lanes, what := workers(tl)
	if len(lanes) == 0 {
		return "Nothing was recorded of the program's own work."
	}
	var sum timeline.Totals
	for _, id := range lanes {
		sum = sum.Add(tl.LifeTotals(id))
	}
	peak, _ := timeline.Peak(tl.Concurrency(lanes, func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Running
	}))
	text := fmt.Sprintf("%d %s over %s: at most %d ran at once", len(lanes), what,
		timeline.Figure(tl.End()-tl.Start()), peak)
	if reason, waited := mostly(sum); waited > 0 {
		text += fmt.Sprintf(", and they waited mostly for %v (%.0f %% of their time)", reason, 100*waited.Seconds()/sum.Life.Seconds())
	}
	return text + "."
}

// workers returns the program's lanes of the first kind that there are any of,
// and what they are called. Coroutines of a Go program are goroutines, too.
func workers(tl *timeline.Timeline) ([]timeline.LaneID, string) {
	for _, class := range []struct {
		one, many string
		kinds     []timeline.Kind
	}{
		{"goroutine", "goroutines", []timeline.Kind{timeline.Goroutine, timeline.Coroutine}},
		{"thread", "threads", []timeline.Kind{timeline.Thread}},
		{"process", "processes", []timeline.Kind{timeline.Process}},
	} {
		var ids []timeline.LaneID
		for _, kind := range class.kinds {
			for id := range tl.Find(kind) {
				ids = append(ids, id)
			}
		}
		if len(ids) == 1 {
			return ids, class.one
		}
		if len(ids) > 1 {
			return ids, class.many
		}
	}
	return nil, ""
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
