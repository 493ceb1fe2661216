package report

import "ctrace/tracer/timeline"

// scene is a picture before it is painted: everything in its final place, in
// pixels from the upper left corner. It is purely data; later items cover
// earlier ones, and the kinds are painted in the order of the fields.
type scene struct {
	width, height float64
	palette       *palette
	grid          []stroke // the ruler's lines and what separates
	rects         []rect
	strokes       []stroke // arrows, births and deaths, ✓ and ✗
	labels        []label
}

// rect is a bar, a mark or a swatch of the legend.
type rect struct {
	left, top, right, bottom float64
	state                    timeline.State
	reason                   timeline.Reason
	pattern                  pattern
	fill, line               colour
	stacked                  bool // on others: as high as it is many
}

// stroke is a line through points.
type stroke struct {
	points []point
	colour colour
	width  float64
}

type point struct{ x, y float64 }

// label is one line of text that stands on y, at x as align says.
type label struct {
	x, y   float64
	text   string
	role   role
	align  align
	colour colour
}

// align says which end of a text is at its x.
type align uint8

const (
	alignStart align = iota
	alignMiddle
	alignEnd
)

// role is what a text is there for; it decides its size and weight.
type role uint8

const (
	roleBody   role = iota
	roleTitle       // what ran
	roleAnswer      // the one sentence that the measurement gives
	roleStrong      // names of roots, headings
	roleSmall       // what steps back: figures of the ruler, the legend
	roleWord        // on bars
	numRoles
)

// sizes are the roles' font sizes in pixels.
var sizes = [numRoles]float64{
	roleBody: 13, roleTitle: 24, roleAnswer: 17, roleStrong: 13, roleSmall: 12, roleWord: 11,
}

// bold are the roles in a heavier weight, where a painter has one.
var bold = [numRoles]bool{roleTitle: true, roleStrong: true}

// view is what part of a report is shown, and how.
type view struct {
	width    float64       // of the picture, in pixels
	from, to timeline.Time // both 0: the whole
	palette  *palette
	maxRows  int // lanes beyond are counted, not drawn
}

// defaultView shows the whole on a page's width in light colours.
func defaultView() view { return view{width: 1200, palette: lightPalette(), maxRows: 100} }
