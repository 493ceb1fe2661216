package report

import (
	"strings"

	"ctrace/tracer/lang"
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
var (
	drawnTitle    = lang.T("as drawn")
	measuredTitle = lang.T("as measured")
	againstTitle  = lang.T("measured against it")
)

// figureTitles are the titles of the figures, each as short as it can be beside the
// others, and the last one once more, shorter.
func (t *terminal) figureTitles() (running, waiting, reason, shortReason string) {
	titles := strings.Split(t.say(lang.T("running|waiting|mostly for|for")), "|")
	return titles[0], titles[1], titles[2], titles[3]
}

// chart writes the ruler, the drawing and the measurement.
func (t *terminal) chart() {
	measured, left := rows(t.report.Timeline, terminalMaxLanes)
	if len(measured) == 0 {
		t.line(t.ink.dim(t.say(noLane())))
		t.line()
		return
	}
	drawn := t.comparison.rows(terminalMaxLanes)
	t.plan(drawn, measured)
	if len(drawn) > 0 {
		t.ruler(drawnTitle, t.say(againstTitle))
		for _, r := range drawn {
			t.drawnLane(r)
		}
		if verdict := t.say(t.comparison.verdict()); verdict != "" {
			t.line(blanks(t.table.name+2), t.ink.bold(verdict))
		}
		t.line()
	}
	t.ruler(measuredTitle, t.figureHead())
	for _, r := range measured {
		t.measuredLane(r)
	}
	if left > 0 {
		t.line(t.ink.dim(t.say(moreLanes(left))))
	}
	for _, note := range []lang.Text{runtimeLine(t.report.Timeline), cpuLine(t.report.Timeline), approximation(t.report.Timeline)} {
		if line := t.say(note); line != "" {
			t.line(t.ink.dim(shorten(line, float64(t.width), columnsOf)))
		}
	}
	t.line()
}

// plan divides the width among names, bars and figures. The bars get at least
// a quarter of it, and what the others do not need.
func (t *terminal) plan(drawn, measured []row) {
	running, waiting, reason, _ := t.figureTitles()
	tb := table{name: t.widthOf(measuredTitle), running: textWidth(running), waiting: textWidth(waiting), used: map[glyph]bool{}}
	for _, r := range append(drawn[:len(drawn):len(drawn)], measured...) {
		tb.name = max(tb.name, textWidth(t.treeName(r)))
	}
	for _, r := range measured {
		sum := r.totals(t.report.Timeline)
		tb.running = max(tb.running, textWidth(t.report.figure(sum.States[timeline.Running])))
		tb.waiting = max(tb.waiting, textWidth(t.report.figure(sum.States[timeline.Waiting])))
		tb.reason = max(tb.reason, t.widthOf(mostly(sum)))
	}
	tb.name = min(tb.name, t.width*3/10)
	tb.reason = max(textWidth(reason), tb.reason)
	tb.notes = tb.running + 2 + tb.waiting + 2 + tb.reason
	if len(drawn) > 0 {
		tb.notes = max(tb.notes, t.widthOf(againstTitle))
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

// figureHead returns the titles over the figures of a measured lane.
func (t *terminal) figureHead() string {
	running, waiting, reason, shortReason := t.figureTitles()
	if t.table.reason < textWidth(reason) {
		reason = shortReason
	}
	return padLeft(running, t.table.running) + "  " + padLeft(waiting, t.table.waiting) + "  " + reason
}

// ruler writes a title over the names, times over the bars, each right of its
// mark, and a title over the figures.
func (t *terminal) ruler(title lang.Text, figures string) {
	const spacing = 7
	var marks strings.Builder
	for _, tick := range t.table.axis.ticks(spacing) {
		at, label := int(tick.at), "╷"+t.report.Language.Decimals(tick.label)
		if gap := at - textWidth(marks.String()); gap >= 0 && at+textWidth(label) <= t.table.bar {
			marks.WriteString(blanks(gap) + label)
		}
	}
	t.line(t.ink.dim(fit(t.say(title), t.table.name)), "  ", t.ink.dim(pad(marks.String(), t.table.bar)), "  ",
		t.ink.dim(shorten(figures, float64(t.table.notes), columnsOf)))
}

// measuredLane writes a lane as it was recorded.
func (t *terminal) measuredLane(r row) {
	tl := t.report.Timeline
	sum, bar := r.totals(tl), ""
	switch {
	case r.kind == timeline.CPU:
		bar = t.crowd([]timeline.LaneID{r.lane})
	case r.crowd != nil:
		bar = t.crowd(r.crowd)
	default:
		bar = t.bar(tl, r.lane, t.table.axis, glyphOf)
	}
	t.line(fit(t.treeName(r), t.table.name), "  ", bar, "  ",
		padLeft(t.report.figure(sum.States[timeline.Running]), t.table.running), "  ",
		padLeft(t.report.figure(sum.States[timeline.Waiting]), t.table.waiting), "  ",
		shorten(t.say(mostly(sum)), float64(t.table.reason), columnsOf))
}

// drawnLane writes a lane of the course's drawing in outline, and how the
// measured one differs.
func (t *terminal) drawnLane(r row) {
	c := t.comparison
	shifted := t.table.axis
	shifted.from, shifted.to = shifted.from-c.shift, shifted.to-c.shift
	text := t.say(notMeasured())
	if measured, ok := c.lived[r.lane]; ok {
		text = c.difference(measured)
	}
	t.line(fit(t.treeName(r), t.table.name), "  ",
		t.bar(c.drawing, r.lane, shifted, drawnGlyphOf), "  ",
		shorten(text, float64(t.table.notes), columnsOf))
}

// widthOf returns how many columns a text takes.
func (t *terminal) widthOf(text lang.Text) int { return textWidth(t.say(text)) }

// treeName is a lane's name, indented.
func (t *terminal) treeName(r row) string { return blanks(2*min(r.depth, 8)) + t.say(r.label) }

// mostly is what a lane waited for most, nothing if it did not wait.
func mostly(sum timeline.Totals) lang.Text {
	if sum.States[timeline.Waiting] == 0 {
		return lang.Text{}
	}
	if reason := longest(sum.Waiting); reason != timeline.NoReason {
		return reasonTitle(reason)
	}
	return stateTitle(timeline.Unknown)
}
