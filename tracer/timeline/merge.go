package timeline

import "iter"

// Merge returns a new timeline with everything of a and b, on a's clock. Lanes
// of the same identity become one: at each instant it holds what a knows, else
// what b knows. That makes Merge associative. It fails with
// [ErrUnrelatedClocks] if the two have no clock in common.
func Merge(a, b *Timeline) (*Timeline, error) {
	offset, warning, err := b.clock.offsetTo(a.clock)
	if err != nil {
		return nil, err
	}
	m := &merger{Builder: NewBuilder(a.clock), spans: map[spanID]bool{}}
	if !warning.Empty() {
		m.warn(Warning{"timeline", warning})
	}
	first, second := m.addLanes(a, 0), m.addLanes(b, offset)
	for id := range LaneID(len(m.t.lanes)) {
		for s := range firstKnown(first.life(id), second.life(id)) {
			m.add(id, s.record, s.end)
		}
		for s := range firstKnown(first.claim(id), second.claim(id)) {
			m.addClaim(id, s.record, s.end)
		}
	}
	first.addEvents()
	second.addEvents()
	return m.Build(max(a.end, b.end+offset)), nil
}

type merger struct {
	*Builder
	spans map[spanID]bool // OpenTelemetry spans that are already added
}

// unplaced is the parent of a lane whose parent is not yet known in the result.
const unplaced LaneID = -2

// addLanes adds the lanes of t, still without intervals, and returns t as a
// part of the result.
func (m *merger) addLanes(t *Timeline, offset Time) *part {
	p := newPart(t, m, offset)
	for id, l := range t.Lanes() {
		p.put(id, m.extend(p.described(l)))
	}
	for id, l := range t.Lanes() {
		if merged := &m.t.lanes[p.lanes[id]]; merged.Parent == unplaced {
			merged.Parent = p.lane(l.Parent)
		}
	}
	return p
}

// extend adds l, or extends the lane of its identity by l's life.
func (m *merger) extend(l Lane) LaneID {
	l.Parent = unplaced
	known := len(m.t.lanes)
	id := m.Lane(l)
	if int(id) == known {
		return id
	}
	lane := &m.t.lanes[id]
	if l.Start < lane.Start {
		lane.Start, lane.BornBefore = l.Start, l.BornBefore
		m.t.tracks[id].end = l.Start
	}
	if l.End > lane.End {
		lane.End, lane.Alive = l.End, l.Alive
	}
	return id
}

// firstKnown iterates over what a knows at each instant, else over what b
// knows. Both are in order and without overlaps, and so is the result.
func firstKnown(a, b iter.Seq[stretch]) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		below, more := next()
		// fill yields what b knows in [from, to).
		fill := func(from, to Time) bool {
			for more && below.start < to {
				piece := below
				piece.start, piece.end = max(below.start, from), min(below.end, to)
				if piece.start < piece.end && !yield(piece) {
					return false
				}
				if below.end > to {
					return true
				}
				below, more = next()
			}
			return true
		}
		at := -Forever
		for s := range a {
			if s.state == Unknown {
				continue
			}
			if !fill(at, s.start) || !yield(s) {
				return
			}
			at = s.end
		}
		fill(at, Forever)
	}
}
