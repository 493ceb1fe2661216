package report

import (
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// A glyph stands for one column of a bar, for whatever took most of its time.
// Only waits are told apart by whether the lane ran in between, because that is
// what a column of milliseconds hides most often.
type glyph uint8

const (
	glyphNone glyph = iota // the lane did not live
	glyphRunning
	glyphSyscall
	glyphRunnable
	glyphWaiting
	glyphWaitingRan
	glyphUnknown
	glyphDrawnRunning
	glyphDrawn
	glyphCrowd
	numGlyphs
)

var glyphs = [numGlyphs]struct {
	text  string
	title lang.Text
	state timeline.State // whose colour it has
}{
	glyphNone:         {" ", lang.Text{}, timeline.Unknown},
	glyphRunning:      {"█", stateTitle(timeline.Running), timeline.Running},
	glyphSyscall:      {"▓", stateTitle(timeline.Syscall), timeline.Syscall},
	glyphRunnable:     {"▒", stateTitle(timeline.Runnable), timeline.Runnable},
	glyphWaiting:      {"─", stateTitle(timeline.Waiting), timeline.Waiting},
	glyphWaitingRan:   {"┼", lang.T("waiting, ran in between"), timeline.Running},
	glyphUnknown:      {"·", stateTitle(timeline.Unknown), timeline.Unknown},
	glyphDrawnRunning: {"╍", lang.T("running, as drawn"), timeline.Running},
	glyphDrawn:        {"┄", lang.T("waiting, as drawn"), timeline.Waiting},
	glyphCrowd:        {"▁▃▅█", lang.T("how many at once"), timeline.Running},
}

// glyphOf chooses the glyph of a measured column.
func glyphOf(c column) glyph {
	state, alive := c.mostly()
	switch {
	case !alive:
		return glyphNone
	case state == timeline.Running:
		return glyphRunning
	case state == timeline.Syscall:
		return glyphSyscall
	case state == timeline.Runnable:
		return glyphRunnable
	case state == timeline.Waiting && c.ran():
		return glyphWaitingRan
	case state == timeline.Waiting:
		return glyphWaiting
	}
	return glyphUnknown
}

// drawnGlyphOf chooses the glyph of a drawn column.
func drawnGlyphOf(c column) glyph {
	switch state, alive := c.mostly(); {
	case !alive:
		return glyphNone
	case state == timeline.Running || state == timeline.Syscall:
		return glyphDrawnRunning
	}
	return glyphDrawn
}

// bar draws a lane on an axis, coloured in runs of one look.
func (t *terminal) bar(tl *timeline.Timeline, lane timeline.LaneID, a axis, choose func(column) glyph) string {
	columns := newColumns(a, t.table.bar)
	for iv := range tl.Intervals(lane, a.from, a.to) {
		columns.add(iv)
	}
	var out, run strings.Builder
	last := meaning{}
	flush := func() {
		out.WriteString(t.ink.cell(run.String(), last))
		run.Reset()
	}
	for _, c := range columns.list {
		g := choose(c)
		t.table.used[g] = true
		m := meaning{state: glyphs[g].state}
		if m.state == timeline.Waiting {
			m.reason = c.reason()
		}
		if m != last {
			flush()
			last = m
		}
		run.WriteString(glyphs[g].text)
	}
	flush()
	return out.String()
}

// seenGlyph is an entry of the legend.
type seenGlyph struct {
	glyph   string
	title   lang.Text
	meaning meaning
}

// seen returns the glyphs that occur.
func (tb *table) seen() []seenGlyph {
	var list []seenGlyph
	for g := glyphNone + 1; g < numGlyphs; g++ {
		if tb.used[g] {
			list = append(list, seenGlyph{glyphs[g].text, glyphs[g].title, meaning{state: glyphs[g].state}})
		}
	}
	return list
}
