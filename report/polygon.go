package report

// polygon is a closed shape in a renderer's pixels.
type polygon []corner

type corner struct{ x, y int }

// box is a rectangle in a renderer's pixels.
type box struct{ left, top, right, bottom int }

func (b box) polygon() polygon {
	if b.right <= b.left || b.bottom <= b.top {
		return nil
	}
	return polygon{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}
}

func (b box) inset(by int) box { return box{b.left + by, b.top + by, b.right - by, b.bottom - by} }

// stripes returns diagonal stripes of this thickness along x, one each period,
// cut to the box. Where they begin depends on x + y alone, so that neighbouring
// boxes continue each other's. At 45° all corners are whole numbers.
func (b box) stripes(thickness, period int) []polygon {
	if b.right <= b.left || b.bottom <= b.top {
		return nil
	}
	var list []polygon
	first := (b.left + b.top) / period * period
	for sum := first; sum < b.right+b.bottom; sum += period {
		if s := b.between(sum, sum+thickness); len(s) > 2 {
			list = append(list, s)
		}
	}
	return list
}

// between returns the part of the box where low ≤ x + y ≤ high.
func (b box) between(low, high int) polygon {
	var part polygon
	add := func(x, y int) {
		c := corner{x, y}
		if n := len(part); n == 0 || (part[n-1] != c && part[0] != c) {
			part = append(part, c)
		}
	}
	// A diagonal enters the box at its upper right end and leaves at its lower left.
	ends := func(sum int) (upper, lower corner) {
		x := min(b.right, sum-b.top)
		y := min(b.bottom, sum-b.left)
		return corner{x, sum - x}, corner{sum - y, y}
	}
	low, high = max(low, b.left+b.top), min(high, b.right+b.bottom)
	if low >= high {
		return nil
	}
	lowUpper, lowLower := ends(low)
	highUpper, highLower := ends(high)
	add(lowUpper.x, lowUpper.y)
	if low < b.right+b.top && high > b.right+b.top {
		add(b.right, b.top)
	}
	add(highUpper.x, highUpper.y)
	add(highLower.x, highLower.y)
	if low < b.left+b.bottom && high > b.left+b.bottom {
		add(b.left, b.bottom)
	}
	add(lowLower.x, lowLower.y)
	return part
}
