package timeline

import "slices"

// Renamed returns a timeline that differs from t in names of lanes alone.
func (t *Timeline) Renamed(names map[LaneID]string) *Timeline {
	variant := *t
	variant.lanes = slices.Clone(t.lanes)
	for id, name := range names {
		variant.lanes[id].Name = name
	}
	return &variant
}

// WithSpans returns a timeline that has more spans than t, and nothing else.
func (t *Timeline) WithSpans(spans ...Span) *Timeline {
	variant := *t
	variant.spans = slices.Concat(t.spans, spans)
	slices.SortStableFunc(variant.spans, outerFirst)
	return &variant
}
