package report

import (
	"cmp"
	"slices"

	"ctrace/tracer/timeline"
)

// comparison relates the course's drawing to the measurement. Without a drawing
// it is empty.
type comparison struct {
	drawing, measured *timeline.Timeline
	drawn             map[timeline.LaneID]timeline.LaneID // the drawn lane of a measured one
	lived             map[timeline.LaneID]timeline.LaneID // the measured lane of a drawn one
	shift             timeline.Duration                   // from the drawing's times to measured ones
}

// compare finds out which measured lane each drawn one stands for.
func compare(r *Report) *comparison {
	c := &comparison{drawing: r.Drawing, measured: r.Timeline, drawn: map[timeline.LaneID]timeline.LaneID{}}
	if c.drawing == nil {
		return c
	}
	c.lived = counterparts(c.drawing, c.measured)
	for drawn, measured := range c.lived {
		c.drawn[measured] = drawn
	}
	c.shift = alignment(c.drawing, c.measured, c.lived)
	return c
}

// rows returns the drawing's lanes, named as the course does, without ids.
func (c *comparison) rows(limit int) []row {
	if c.drawing == nil {
		return nil
	}
	shown, _ := rows(c.drawing, limit)
	for i, r := range shown {
		if lane := c.drawing.Lane(r.lane); lane.Name != "" {
			shown[i].label = visible(lane.Name)
		}
	}
	return shown
}

// difference tells how much longer a measured lane lived than it was drawn, ""
// if it was not drawn.
func (c *comparison) difference(measured timeline.LaneID) string {
	drawn, ok := c.drawn[measured]
	if !ok {
		return ""
	}
	return difference(c.measured.Lane(measured).Life(), c.drawing.Lane(drawn).Life())
}

// counterparts returns the measured lane of each drawn lane that has one: of
// the same kind and name, the first born to the first born.
func counterparts(drawing, measured *timeline.Timeline) map[timeline.LaneID]timeline.LaneID {
	type call struct {
		kind timeline.Kind
		name string
	}
	free := map[call][]timeline.LaneID{}
	for _, id := range byBirth(measured) {
		l := measured.Lane(id)
		if l.Group == timeline.Program {
			free[call{l.Kind, l.Name}] = append(free[call{l.Kind, l.Name}], id)
		}
	}
	pairs := map[timeline.LaneID]timeline.LaneID{}
	for _, id := range byBirth(drawing) {
		l := drawing.Lane(id)
		if ids := free[call{l.Kind, l.Name}]; len(ids) > 0 {
			pairs[id] = ids[0]
			free[call{l.Kind, l.Name}] = ids[1:]
		}
	}
	return pairs
}

// byBirth returns all lanes in order of birth.
func byBirth(tl *timeline.Timeline) []timeline.LaneID {
	var ids []timeline.LaneID
	for id := range tl.Lanes() {
		ids = append(ids, id)
	}
	slices.SortStableFunc(ids, func(a, b timeline.LaneID) int { return cmp.Compare(tl.Lane(a).Start, tl.Lane(b).Start) })
	return ids
}

// alignment returns what must be added to the drawing's times to compare it
// with the measurement: its first-born lane without children that was measured
// too begins when the measured one does.
func alignment(drawing, measured *timeline.Timeline, pairs map[timeline.LaneID]timeline.LaneID) timeline.Duration {
	children := forest(drawing)
	for _, id := range byBirth(drawing) {
		if other, ok := pairs[id]; ok && len(children[id]) == 0 {
			return measured.Lane(other).Start - drawing.Lane(id).Start
		}
	}
	return measured.Start() - drawing.Start()
}
