package scenarios

import (
	"cmp"
	"slices"

	"ctrace/tracer/timeline"
)

// What claims ask of the regions that a scenario marks in its code.

// regionsOn returns the runtime/trace regions of that name on lanes, in the
// order of their starts.
func regionsOn(tl *timeline.Timeline, lanes []timeline.LaneID, name string) []timeline.Span {
	var regions []timeline.Span
	for s := range tl.Spans() {
		if s.Origin == timeline.UserRegion && s.Name == name && slices.Contains(lanes, s.Lane) {
			regions = append(regions, s)
		}
	}
	return regions
}

// traceTick is the resolution of a Go trace's clock. The order of two events
// within one tick is not known.
const traceTick timeline.Duration = 64

// openAtOnce returns how many of the regions were open at the same time at
// most. Those that share less than two ticks of the clock, one of either end,
// are not known to overlap.
func openAtOnce(regions []timeline.Span) int {
	type edge struct {
		at    timeline.Time
		delta int
	}
	var edges []edge
	for _, r := range regions {
		if end := r.End - 2*traceTick; end > r.Start {
			edges = append(edges, edge{r.Start, 1}, edge{end, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.delta, b.delta)) })
	open, most := 0, min(len(regions), 1)
	for _, e := range edges {
		open += e.delta
		most = max(most, open)
	}
	return most
}

// totalLength returns the sum of the regions' lengths.
func totalLength(regions []timeline.Span) timeline.Duration {
	var sum timeline.Duration
	for _, r := range regions {
		sum += r.End - r.Start
	}
	return sum
}
