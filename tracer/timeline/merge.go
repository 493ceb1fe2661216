package timeline

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
	for id := range m.t.lanes {
		lane := LaneID(id)
		for iv := range firstKnown(first.life(lane), second.life(lane)) {
			m.Append(lane, iv)
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
	p := &part{
		t: t, into: m, offset: offset,
		lane:   map[LaneID]LaneID{NoLane: NoLane},
		source: map[LaneID]LaneID{},
		stack:  map[StackID]StackID{NoStack: NoStack},
	}
	for id, l := range t.Lanes() {
		if l.Host == "" {
			l.Host = t.clock.Host
		}
		l.Start, l.End = l.Start+offset, l.End+offset
		p.lane[id] = m.extend(l)
		p.source[p.lane[id]] = id
	}
	for id, l := range t.Lanes() {
		if merged := &m.t.lanes[p.lane[id]]; merged.Parent == unplaced {
			merged.Parent = p.lane[l.Parent]
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
