package report

import (
	"github.com/golang/freetype/truetype"
	"github.com/wcharczuk/go-chart/v2"
	"golang.org/x/image/math/fixed"
)

// font measures text. Pictures are laid out once for every font they may be
// seen in: PNG is drawn with go-chart's Roboto Medium, SVG with whatever sans
// serif the reader has. Roboto Medium is wider than most; what is reserved for a
// text is a little more still, so that the widest common one (DejaVu Sans) fits.
type font struct{ face *truetype.Font }

// reserve is how much wider than Roboto Medium a text may come out.
const reserve = 1.1

func newFont() (font, error) {
	face, err := chart.GetDefaultFont()
	return font{face}, err
}

// boldReserve comes on top for text in a heavier weight.
const boldReserve = 1.12

// width returns the pixels to reserve for a text.
func (f font) width(text string, role role) float64 {
	em := fixed.Int26_6(f.face.FUnitsPerEm())
	var units fixed.Int26_6
	for _, r := range text {
		units += f.face.HMetric(em, f.face.Index(r)).AdvanceWidth
	}
	width := float64(units) / float64(em) * sizes[role] * reserve
	if bold[role] {
		width *= boldReserve
	}
	return width
}
