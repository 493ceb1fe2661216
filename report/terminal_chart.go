package report

import (
	"strings"

	"ctrace/tracer/timeline"
)

// table is the part of the terminal with lanes as lines: name, bar, figures.
type table struct {
	axis                            axis
	name, bar                       int // widths in characters
	running, waiting, reason, notes int // of the figures; notes is all of them
	used                            map[glyph]bool
}

// The titles of the columns.
const (
	drawnTitle    = "as drawn"
	measuredTitle = "as measured"
	againstTitle  = "measured against it"
	runningTitle  = "running"
	waitingTitle  = "waiting"
	forTitle      = "mostly for"
	shortForTitle = "for"
)

// chart writes the ruler, the drawing and the measurement.
func (t *terminal) chart() {
	measured, left := rows(t.report.Timeline, terminalMaxLanes)
	if len(measured) == 0 {
		t.line(t.ink.dim("No lane of the program was recorded."))
		t.line()
		return
	}
	drawn := t.comparison.rows(terminalMaxLanes)
	t.plan(drawn, measured)
	if len(drawn) > 0 {
		t.ruler(drawnTitle, againstTitle)
		for _, r := range drawn {
			t.drawnLane(r)
		}
		if verdict := t.comparison.verdict(); verdict != "" {
			t.line(blanks(t.table.name+2), t.ink.bold(verdict))
		}
		t.line()
	}
	t.ruler(measuredTitle, t.table.figureTitles())
	for _, r := range measured {
		t.measuredLane(r)
	}
	if left > 0 {
		t.line(t.ink.dim("and " + count(left, "more lane")))
	}
	if line := runtimeLine(t.report.Timeline); line != "" {
		t.line(t.ink.dim(shorten(line, float64(t.width), columnsOf)))
	}
	t.line()
}

// plan divides the width among names, bars and figures. The bars get at least
// a quarter of it, and what the others do not need.
func (t *terminal) plan(drawn, measured []row) {
	tb := table{name: len(measuredTitle), running: len(runningTitle), waiting: len(waitingTitle), used: map[glyph]bool{}}
	for _, r := range append(drawn[:len(drawn):len(drawn)], measured...) {
		tb.name = max(tb.name, textWidth(treeName(r)))
	}
	for _, r := range measured {
		sum := t.report.Timeline.LifeTotals(r.lane)
		tb.running = max(tb.running, textWidth(timeline.Figure(sum.States[timeline.Running])))
		tb.waiting = max(tb.waiting, textWidth(timeline.Figure(sum.States[timeline.Waiting])))
		tb.reason = max(tb.reason, textWidth(mostly(sum)))
	}
	tb.name = min(tb.name, t.width*3/10)
	tb.reason = max(len(forTitle), tb.reason)
	tb.notes = tb.running + 2 + tb.waiting + 2 + tb.reason
	if len(drawn) > 0 {
		tb.notes = max(tb.notes, len(againstTitle))
	}
	if least := t.width / 4; t.width-tb.name-tb.notes-4 < least {
		cut := least - (t.width - tb.name - tb.notes - 4)
		tb.notes, tb.reason = tb.notes-cut, max(tb.reason-cut, 0)
	}
	tb.bar = t.width - tb.name - tb.notes - 4
	from, to := whole(t.report.Timeline)
	tb.axis = newAxis(from, to, float64(tb.bar))
	t.table = tb
}

// figureTitles returns the titles over the figures of a measured lane.
func (tb *table) figureTitles() string {
	reason := forTitle
	if tb.reason < len(forTitle) {
		reason = shortForTitle
	}
	return padLeft(runningTitle, tb.running) + "  " + padLeft(waitingTitle, tb.waiting) + "  " + reason
}

// ruler writes a title over the names, times over the bars, each right of its
// mark, and a title over the figures.
func (t *terminal) ruler(title, figures string) {
	const spacing = 7
	var marks strings.Builder
	for _, tick := range t.table.axis.ticks(spacing) {
		at, label := int(tick.at), "╷"+tick.label
		if gap := at - textWidth(marks.String()); gap >= 0 && at+textWidth(label) <= t.table.bar {
			marks.WriteString(blanks(gap) + label)
		}
	}
	t.line(t.ink.dim(fit(title, t.table.name)), "  ", t.ink.dim(pad(marks.String(), t.table.bar)), "  ",
		t.ink.dim(shorten(figures, float64(t.table.notes), columnsOf)))
}

// measuredLane writes a lane as it was recorded.
func (t *terminal) measuredLane(r row) {
	sum := t.report.Timeline.LifeTotals(r.lane)
	t.line(fit(treeName(r), t.table.name), "  ",
		t.bar(t.report.Timeline, r.lane, t.table.axis, glyphOf), "  ",
		padLeft(timeline.Figure(sum.States[timeline.Running]), t.table.running), "  ",
		padLeft(timeline.Figure(sum.States[timeline.Waiting]), t.table.waiting), "  ",
		shorten(mostly(sum), float64(t.table.reason), columnsOf))
}

// drawnLane writes a lane of the course's drawing in outline, and how the
// measured one differs.
func (t *terminal) drawnLane(r row) {
	c := t.comparison
	shifted := t.table.axis
	shifted.from, shifted.to = shifted.from-c.shift, shifted.to-c.shift
	text := "not measured"
	if measured, ok := c.lived[r.lane]; ok {
		text = c.difference(measured)
	}
	t.line(fit(treeName(r), t.table.name), "  ",
		t.bar(c.drawing, r.lane, shifted, drawnGlyphOf), "  ",
		shorten(text, float64(t.table.notes), columnsOf))
}

// treeName is a lane's name, indented.
func treeName(r row) string { return blanks(2*min(r.depth, 8)) + r.label }

// mostly is what a lane waited for most, "" if it did not wait.
func mostly(sum timeline.Totals) string {
	if sum.States[timeline.Waiting] == 0 {
		return ""
	}
	if reason := longest(sum.Waiting); reason != timeline.NoReason {
		return reasonTitle(reason)
	}
	return "not recorded"
}
