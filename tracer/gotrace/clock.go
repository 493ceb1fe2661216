package gotrace

import (
	"fmt"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// firstMonotonic is the first version, NN of Go 1.NN, whose traces are on
// CLOCK_MONOTONIC, and say so only from Go 1.25 on.
const firstMonotonic = 22

// unrelatedError says that a trace is on a clock that has nothing to do with
// the builder's.
type unrelatedError struct{ version int }

func (e *unrelatedError) Error() string {
	return fmt.Sprintf("the trace has the format of Go 1.%d and does not say when it was made: open it alone: %v", e.version, timeline.ErrUnrelatedClocks)
}

func (e *unrelatedError) Unwrap() error { return timeline.ErrUnrelatedClocks }

// endOfNothing is the time of the Sync that ends a trace before its first event:
// 1 ns after time 0, which on a clock that began with the machine was long ago.
const endOfNothing trace.Time = 1

// locate finds out from the first event when the trace begins.
func (r *reader) locate(first *trace.Event) error {
	if first.Time() <= endOfNothing {
		r.now = 0
		return nil
	}
	if err := r.relate(first.Time(), first.Sync().ClockSnapshot); err != nil {
		return err
	}
	r.start = timeline.Time(first.Time()) + r.offset
	r.now = r.start
	r.process.begin(r.start)
	return nil
}

// relate finds out how the trace's times relate to the builder's. The snapshot,
// if there is one, has the trace's clock beside others.
func (r *reader) relate(first trace.Time, snapshot *trace.ClockSnapshot) error {
	clock := r.b.Clock()
	switch {
	case clock.Boot != "" && snapshot != nil:
		r.offset = clock.FromMono(int64(snapshot.Mono)) - timeline.Time(snapshot.Trace)
	case clock.Boot != "" && r.source.version >= firstMonotonic:
		r.offset = clock.FromMono(0)
	case !clock.Wall.IsZero() && snapshot != nil:
		r.warnings.Say("the trace is aligned by wall clock: its offset to other sources is as good as their clocks agree")
		r.offset = clock.FromWall(snapshot.Wall) - timeline.Time(snapshot.Trace)
	case clock.Known():
		return &unrelatedError{r.source.version}
	default:
		r.offset = -timeline.Time(first)
		if snapshot != nil {
			r.b.SetClock(timeline.Clock{Wall: snapshot.Wall.Add(first.Sub(snapshot.Trace))})
		}
	}
	return nil
}
