package report

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Distances in pixels.
const (
	margin    = 32 // around the picture
	gap       = 24 // between its parts
	lineSpace = 1.4
	indent    = 14 // per level of the tree of lanes
	gutter    = 14 // between the names, the chart and the figures
)

// layout lays out one report. It goes down the page: y is where the next part
// begins.
type layout struct {
	report  *Report
	view    view
	font    font
	scene   *scene
	palette *palette
	y       float64
	plot    plot
	marked  bool        // some mark is drawn
	crowded bool        // some crowd is drawn
	notes   []lang.Text // what the chart leaves out
}

// layOut returns the picture of a report: what ran and what it showed, the ways
// in which it did the same work, the course's drawing above the measurement on one axis, the claims, the legend.
func layOut(r *Report, v view) (*scene, error) {
	l, err := newLayout(r, v)
	if err != nil {
		return nil, err
	}
	l.header()
	l.panels()
	l.chart()
	l.claims()
	l.legend()
	l.warnings()
	l.scene.height = l.y + margin - gap
	return l.scene, nil
}

func newLayout(r *Report, v view) (*layout, error) {
	f, err := newFont()
	if err != nil {
		return nil, err
	}
	return &layout{
		report: r, view: v, font: f, palette: v.palette, y: margin,
		scene: &scene{width: v.width, palette: v.palette},
	}, nil
}

// header says what ran and what the measurement shows.
func (l *layout) header() {
	p := l.palette
	l.y += sizes[roleTitle]
	title := l.fit(visible(l.report.Title), roleTitle, l.inner())
	l.put(margin, title, roleTitle, alignStart, p.ink)
	beside := margin + l.font.width(title, roleTitle) + gutter
	end := l.view.width - margin
	if l.report.Section != "" {
		section := l.say(inCourse(l.report.Section))
		l.put(end, section, roleBody, alignEnd, p.dim)
		end -= l.font.width(section, roleBody) + gutter
	}
	call := visible(l.report.Call)
	l.put(beside, l.fit(call, roleBody, end-beside), roleBody, alignStart, p.dim)
	l.y += 8
	l.paragraph(l.say(l.report.Answer), roleAnswer, p.ink)
	if !l.report.Exit.Empty() {
		l.y += 4
		l.paragraph(l.say(badEnd(l.report.Exit)), roleBody, p.bad)
	}
	l.y += gap
}

// say returns a text in the report's language, safe to show.
func (l *layout) say(t lang.Text) string { return l.report.say(t) }

// inner is the width between the margins.
func (l *layout) inner() float64 { return l.view.width - 2*margin }

// put adds a text that stands on l.y.
func (l *layout) put(x float64, text string, role role, align align, c colour) {
	l.putAt(x, l.y, text, role, align, c)
}

// putAt adds a text that stands on y. Empty texts are not added.
func (l *layout) putAt(x, y float64, text string, role role, align align, c colour) {
	if text != "" {
		l.scene.labels = append(l.scene.labels, label{x, y, text, role, align, c})
	}
}

// fit shortens a text to a width.
func (l *layout) fit(text string, role role, width float64) string {
	return shorten(text, width, l.measure(role))
}

func (l *layout) measure(role role) func(string) float64 {
	return func(text string) float64 { return l.font.width(text, role) }
}

// paragraph adds a text over as many lines as it takes.
func (l *layout) paragraph(text string, role role, c colour) {
	for _, line := range wrap(text, l.inner(), l.measure(role)) {
		l.y += sizes[role] * lineSpace
		l.put(margin, line, role, alignStart, c)
	}
}

// within returns the part of the timeline that is shown.
func (l *layout) within() (from, to timeline.Time) {
	if l.view.from == l.view.to {
		return whole(l.report.Timeline)
	}
	return l.view.from, l.view.to
}
