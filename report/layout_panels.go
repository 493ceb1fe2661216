package report

import (
	"math"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// panels draws the ways in which the run did the same work under each other, on
// one axis, each from a zero of its own.
func (l *layout) panels() {
	panels := l.report.Panels
	longest := longestPanel(panels)
	if longest == 0 {
		return
	}
	limit := max(1, l.view.maxRows/len(panels))
	lines, most := make([][]row, len(panels)), 0
	for i, p := range panels {
		shown, left := p.rows(l.report.Timeline, limit)
		if left > 0 {
			l.notes = append(l.notes, lang.T("%s: %v", p.Title, moreLanes(left)))
		}
		lines[i], most = shown, most+len(shown)+1
	}
	figures := figuresOf(panels)
	ends := l.planPanels(lines, most, figures, longest)
	top := l.panelRuler(ends)
	for i, p := range panels {
		l.panelHead(p, figures[i], ends)
		for _, r := range lines[i] {
			l.panelLane(p, r, longest)
		}
	}
	l.gridLines(top, l.y)
	l.leftOut()
	l.notes = nil
	l.separator()
	l.y += gap
}

// panelEnds are where the columns of figures end.
type panelEnds [len(panelTitles)]float64

// planPanels divides the width among names, bars and figures.
func (l *layout) planPanels(lines [][]row, most int, figures []panelFigures, longest timeline.Duration) panelEnds {
	names := 0.
	for i, p := range l.report.Panels {
		names = max(names, l.font.width(l.say(p.Title), roleStrong))
		for _, r := range lines[i] {
			names = max(names, l.font.width(l.say(r.label), roleStrong)+float64(r.depth)*indent)
		}
	}
	var ends panelEnds
	end := l.view.width - margin
	for column := len(ends) - 1; column >= 0; column-- {
		width := l.font.width(l.say(panelTitles[column]), roleSmall)
		for _, f := range figures {
			width = max(width, l.font.width(l.say(f[column]), roleBody))
		}
		ends[column] = end
		end -= width + 2*gutter
	}
	l.plot = plot{left: margin + math.Ceil(min(names, l.view.width*0.3)) + 1 + gutter, right: end}
	l.plot.axis = newAxis(0, longest, l.plot.right-l.plot.left)
	l.thicken(most)
	return ends
}

// panelRuler writes the times above the bars and the titles of the figures, and
// returns where its lines begin.
func (l *layout) panelRuler(ends panelEnds) (top float64) {
	l.y += sizes[roleSmall]
	for _, t := range l.plot.axis.ticks(90) {
		l.put(l.plot.left+t.at, l.report.Language.Decimals(t.label), roleSmall, alignMiddle, l.palette.dim)
	}
	for column, title := range panelTitles {
		l.put(ends[column], l.say(title), roleSmall, alignEnd, l.palette.dim)
	}
	l.y += 8
	return l.y
}

// panelHead writes a panel's title, what the course says of it and its figures.
func (l *layout) panelHead(p Panel, figures panelFigures, ends panelEnds) {
	middle := l.name(row{depth: 0, kind: timeline.Process, label: p.Title})
	baseline := middle + sizes[roleBody]*0.36
	advice := l.fit(l.say(p.Advice), roleSmall, l.plot.right-l.plot.left)
	l.putAt(l.plot.left, baseline, advice, roleSmall, alignStart, l.palette.dim)
	for column, figure := range figures {
		l.putAt(ends[column], baseline, l.say(figure), roleBody, alignEnd, l.palette.ink)
	}
}

// panelLane draws what a lane did while a panel lasted.
func (l *layout) panelLane(p Panel, r row, longest timeline.Duration) {
	middle := l.name(r)
	share := float64(p.makespan()) / float64(longest)
	l.bars(newStrip(l.report.Timeline, r.lane, newAxis(p.From, p.To, l.plot.axis.width*share)), middle)
}
