package timeline_test

import (
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestVariants shows that a variant has what it was given, and that the timeline that
// it was made of has not.
func TestVariants(t *testing.T) {
	original := timelinetest.Parse(t, `
thread 1 "a": 0s running 4ns
  region "late": 2ns 1ns
`)
	before := timelinetest.Format(original)
	renamed := timelinetest.Valid(t, original.WithLanes(func(_ timeline.LaneID, l *timeline.Lane) { l.Name += "b" }))
	if got := renamed.Lane(0).Name; got != "ab" {
		t.Errorf("the lane is called %q", got)
	}
	if clock := (timeline.Clock{Boot: "x", Mono: 7}); original.WithClock(clock).Clock() != clock || original.Clock().Boot == "x" {
		t.Error("the clock is not that of the variant alone")
	}
	more := timelinetest.Valid(t, original.WithSpans(
		timeline.Span{Origin: timeline.UserRegion, Name: "inner", Start: 1, End: 2},
		timeline.Span{Origin: timeline.UserRegion, Name: "outer", Start: 1, End: 4},
	))
	var names []string
	for s := range more.Spans() {
		names = append(names, s.Name)
	}
	if want := []string{"outer", "inner", "late"}; !slices.Equal(names, want) {
		t.Errorf("the spans are %q, want %q", names, want)
	}
	if after := timelinetest.Format(original); after != before {
		t.Errorf("the timeline has become\n%s", after)
	}
}
