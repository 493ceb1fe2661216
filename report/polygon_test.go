package report

import "testing"

// TestStripes checks that stripes stay in their box and cover as much of it as
// their thickness is of their period.
func TestStripes(t *testing.T) {
	for _, b := range []box{{0, 0, 80, 16}, {13, 7, 14, 40}, {5, 5, 205, 6}, {3, 900, 40, 915}} {
		area := 0
		for _, s := range b.stripes(4, 8) {
			area += doubleArea(s)
			for _, c := range s {
				if c.x < b.left || c.x > b.right || c.y < b.top || c.y > b.bottom {
					t.Errorf("%v: corner %v lies outside", b, c)
				}
			}
		}
		size := 2 * (b.right - b.left) * (b.bottom - b.top)
		if share := float64(area) / float64(size); share < 0.35 || share > 0.65 {
			t.Errorf("%v: stripes cover %.2f of it, want about half", b, share)
		}
	}
	if got := (box{5, 5, 5, 9}).stripes(4, 8); got != nil {
		t.Errorf("an empty box has stripes: %v", got)
	}
}

// doubleArea is twice the area of a polygon whose corners go around clockwise.
func doubleArea(p polygon) int {
	sum := 0
	for i, c := range p {
		next := p[(i+1)%len(p)]
		sum += c.x*next.y - next.x*c.y
	}
	return sum
}
