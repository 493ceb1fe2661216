package report

import "ctrace/tracer/timeline"

// Distances of a box, in pixels.
const (
	boxMargin  = 5 // between boxes, and around them
	boxPadding = 8 // on the left and right of what is inside
)

// boxedRows draws lines, with a box around each run of lines of one memory, and
// returns the lines' middles.
func (l *layout) boxedRows(rows []row, boxes []memoryBox, draw func(row) float64) map[timeline.LaneID]float64 {
	middles := map[timeline.LaneID]float64{}
	for len(rows) > 0 {
		run := sameBox(rows, boxes)
		close := l.openBox(run, boxes)
		for _, r := range run {
			middles[r.lane] = draw(r)
		}
		close()
		rows = rows[len(run):]
	}
	return middles
}

// sameBox returns the first rows, as many as lie in one box or in none.
func sameBox(rows []row, boxes []memoryBox) []row {
	first := boxOf(boxes, rows[0].lane)
	for i, r := range rows {
		if boxOf(boxes, r.lane) != first {
			return rows[:i]
		}
	}
	return rows
}

// openBox begins the box that a run of lines lies in, if there is one; what it
// returns ends it.
func (l *layout) openBox(run []row, boxes []memoryBox) (close func()) {
	in := boxOf(boxes, run[0].lane)
	if in == noBox {
		return func() {}
	}
	depth := run[0].depth
	for _, r := range run {
		depth = min(depth, r.depth)
	}
	left := margin + float64(min(depth, 8))*indent - boxPadding
	right := l.plot.right + boxPadding
	l.y += boxMargin
	top := l.y
	l.y += sizes[roleSmall] + boxMargin
	label := l.fit(l.say(boxes[in].label), roleSmall, right-left-2*boxPadding)
	l.put(left+boxPadding, label, roleSmall, alignStart, l.palette.dim)
	l.y += boxMargin // The first bar's word stands above the bar.
	return func() {
		l.y += boxMargin
		l.frame(rect{left: left, right: right, top: top, bottom: l.y})
		l.y += boxMargin
	}
}

// frame draws the outline of a rectangle.
func (l *layout) frame(r rect) {
	for _, side := range [][2]point{
		{{r.left, r.top}, {r.right, r.top}}, {{r.left, r.bottom}, {r.right + 1, r.bottom}},
		{{r.left, r.top}, {r.left, r.bottom}}, {{r.right, r.top}, {r.right, r.bottom}},
	} {
		l.scene.grid = append(l.scene.grid, stroke{side[:], l.palette.dim, 1})
	}
}
