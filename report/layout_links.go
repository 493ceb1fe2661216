package report

import (
	"math"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// maxLinks is how many arrows a picture takes before they hide the bars.
const maxLinks = 24

// notDrawn tells how many arrows of a kind are left out.
func notDrawn(n int, kind timeline.LinkKind) lang.Text {
	switch kind {
	case timeline.Create:
		return lang.N(n, "%d arrow not drawn: who created whom", "%d arrows not drawn: who created whom")
	case timeline.Send:
		return lang.N(n, "%d arrow not drawn: who sent to whom", "%d arrows not drawn: who sent to whom")
	}
	return lang.N(n, "%d arrow not drawn: who woke whom", "%d arrows not drawn: who woke whom")
}

// links draws arrows between lanes. A kind of which there are too many is left
// out whole and named, because some arrows of a kind would look like all.
func (l *layout) links(tl *timeline.Timeline, middles map[timeline.LaneID]float64, shift timeline.Duration) {
	room := maxLinks
	for _, kind := range []timeline.LinkKind{timeline.Create, timeline.Send, timeline.Wake} {
		found := l.linksOf(tl, kind, middles, shift)
		if len(found) > room {
			l.notes = append(l.notes, notDrawn(len(found), kind))
			continue
		}
		room -= len(found)
		for _, link := range found {
			from, to := middles[link.From], middles[link.To]
			edge := math.Copysign(l.plot.thickness/2, to-from) // arrows run between lanes, not over their words
			l.arrow(
				point{l.plot.left + l.plot.axis.at(link.FromTime+shift), from + edge},
				point{l.plot.left + l.plot.axis.at(link.ToTime+shift), to - edge})
		}
	}
}

// linksOf returns the links of a kind between two lanes that are both shown.
func (l *layout) linksOf(tl *timeline.Timeline, kind timeline.LinkKind, middles map[timeline.LaneID]float64, shift timeline.Duration) []timeline.Link {
	var found []timeline.Link
	for link := range tl.Links() {
		if link.Kind != kind || link.From == link.To {
			continue
		}
		_, from := middles[link.From]
		_, to := middles[link.To]
		inside := link.FromTime+shift >= l.plot.axis.from && link.ToTime+shift <= l.plot.axis.to
		if from && to && inside {
			found = append(found, link)
		}
	}
	return found
}

// arrow draws a line with a head.
func (l *layout) arrow(from, to point) {
	const head = 5
	angle := math.Atan2(to.y-from.y, to.x-from.x)
	barb := func(turn float64) point {
		return point{to.x - head*math.Cos(angle+turn), to.y - head*math.Sin(angle+turn)}
	}
	faint := l.palette.dim.towards(l.palette.background, 0.3)
	l.scene.strokes = append(l.scene.strokes,
		stroke{[]point{from, to}, faint, 1},
		stroke{[]point{barb(0.5), to, barb(-0.5)}, faint, 1})
}
