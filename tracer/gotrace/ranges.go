package gotrace

import (
	"strings"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// rangeKey identifies an active range: there is one of a name on a resource.
type rangeKey struct {
	scope trace.ResourceID
	name  string
}

// rangeEvent opens or closes a phase of the runtime.
func (r *reader) rangeEvent(ev *trace.Event) {
	phase := ev.Range()
	key := rangeKey{phase.Scope, phase.Name}
	active, known := r.ranges[key]
	switch kind := ev.Kind(); {
	case kind == trace.EventRangeEnd && known:
		active.End = r.now
		r.b.Range(active)
		delete(r.ranges, key)
	case kind != trace.EventRangeEnd && !known:
		r.ranges[key] = r.beginRange(ev, phase)
	}
}

// beginRange returns a range that begins, on the lane that it is about: a
// stopped world is the process's, whoever stopped it. A range that is active
// when the trace begins has been since then.
func (r *reader) beginRange(ev *trace.Event, phase trace.Range) timeline.Range {
	begun := timeline.Range{Kind: timeline.OtherRange, Name: phase.Name, Lane: r.process.lane, Start: r.now}
	if ev.Kind() == trace.EventRangeActive && r.generation == 1 {
		begun.Start = r.start
	}
	switch {
	case strings.HasPrefix(phase.Name, "stop-the-world"):
		begun.Kind = timeline.StopTheWorld
	case phase.Scope.Kind == trace.ResourceNone && strings.HasPrefix(phase.Name, "GC"):
		begun.Kind = timeline.GCRange
	case phase.Scope.Kind == trace.ResourceGoroutine:
		begun.Lane = r.laneOf(r.goroutines.get(int64(phase.Scope.Goroutine())))
	case phase.Scope.Kind == trace.ResourceProc && ev.Kind() == trace.EventRangeBegin:
		begun.Lane = r.laneOf(r.current(ev))
	}
	return begun
}

// closeRanges ends what is active at the end of the trace.
func (r *reader) closeRanges() {
	for _, active := range r.ranges {
		active.End = r.now
		r.b.Range(active)
	}
}
