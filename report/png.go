package report

import (
	"io"

	"github.com/wcharczuk/go-chart/v2"
)

// pngDensity is how many pixels of a PNG make one of the scene.
const pngDensity = 2

// writePNG draws a report as PNG at twice the density of a plain screen.
func writePNG(w io.Writer, r *Report) error {
	s, err := layOut(r, defaultView())
	if err != nil {
		return err
	}
	canvas, err := chart.PNG(int(s.width*pngDensity), int(s.height*pngDensity))
	if err != nil {
		return err
	}
	face, err := chart.GetDefaultFont()
	if err != nil {
		return err
	}
	canvas.SetDPI(64) // go-chart takes points × DPI for 64ths of a pixel: this makes points pixels
	p := &painter{r: canvas, scale: pngDensity, write: func(p *painter, l label) {
		p.r.ResetStyle()
		p.r.SetFont(face)
		p.r.SetFontSize(sizes[l.role] * p.scale)
		p.r.SetFontColor(chartColour(l.colour))
		x := p.whole(l.x)
		switch width := p.r.MeasureText(l.text).Width(); l.align {
		case alignMiddle:
			x -= width / 2
		case alignEnd:
			x -= width
		}
		p.r.Text(l.text, x, p.whole(l.y))
	}}
	p.paint(s)
	return canvas.Save(w)
}
