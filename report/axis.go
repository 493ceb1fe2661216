package report

import (
	"math"
	"strconv"

	"ctrace/tracer/timeline"
)

// whole returns the range that shows all of a timeline: from the recording's
// start, unless nearly all of that would be empty.
func whole(tl *timeline.Timeline) (from, to timeline.Time) {
	from, to = tl.Start(), tl.End()
	if from > 0 && from < to/8 {
		from = 0
	}
	return from, to
}

// axis maps the times [from, to) to positions 0 to width, in pixels or in
// columns of a terminal.
type axis struct {
	from, to timeline.Time
	width    float64
}

// newAxis returns the axis over a range; an empty range is widened to 1 ns, so
// that every axis has a scale.
func newAxis(from, to timeline.Time, width float64) axis {
	return axis{from, max(to, from+1), width}
}

// at returns the position of t, which may lie outside.
func (a axis) at(t timeline.Time) float64 {
	return float64(t-a.from) / float64(a.to-a.from) * a.width
}

// clamp returns the position of t, or the end that is nearest to it.
func (a axis) clamp(t timeline.Time) float64 { return min(max(a.at(t), 0), a.width) }

// tick is a mark of the ruler.
type tick struct {
	at    float64
	label string
}

// ticks returns marks at 1, 2 or 5 times a power of ten of the unit that suits
// the range, no closer than spacing. All labels have the same unit and number
// of decimals, but for a plain 0.
func (a axis) ticks(spacing float64) []tick {
	length := a.to - a.from
	u := timeline.UnitFor(length)
	least := float64(length) / u.Length * spacing / a.width
	step := niceStep(max(least, 1/u.Length))
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var marks []tick
	first := math.Ceil(float64(a.from)/u.Length/step - 1e-9)
	for i := first; ; i++ {
		v := i * step
		at := a.at(timeline.Time(math.Round(v * u.Length)))
		if at > a.width {
			return marks
		}
		label := "0"
		if i != 0 {
			label = strconv.FormatFloat(v, 'f', decimals, 64) + " " + u.Name
		}
		marks = append(marks, tick{at, label})
	}
}

// niceStep returns the least of 1, 2 and 5 times a power of ten that is at
// least v.
func niceStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, step := range []float64{1, 2, 5} {
		if step*power >= v*(1-1e-9) {
			return step * power
		}
	}
	return 10 * power
}
