package scenarios

import (
	"cmp"
	"slices"

	"ctrace/tracer/timeline"
)

// What claims ask of the messages between two lanes.

// messagesBetween returns the messages from one of two lanes to the other, in
// the order in which they were sent.
func messagesBetween(tl *timeline.Timeline, a, b timeline.LaneID) []timeline.Link {
	var messages []timeline.Link
	for link := range tl.Links() {
		if link.Kind == timeline.Send && (link.From == a && link.To == b || link.From == b && link.To == a) {
			messages = append(messages, link)
		}
	}
	slices.SortStableFunc(messages, func(x, y timeline.Link) int { return cmp.Compare(x.FromTime, y.FromTime) })
	return messages
}

// stretch is a stretch of time.
type stretch struct{ from, to timeline.Time }

// underWay returns when the number of messages that were sent and not yet
// received matched, from the first message on.
func underWay(messages []timeline.Link, matches func(count int) bool) []stretch {
	type edge struct {
		at    timeline.Time
		delta int
	}
	var edges []edge
	for _, m := range messages {
		edges = append(edges, edge{m.FromTime, 1}, edge{m.ToTime, -1})
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	var found []stretch
	count := 0
	for i, e := range edges {
		if i > 0 && e.at > edges[i-1].at && matches(count) {
			found = append(found, stretch{edges[i-1].at, e.at})
		}
		count += e.delta
	}
	return found
}

// waitedIn returns for how long of the stretches a lane waited for reason, and
// how long the stretches are. One that ends before it begins counts as none.
func waitedIn(tl *timeline.Timeline, lane timeline.LaneID, reason timeline.Reason, stretches []stretch) (waited, length timeline.Duration) {
	for _, s := range stretches {
		if s.to <= s.from {
			continue
		}
		waited += tl.Totals(lane, s.from, s.to).Waiting[reason]
		length += s.to - s.from
	}
	return waited, length
}
