package report

import (
	"cmp"
	"math"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// comparison relates the course's drawing to the measurement. Without a drawing
// it is empty.
type comparison struct {
	drawing, measured *timeline.Timeline
	drawn             map[timeline.LaneID]timeline.LaneID // the drawn lane of a measured one
	lived             map[timeline.LaneID]timeline.LaneID // the measured lane of a drawn one
	shift             timeline.Duration                   // from the drawing's times to measured ones
	language          lang.Language
}

// compare finds out which measured lane each drawn one stands for.
func compare(r *Report) *comparison {
	c := &comparison{drawing: r.Drawing, measured: r.Timeline, drawn: map[timeline.LaneID]timeline.LaneID{}, language: r.Language}
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

// drawnHeading says whose drawing it is.
func drawnHeading(r *Report) lang.Text {
	if r.Section == "" {
		return lang.T("As drawn")
	}
	return lang.T("As drawn in the course")
}

// rows returns the drawing's lanes that have bars, named as the course does,
// without ids. Lanes without bars only say what others stand under.
func (c *comparison) rows(limit int) []row {
	if c.drawing == nil {
		return nil
	}
	var shown []row
	for _, r := range eachRow(c.drawing) {
		lane := c.drawing.Lane(r.lane)
		if lane.Life() == 0 || len(shown) == limit {
			continue
		}
		if lane.Name != "" {
			r.label = lang.Data(lane.Name)
		}
		shown = append(shown, r)
	}
	return outdent(shown)
}

// outdent moves rows to the left until one stands at the margin.
func outdent(list []row) []row {
	least := math.MaxInt
	for _, r := range list {
		least = min(least, r.depth)
	}
	for i := range list {
		list[i].depth -= least
	}
	return list
}

// difference tells how much longer a measured lane was seen than it was drawn,
// "" if no bar of it was drawn. What was not recorded at the ends of its life,
// such as the start of its process, is not in the drawing either.
func (c *comparison) difference(measured timeline.LaneID) string {
	drawn, ok := c.drawn[measured]
	if !ok || c.drawing.Lane(drawn).Life() == 0 {
		return ""
	}
	first, last := c.measured.Seen(measured)
	return c.language.Decimals(difference(last-first, c.drawing.Lane(drawn).Life()))
}

// counterparts returns the measured lane of each drawn lane that has one: of
// the same kind and name, under the counterpart of its parent where that is
// known, the first born to the first born.
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
		key := call{l.Kind, l.Name}
		parent, known := pairs[l.Parent]
		i := slices.IndexFunc(free[key], func(other timeline.LaneID) bool {
			return !known || measured.Lane(other).Parent == parent
		})
		if i >= 0 {
			pairs[id] = free[key][i]
			free[key] = slices.Delete(free[key], i, i+1)
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
// with the measurement: the first-born drawn lane without children begins when
// the measured one first does what was drawn first. What came before, such as
// the start of its process, is not in the drawing.
func alignment(drawing, measured *timeline.Timeline, pairs map[timeline.LaneID]timeline.LaneID) timeline.Duration {
	children := forest(drawing)
	for _, id := range byBirth(drawing) {
		if other, ok := pairs[id]; ok && len(children[id]) == 0 {
			return begin(drawing, id, measured, other) - drawing.Lane(id).Start
		}
	}
	return measured.Start() - drawing.Start()
}

// begin returns when a measured lane first does what is drawn first, or its
// birth if it never does. What was not seen of the program does not count.
func begin(drawing *timeline.Timeline, drawn timeline.LaneID, measured *timeline.Timeline, id timeline.LaneID) timeline.Time {
	birth := measured.Lane(id).Start
	seen, _ := measured.Seen(id)
	for first := range drawing.Life(drawn) {
		for iv := range measured.Intervals(id, seen, timeline.Forever) {
			if iv.State == first.State && iv.Reason == first.Reason {
				return max(iv.Start, seen)
			}
		}
		return birth
	}
	return birth
}
