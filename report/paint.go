package report

import (
	"math"

	"github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"
)

// painter draws a scene on one of go-chart's renderers, whose coordinates are
// whole numbers.
type painter struct {
	r     chart.Renderer
	scale float64 // of a scene's pixel, in the renderer's
	write func(p *painter, l label)
}

// paint draws everything of a scene in order.
func (p *painter) paint(s *scene) {
	p.fill(s.palette.background, []polygon{p.snap(rect{right: s.width, bottom: s.height}).polygon()})
	for _, line := range s.grid {
		p.stroke(line)
	}
	for i := 0; i < len(s.rects); {
		alike := i + 1
		for alike < len(s.rects) && s.rects[alike].paintedLike(s.rects[i]) {
			alike++
		}
		p.rects(s.rects[i:alike], s.palette.background)
		i = alike
	}
	for _, line := range s.strokes {
		p.stroke(line)
	}
	for _, l := range s.labels {
		p.write(p, l)
	}
}

// paintedLike reports whether two rectangles can be one path.
func (r rect) paintedLike(o rect) bool {
	return r.pattern == o.pattern && r.fill == o.fill && r.line == o.line
}

// rects draws rectangles of one look.
func (p *painter) rects(list []rect, ground colour) {
	var outer, inner, stripes []polygon
	for _, r := range list {
		box := p.snap(r)
		outer = append(outer, box.polygon())
		inner = append(inner, box.inset(p.whole(1)).polygon())
		if r.pattern == striped {
			stripes = append(stripes, box.stripes(p.whole(4), p.whole(8))...)
		}
		if r.pattern == hatched {
			stripes = append(stripes, box.inset(p.whole(1)).stripes(p.whole(1), p.whole(6))...)
		}
	}
	look := list[0]
	switch look.pattern {
	case solid:
		p.fill(look.fill, outer)
	case striped:
		p.fill(look.fill, outer)
		p.fill(look.line, stripes)
	case outlined:
		p.fill(look.line, outer)
		p.fill(look.fill, inner)
	case hatched:
		p.fill(look.line, outer)
		p.fill(ground, inner)
		p.fill(look.line, stripes)
	}
}

// fill draws polygons as one path.
func (p *painter) fill(c colour, polygons []polygon) {
	p.r.ResetStyle()
	p.r.SetFillColor(chartColour(c))
	drawn := false
	for _, corners := range polygons {
		if len(corners) == 0 {
			continue
		}
		p.r.MoveTo(corners[0].x, corners[0].y)
		for _, c := range corners[1:] {
			p.r.LineTo(c.x, c.y)
		}
		p.r.Close()
		drawn = true
	}
	if drawn {
		p.r.Fill()
	}
}

// stroke draws a line. Upright and level ones are filled boxes, because a
// renderer blurs a line that runs along the edge of two pixels.
func (p *painter) stroke(s stroke) {
	if box, ok := p.straight(s); ok {
		p.fill(s.colour, []polygon{box.polygon()})
		return
	}
	p.r.ResetStyle()
	p.r.SetStrokeColor(chartColour(s.colour))
	p.r.SetStrokeWidth(s.width * p.scale)
	for i, at := range s.points {
		if i == 0 {
			p.r.MoveTo(p.whole(at.x), p.whole(at.y))
		} else {
			p.r.LineTo(p.whole(at.x), p.whole(at.y))
		}
	}
	p.r.Stroke()
}

// straight returns the box that an upright or level line of two points fills.
func (p *painter) straight(s stroke) (box, bool) {
	if len(s.points) != 2 {
		return box{}, false
	}
	from, to := s.points[0], s.points[1]
	switch {
	case from.x == to.x:
		return p.snap(rect{left: from.x, right: from.x + s.width, top: min(from.y, to.y), bottom: max(from.y, to.y)}), true
	case from.y == to.y:
		return p.snap(rect{left: min(from.x, to.x), right: max(from.x, to.x), top: from.y, bottom: from.y + s.width}), true
	}
	return box{}, false
}

// whole returns a distance of the scene in the renderer's pixels.
func (p *painter) whole(v float64) int { return int(math.Round(v * p.scale)) }

// snap returns a rectangle in the renderer's pixels, at least one wide.
func (p *painter) snap(r rect) box {
	b := box{p.whole(r.left), p.whole(r.top), p.whole(r.right), p.whole(r.bottom)}
	b.right, b.bottom = max(b.right, b.left+1), max(b.bottom, b.top+1)
	return b
}

func chartColour(c colour) drawing.Color {
	r, g, b := c.rgb()
	return drawing.Color{R: r, G: g, B: b, A: 255}
}
