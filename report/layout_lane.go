package report

import (
	"math"

	"ctrace/tracer/timeline"
)

// measuredLane draws a lane as it was recorded, with its figures.
func (l *layout) measuredLane(r row, c *comparison) (middle float64) {
	tl := l.report.Timeline
	middle = l.name(r)
	if r.crowd != nil {
		l.crowd(newCrowd(tl, r.crowd, l.plot.axis), middle)
	} else {
		l.bars(newStrip(tl, r.lane, l.plot.axis), middle)
		l.ends(tl.Lane(r.lane), middle)
	}
	baseline := middle + sizes[roleSmall]*0.36
	l.putAt(l.plot.lengthEnd, baseline, l.report.figure(r.life(tl)), roleSmall, alignEnd, l.palette.ink)
	l.putAt(l.view.width-margin, baseline, c.difference(r.lane), roleSmall, alignEnd, l.palette.dim)
	return middle
}

// crowd draws the parts of a line that many lanes share.
func (l *layout) crowd(parts []crowdPart, middle float64) {
	floor := middle + l.plot.thickness/2
	for _, part := range parts {
		look := l.palette.look(part.meaning.state, part.meaning.reason)
		l.scene.rects = append(l.scene.rects, rect{
			left: l.plot.left + float64(part.left), right: l.plot.left + float64(part.right),
			top: floor - part.top*l.plot.thickness, bottom: floor - part.bottom*l.plot.thickness,
			state: part.meaning.state, reason: part.meaning.reason, pattern: solid, fill: look.fill, stacked: true,
		})
		l.crowded = true
	}
}

// drawnLane draws a lane of the course's drawing in outline.
func (l *layout) drawnLane(c *comparison, r row) (middle float64) {
	middle = l.name(r)
	shifted := l.plot.axis
	shifted.from, shifted.to = shifted.from-c.shift, shifted.to-c.shift
	for _, b := range newStrip(c.drawing, r.lane, shifted).bars {
		look := l.palette.look(b.state, b.reason)
		box := l.box(b.left, b.right, middle, look)
		box.line = look.fill.towards(l.palette.ink, 0.3)
		box.fill, box.pattern = l.palette.background, outlined
		box.state, box.reason = b.state, b.reason
		l.scene.rects = append(l.scene.rects, box)
		l.writeWord(b, box, middle, l.palette.ink)
	}
	return middle
}

// name writes a lane's name in a new line and returns the middle of the line.
func (l *layout) name(r row) (middle float64) {
	middle = l.y + l.plot.pitch/2
	l.y += l.plot.pitch
	role := roleBody
	if r.kind == timeline.Process {
		role = roleStrong
	}
	x := margin + float64(min(r.depth, 8))*indent
	text := l.fit(l.say(r.label), roleStrong, l.plot.left-gutter-x)
	l.putAt(x, middle+sizes[role]*0.36, text, role, alignStart, l.palette.ink)
	return middle
}

// bars draws what a lane did. Marks cover bars: they are what happened within
// a bar's pixel.
func (l *layout) bars(s strip, middle float64) {
	for _, b := range s.bars {
		look := l.palette.look(b.state, b.reason)
		box := l.box(b.left, b.right, middle, look)
		box.state, box.reason = b.state, b.reason
		box.fill = box.fill.towards(l.palette.background, b.paler)
		l.scene.rects = append(l.scene.rects, box)
		if look.pattern == solid || look.pattern == outlined {
			l.writeWord(b, box, middle, l.palette.on(box.fill))
		}
	}
	for _, m := range s.marks {
		l.marked = true
		look := l.palette.look(m.state, m.reason)
		box := l.box(float64(m.left), float64(m.right), middle, look)
		box.state, box.reason = m.state, m.reason
		box.fill, box.pattern = m.fill(look, l.palette.background), solid
		l.scene.rects = append(l.scene.rects, box)
	}
}

// box returns the rectangle from left to right on the axis, as tall as its look
// says, around the middle of a lane.
func (l *layout) box(left, right, middle float64, look look) rect {
	half := l.plot.thickness * look.height / 2
	return rect{
		left: l.plot.left + left, right: l.plot.left + right, top: middle - half, bottom: middle + half,
		pattern: look.pattern, fill: look.fill, line: look.line,
	}
}

// writeWord writes on a bar what it is for, if there is room: inside of a tall
// bar, above a low one.
func (l *layout) writeWord(b bar, box rect, middle float64, inside colour) {
	const padding = 6
	room := box.right - box.left - 2*padding
	word := l.say(barWord(b.state, b.reason, b.detail))
	if why := l.say(reasonTitle(b.reason)); why != "" && l.measure(roleWord)(word) > room {
		word = why
	} else {
		word = l.fit(word, roleWord, room)
	}
	if l.measure(roleWord)(word) > room {
		return
	}
	tall := box.bottom-box.top >= sizes[roleWord]*1.2
	switch {
	case tall:
		l.putAt(box.left+padding, middle+sizes[roleWord]*0.36, word, roleWord, alignStart, inside)
	case l.plot.pitch-l.plot.thickness >= sizes[roleWord]:
		l.putAt(box.left+padding, box.top-3, word, roleWord, alignStart, l.palette.dim)
	}
}

// ends marks birth and death where they were seen, just outside of the bars, so
// that they hide nothing.
func (l *layout) ends(lane timeline.Lane, middle float64) {
	half := l.plot.thickness/2 + 2
	tick := func(at timeline.Time, beside float64) {
		if at < l.plot.axis.from || at > l.plot.axis.to {
			return
		}
		x := l.plot.left + math.Floor(l.plot.axis.at(at)) + beside
		l.scene.strokes = append(l.scene.strokes, stroke{[]point{{x, middle - half}, {x, middle + half}}, l.palette.dim, 1})
	}
	if !lane.BornBefore {
		tick(lane.Start, -1)
	}
	if !lane.Alive {
		tick(lane.End, 1)
	}
}
