package report

import (
	"math"

	"ctrace/tracer/lang"
)

// plot is the part of the picture that has a time axis: names on the left,
// bars in the middle, figures on the right.
type plot struct {
	axis        axis
	left, right float64 // of the bars
	pitch       float64 // from one lane to the next
	thickness   float64 // of a bar that runs
	lengthEnd   float64 // where the column of lengths ends
}

// The titles of the columns of figures.
var (
	lengthTitle     = lang.T("lived")
	differenceTitle = lang.T("against drawn")
)

// What a chart of few, of many and of very many lanes has room for.
var densities = []struct {
	lanes            int // up to so many
	pitch, thickness float64
}{{30, 34, 22}, {60, 24, 16}, {1 << 30, 17, 12}}

// chart draws the ruler, the drawing and the measurement.
func (l *layout) chart() {
	tl := l.report.Timeline
	measured, left := rows(tl, l.view.maxRows)
	if len(measured) == 0 {
		l.y += sizes[roleBody]
		l.put(margin, l.say(noLane()), roleBody, alignStart, l.palette.dim)
		l.y += gap
		return
	}
	comparison := compare(l.report)
	drawn := comparison.rows(l.view.maxRows)
	l.plan(drawn, measured, comparison)
	top := l.ruler()
	if len(drawn) > 0 {
		l.heading(drawnHeading(l.report))
		middles := l.boxedRows(drawn, comparison.drawnBoxes(l.report.Memories), func(r row) float64 {
			return l.drawnLane(comparison, r)
		})
		l.links(comparison.drawing, middles, comparison.shift)
		l.separator()
		l.heading(lang.T("As measured"))
		l.putAt(l.view.width-margin, l.y-4, l.say(comparison.verdict()), roleStrong, alignEnd, l.palette.ink)
	}
	middles := l.boxedRows(measured, measuredBoxes(l.report.Memories), func(r row) float64 {
		return l.measuredLane(r, comparison)
	})
	if left > 0 {
		l.notes = append(l.notes, moreLanes(left))
	}
	l.notes = append(l.notes, runtimeLine(tl), cpuLine(tl), approximation(tl))
	l.links(tl, middles, 0)
	l.gridLines(top, l.y)
	l.leftOut()
	l.y += gap
}

// plan divides the width among names, bars and figures.
func (l *layout) plan(drawn, measured []row, c *comparison) {
	names, lengths, differences := 0., l.font.width(l.say(lengthTitle), roleSmall), 0.
	for _, row := range append(drawn[:len(drawn):len(drawn)], measured...) {
		names = max(names, l.font.width(l.say(row.label), roleStrong)+float64(row.depth)*indent)
	}
	for _, row := range measured {
		lengths = max(lengths, l.font.width(l.report.figure(row.life(l.report.Timeline)), roleSmall))
		differences = max(differences, l.font.width(c.difference(row.lane), roleSmall))
	}
	if differences > 0 {
		differences = max(differences, l.font.width(l.say(differenceTitle), roleSmall)) + 2*gutter
	}
	var p plot
	p.left = margin + math.Ceil(min(names, l.view.width*0.3)) + 1 + gutter
	p.lengthEnd = l.view.width - margin - differences
	p.right = p.lengthEnd - lengths - 2*gutter
	from, to := l.within()
	p.axis = newAxis(from, to, p.right-p.left)
	l.plot = p
	l.thicken(len(drawn) + len(measured))
}

// thicken makes the bars as thick as so many lanes leave room for.
func (l *layout) thicken(lanes int) {
	for _, d := range densities {
		if lanes <= d.lanes {
			l.plot.pitch, l.plot.thickness = d.pitch, d.thickness
			return
		}
	}
}

// ruler writes the times above the bars and returns where its lines begin.
func (l *layout) ruler() (top float64) {
	l.y += sizes[roleSmall]
	for _, t := range l.plot.axis.ticks(90) {
		l.put(l.plot.left+t.at, l.report.Language.Decimals(t.label), roleSmall, alignMiddle, l.palette.dim)
	}
	l.put(l.plot.lengthEnd, l.say(lengthTitle), roleSmall, alignEnd, l.palette.dim)
	if l.plot.lengthEnd < l.view.width-margin {
		l.put(l.view.width-margin, l.say(differenceTitle), roleSmall, alignEnd, l.palette.dim)
	}
	l.y += 8
	return l.y
}

// gridLines draws the ruler's lines through all lanes.
func (l *layout) gridLines(top, bottom float64) {
	for _, t := range l.plot.axis.ticks(90) {
		x := l.plot.left + t.at
		l.scene.grid = append(l.scene.grid, stroke{[]point{{x, top}, {x, bottom}}, l.palette.line, 1})
	}
}

// separator draws a line across the picture.
func (l *layout) separator() {
	l.y += 8
	l.scene.grid = append(l.scene.grid, stroke{
		[]point{{margin, l.y}, {l.view.width - margin, l.y}}, l.palette.line, 1,
	})
	l.y += 4
}

func (l *layout) heading(text lang.Text) {
	l.y += sizes[roleSmall] * lineSpace
	l.put(margin, l.say(text), roleSmall, alignStart, l.palette.dim)
	l.y += 4
}

// leftOut tells what the chart leaves out.
func (l *layout) leftOut() {
	for _, note := range l.notes {
		if !note.Empty() {
			l.y += sizes[roleSmall] * lineSpace
			l.put(margin, l.say(note), roleSmall, alignStart, l.palette.dim)
		}
	}
}
