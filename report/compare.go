package report

import "ctrace/tracer/timeline"

// comparison relates the course's drawing to the measurement. Without a drawing
// it is empty.
type comparison struct {
	drawing, measured *timeline.Timeline
	drawn             map[timeline.LaneID]timeline.LaneID // of a measured lane
	shift             timeline.Duration                   // from the drawing's times to measured ones
}

// compare finds out which measured lane each drawn one stands for.
func compare(r *Report) *comparison {
	c := &comparison{drawing: r.Drawing, measured: r.Timeline, drawn: map[timeline.LaneID]timeline.LaneID{}}
	if c.drawing == nil {
		return c
	}
	pairs := counterparts(c.drawing, c.measured)
	for drawn, measured := range pairs {
		c.drawn[measured] = drawn
	}
	c.shift = alignment(c.drawing, c.measured, pairs)
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
