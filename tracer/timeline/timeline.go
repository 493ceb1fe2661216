package timeline

import (
	"cmp"
	"iter"
	"slices"
)

// Timeline is a frozen model. It is immutable and safe for concurrent use. Its
// iterators must not be assumed to read from memory.
type Timeline struct {
	clock      Clock
	start, end Time
	lanes      []Lane
	tracks     []track
	claims     map[LaneID]*track // of the lanes that carry one
	texts      texts
	stacks     stacks
	spans      []Span
	links      list[Link]
	ranges     []Range
	logs       []Log
	samples    []Sample
	series     []Series
	profiles   []Profile
	sources    []Source
	warnings   []Warning
}

// Clock relates Time 0 to the clocks of the recording machine.
func (t *Timeline) Clock() Clock { return t.clock }

// Start returns the earliest time of any lane or span, 0 if there is none.
func (t *Timeline) Start() Time { return t.start }

// End returns the latest time of any lane or span, 0 if there is none.
func (t *Timeline) End() Time { return t.end }

// measure sets start and end.
func (t *Timeline) measure() {
	first := true
	grow := func(start, end Time) {
		if first {
			t.start, t.end, first = start, end, false
		}
		t.start, t.end = min(t.start, start), max(t.end, end)
	}
	for _, l := range t.lanes {
		grow(l.Start, l.End)
	}
	for _, s := range t.spans {
		grow(s.Start, s.End)
	}
}

// NumLanes returns the number of lanes; their ids are 0 to NumLanes−1.
func (t *Timeline) NumLanes() int { return len(t.lanes) }

// Lane returns a lane.
func (t *Timeline) Lane(id LaneID) Lane { return t.lanes[id] }

// Lanes iterates over all lanes in the order of their ids.
func (t *Timeline) Lanes() iter.Seq2[LaneID, Lane] {
	return func(yield func(LaneID, Lane) bool) {
		for i, l := range t.lanes {
			if !yield(LaneID(i), l) {
				return
			}
		}
	}
}

// Find iterates over the lanes of one kind that the program owns, in the order
// of their births.
func (t *Timeline) Find(kind Kind) iter.Seq2[LaneID, Lane] {
	return func(yield func(LaneID, Lane) bool) {
		for _, id := range t.byBirth(func(l Lane) bool { return l.Kind == kind && l.Group == Program }) {
			if !yield(id, t.lanes[id]) {
				return
			}
		}
	}
}

// Children returns the lanes that stand directly under parent, in the order of
// their births; those of NoLane are the roots.
func (t *Timeline) Children(parent LaneID) []LaneID {
	return t.byBirth(func(l Lane) bool { return l.Parent == parent })
}

func (t *Timeline) byBirth(match func(Lane) bool) []LaneID {
	var ids []LaneID
	for i, l := range t.lanes {
		if match(l) {
			ids = append(ids, LaneID(i))
		}
	}
	slices.SortStableFunc(ids, func(a, b LaneID) int { return cmp.Compare(t.lanes[a].Start, t.lanes[b].Start) })
	return ids
}

// Intervals iterates over the intervals of a lane that overlap [from, to), in
// order and whole: the first may begin before from and the last end after to.
func (t *Timeline) Intervals(id LaneID, from, to Time) iter.Seq[Interval] {
	return t.intervals(&t.tracks[id], from, to)
}

// intervals iterates over those of a track, nil for an empty one.
func (t *Timeline) intervals(from *track, start, end Time) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		from.each(start, end, func(r record, end Time) bool {
			return yield(t.interval(r, end))
		})
	}
}

// Life iterates over all intervals of a lane.
func (t *Timeline) Life(id LaneID) iter.Seq[Interval] {
	return t.Intervals(id, -Forever, Forever)
}

// Seen returns the part of a lane's life in which the program was seen at work:
// from its first to its last interval that is not Unknown, an empty one if there
// is none. Of a lane that carries a claim it is the claim's: what the kernel ran
// of a process before the program's own code could tell anything is its start-up.
func (t *Timeline) Seen(id LaneID) (first, last Time) {
	seen := &t.tracks[id]
	if claim := t.claims[id]; claim != nil {
		seen = claim
	}
	if first, last, ok := seen.known(); ok {
		return first, last
	}
	return t.lanes[id].Start, t.lanes[id].Start
}

// NumIntervals returns the number of a lane's intervals.
func (t *Timeline) NumIntervals(id LaneID) int { return t.tracks[id].count }

// At returns the interval of a lane that covers the instant at, if it lives then.
func (t *Timeline) At(id LaneID, at Time) (Interval, bool) {
	for iv := range t.Intervals(id, at, at+1) {
		return iv, iv.Start <= at
	}
	return Interval{}, false
}

func (t *Timeline) interval(r record, end Time) Interval {
	return Interval{Start: r.start, End: end, State: r.state, Reason: r.reason, On: r.on, Stack: r.stack, Detail: t.texts.list[r.detail]}
}

// Frames returns the frames of a stack, innermost first, nil for NoStack.
func (t *Timeline) Frames(id StackID) []Frame { return t.stacks.get(id) }

// Spans iterates over all spans in the order of their starts, outer ones first.
func (t *Timeline) Spans() iter.Seq[Span] { return slices.Values(t.spans) }

// Links iterates over all links in the order of their arrivals.
func (t *Timeline) Links() iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for l := range t.links.all() {
			if !yield(*l) {
				return
			}
		}
	}
}

// Ranges iterates over all ranges in the order of their starts.
func (t *Timeline) Ranges() iter.Seq[Range] { return slices.Values(t.ranges) }

// Logs iterates over all log messages in order.
func (t *Timeline) Logs() iter.Seq[Log] { return slices.Values(t.logs) }

// Samples iterates over all samples in order.
func (t *Timeline) Samples() iter.Seq[Sample] { return slices.Values(t.samples) }

// Series iterates over all metrics.
func (t *Timeline) Series() iter.Seq[Series] { return slices.Values(t.series) }

// Profiles iterates over all aggregated profiles.
func (t *Timeline) Profiles() iter.Seq[Profile] { return slices.Values(t.profiles) }

// Sources iterates over what is known of each source.
func (t *Timeline) Sources() iter.Seq[Source] { return slices.Values(t.sources) }

// Warnings iterates over what a reader must know.
func (t *Timeline) Warnings() iter.Seq[Warning] { return slices.Values(t.warnings) }
