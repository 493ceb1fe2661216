package report

import (
	"math"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// drawnBar is what is drawn of one lane in one state, for one reason where it
// waits: a bar, or several alike together, beside what was measured of it.
type drawnBar struct {
	lane     timeline.LaneID // of the drawing
	meaning  meaning
	bars     int // drawn
	drawn    timeline.Duration
	measured timeline.Duration
	found    bool // the lane was measured at all
}

// bars returns the bars of a drawn lane in the order in which they begin.
func (c *comparison) bars(drawn timeline.LaneID) []drawnBar {
	var list []drawnBar
	at := map[meaning]int{}
	for iv := range c.drawing.Life(drawn) {
		m := meaningOf(iv)
		i, known := at[m]
		if !known {
			i, at[m] = len(list), len(list)
			list = append(list, drawnBar{lane: drawn, meaning: m})
		}
		list[i].bars++
		list[i].drawn += iv.Length()
	}
	if lived, ok := c.lived[drawn]; ok {
		sum := c.measured.Totals(lived, c.origin(), timeline.Forever)
		for i := range list {
			list[i].found = true
			list[i].measured = list[i].meaning.of(sum)
		}
	}
	return list
}

// origin is the time in the measurement at which the drawing begins.
func (c *comparison) origin() timeline.Time { return c.drawing.Start() + c.shift }

// score tells how far the measurement is as it was drawn, from 0 to 1: of all
// the time that is drawn or that was measured of the drawn lanes, the share in
// which both show the same state, for the same reason where it waits:
//
//	score = same / (drawn + measured − both)
//
// summed over the drawn lanes, with drawing and measurement under each other on
// one axis as they are shown. same and both are the times in which a lane is
// drawn and was measured at the same instant, alike or at all. measured leaves
// out what was not recorded and what came before the drawing begins. A lane that
// was not measured counts with what is drawn of it. What begins late, lasts
// longer or does something else lowers the score. ok is false if no bar is drawn.
func (c *comparison) score() (share float64, ok bool) {
	if c.drawing == nil {
		return 0, false
	}
	var same, either timeline.Duration
	for drawn, lane := range c.drawing.Lanes() {
		if lane.Life() == 0 {
			continue
		}
		alike, both := c.overlap(drawn)
		same += alike
		either += lane.Life() + c.known(drawn) - both
	}
	if either == 0 {
		return 0, false
	}
	return same.Seconds() / either.Seconds(), true
}

// overlap returns for how long a lane is drawn and was measured at the same
// instant, and for how long of that the two are alike.
func (c *comparison) overlap(drawn timeline.LaneID) (alike, both timeline.Duration) {
	lived, ok := c.lived[drawn]
	if !ok {
		return 0, 0
	}
	for bar := range c.drawing.Life(drawn) {
		start, end := bar.Start+c.shift, bar.End+c.shift
		for iv := range c.measured.Intervals(lived, start, end) {
			if iv.State == timeline.Unknown {
				continue
			}
			length := min(iv.End, end) - max(iv.Start, start)
			both += length
			if meaningOf(iv) == meaningOf(bar) {
				alike += length
			}
		}
	}
	return alike, both
}

// known returns for how long it is known what the measured lane of a drawn one
// did since the drawing begins.
func (c *comparison) known(drawn timeline.LaneID) timeline.Duration {
	lived, ok := c.lived[drawn]
	if !ok {
		return 0
	}
	sum := c.measured.Totals(lived, c.origin(), timeline.Forever)
	return sum.Life - sum.States[timeline.Unknown]
}

// verdict says the score in words, nothing if there is none. It rounds down, so that
// 100 % is said of what is exactly as drawn.
func (c *comparison) verdict() lang.Text {
	share, ok := c.score()
	if !ok {
		return lang.Text{}
	}
	percent := share * 100
	if percent < 99 {
		percent = math.Floor(percent)
	} else {
		percent = math.Floor(percent*10) / 10
	}
	return lang.T("%v %% as drawn", percent)
}

// meaningOf returns what an interval's colour stands for.
func meaningOf(iv timeline.Interval) meaning {
	if iv.State == timeline.Waiting {
		return meaning{iv.State, iv.Reason}
	}
	return meaning{state: iv.State}
}

// of returns how much of a sum has this meaning.
func (m meaning) of(sum timeline.Totals) timeline.Duration {
	if m.state == timeline.Waiting {
		return sum.Waiting[m.reason]
	}
	return sum.States[m.state]
}
