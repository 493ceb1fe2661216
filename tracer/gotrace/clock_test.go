package gotrace

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// read reads a trace into a timeline with a clock.
func read(t *testing.T, data []byte, clock timeline.Clock) *timeline.Timeline {
	t.Helper()
	b := timeline.NewBuilder(clock)
	if err := Read(context.Background(), bytes.NewReader(data), Process{PID: 7}, b); err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, b.Build(0))
}

// TestClock reads one trace into timelines whose origins differ by known
// amounts, and finds their lanes apart by just that.
func TestClock(t *testing.T) {
	before := time.Now()
	data := small(t)
	alone := read(t, data, timeline.Clock{})
	if wall := alone.Clock().Wall; wall.Before(before.Add(-time.Second)) || wall.After(time.Now().Add(time.Second)) {
		t.Errorf("the trace's own clock begins at %v, the test did at %v", wall, before)
	}
	if alone.Start() != 0 {
		t.Errorf("without a clock, Time 0 is %d ns before the first event", alone.Start())
	}
	boot := read(t, data, timeline.Clock{Boot: "b", Mono: 0})
	later := read(t, data, timeline.Clock{Boot: "b", Mono: 5000})
	if got := boot.Start() - later.Start(); got != 5000 {
		t.Errorf("an origin 5000 ns later moved the lanes by %d ns", got)
	}
	hour := alone.Clock()
	hour.Wall = hour.Wall.Add(-time.Hour)
	wall := read(t, data, hour)
	if got := wall.Start().Std(); got != time.Hour {
		t.Errorf("an origin an hour earlier on the wall moved the lanes by %v", got)
	}
	warned := false
	for w := range wall.Warnings() {
		warned = warned || w.Source == sourceName
	}
	if !warned {
		t.Error("no warning says that the trace was aligned by wall clock")
	}
}

// TestUnrelatedClock refuses a trace that does not say when it was made for a
// timeline that has a clock.
func TestUnrelatedClock(t *testing.T) {
	r := newReader(&source{version: 21}, Process{}, timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 1}))
	if err := r.relate(0, nil); !errors.Is(err, timeline.ErrUnrelatedClocks) {
		t.Errorf("got %v, want ErrUnrelatedClocks", err)
	}
	r = newReader(&source{version: 22}, Process{}, timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 1000}))
	if err := r.relate(3000, nil); err != nil || r.offset != -1000 {
		t.Errorf("a trace on the monotonic clock: offset %d, %v, want -1000", r.offset, err)
	}
}
