package timeline

import "slices"

// WithLanes returns a timeline whose lanes differ from those of t in what change
// makes of their names and ids. What they did stays.
func (t *Timeline) WithLanes(change func(LaneID, *Lane)) *Timeline {
	variant := *t
	variant.lanes = slices.Clone(t.lanes)
	for id := range variant.lanes {
		change(LaneID(id), &variant.lanes[id])
	}
	return &variant
}

// WithClock returns a timeline that tells the same as t as if its Time 0 were that of
// the clock: to see two recordings on one axis, each from its own beginning.
func (t *Timeline) WithClock(clock Clock) *Timeline {
	variant := *t
	variant.clock = clock
	return &variant
}

// WithSpans returns a timeline that has more spans than t, and nothing else.
func (t *Timeline) WithSpans(spans ...Span) *Timeline {
	variant := *t
	variant.spans = slices.Concat(t.spans, spans)
	slices.SortStableFunc(variant.spans, outerFirst)
	return &variant
}
