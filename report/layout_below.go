package report

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// claims lists what the course says and whether it held.
func (l *layout) claims() {
	const textLeft = margin + 24
	measuredLeft := margin + l.inner()*0.6
	for _, claim := range l.report.Claims {
		text := wrap(l.say(claim.Text), measuredLeft-gutter-textLeft, l.measure(roleBody))
		measured := wrap(l.say(claim.Measured), l.view.width-margin-measuredLeft, l.measure(roleBody))
		l.verdict(claim, point{margin + 6, l.y + sizes[roleBody]*0.66})
		top := l.y
		for i := range max(len(text), len(measured)) {
			l.y = top + sizes[roleBody] + float64(i)*sizes[roleBody]*lineSpace
			if i < len(text) {
				l.put(textLeft, text[i], roleBody, alignStart, l.palette.ink)
			}
			if i < len(measured) {
				l.put(measuredLeft, measured[i], roleBody, alignStart, l.palette.dim)
			}
		}
		l.y += 12
	}
	if len(l.report.Claims) > 0 {
		l.y += gap - 12
	}
}

// verdict draws ✓ or ✗ around a point, for go-chart's font has neither, or ?
// where the run cannot tell.
func (l *layout) verdict(c Claim, at point) {
	move := func(x, y float64) point { return point{at.x + x, at.y + y} }
	if c.Unjudged {
		l.putAt(at.x, at.y+sizes[roleBody]*0.36, "?", roleBody, alignMiddle, l.palette.dim)
		return
	}
	if c.Holds {
		tick := []point{move(-5, 0), move(-1, 4), move(6, -5)}
		l.scene.strokes = append(l.scene.strokes, stroke{tick, l.palette.good, 2})
		return
	}
	l.scene.strokes = append(l.scene.strokes,
		stroke{[]point{move(-4, -4), move(4, 4)}, l.palette.bad, 2},
		stroke{[]point{move(-4, 4), move(4, -4)}, l.palette.bad, 2})
}

// A legend's swatches.
const (
	swatchWidth = 22
	swatchTall  = 16 // of what runs
	legendPitch = 26
)

// legend explains the states and reasons that occur, each with a swatch as tall
// as its bars.
func (l *layout) legend() {
	x := float64(margin)
	baseline := swatchTall/2 + sizes[roleSmall]*0.36
	entry := func(before float64, text string) (at float64) {
		width := before + l.font.width(text, roleSmall)
		if x > margin && x+width > l.view.width-margin {
			x, l.y = margin, l.y+legendPitch
		}
		at, x = x, x+width+gutter
		l.putAt(at+before, l.y+baseline, text, roleSmall, alignStart, l.palette.dim)
		return at
	}
	for _, m := range l.occurring() {
		l.swatch(entry(swatchWidth+8, l.say(legendTitle(m))), m)
	}
	if l.crowded {
		entry(0, l.say(crowdTitle))
	}
	if l.marked {
		entry(0, l.say(lang.T("paler: for less than a pixel's time")))
	}
	if x > margin {
		l.y += swatchTall + gap
	}
}

// swatch draws a bar of the legend.
func (l *layout) swatch(x float64, m meaning) {
	look := l.palette.look(m.state, m.reason)
	middle, half := l.y+swatchTall/2, swatchTall*look.height/2
	l.scene.rects = append(l.scene.rects, rect{
		left: x, right: x + swatchWidth, top: middle - half, bottom: middle + half,
		state: m.state, reason: m.reason, pattern: look.pattern, fill: look.fill, line: look.line,
	})
}

// occurring returns the states and reasons of the lanes that are shown.
func (l *layout) occurring() []meaning {
	var sum timeline.Totals
	shown, _ := rows(l.report.Timeline, l.view.maxRows)
	from, to := l.within()
	for _, r := range shown {
		sum = sum.Add(r.totalsWithin(l.report.Timeline, from, to))
	}
	if l.report.Drawing != nil {
		for id := range l.report.Drawing.Lanes() {
			sum = sum.Add(l.report.Drawing.LifeTotals(id))
		}
	}
	return meanings(sum)
}

// meanings returns what takes any time of a sum, the tallest states first.
func meanings(sum timeline.Totals) []meaning {
	var list []meaning
	for _, state := range byHeight {
		if state != timeline.Waiting && sum.States[state] > 0 {
			list = append(list, meaning{state: state})
		}
	}
	for r, d := range sum.Waiting {
		if d > 0 {
			list = append(list, meaning{timeline.Waiting, timeline.Reason(r)})
		}
	}
	return list
}

// warnings says what a reader must know.
func (l *layout) warnings() {
	top := l.y
	for w := range l.report.warnings() {
		l.paragraph("! "+l.say(w), roleSmall, l.palette.dim)
	}
	if l.y > top {
		l.y += gap
	}
}
