package report

import (
	"iter"

	"ctrace/tracer/timeline"
)

// A strip is what is drawn of one lane. Intervals of at least a pixel are bars
// with exact ends. Whatever is shorter is never dropped and never stands for a
// whole pixel: each pixel column that holds such intervals gets one mark per
// state, as strong as the share of the column that the state takes in them.
type strip struct {
	bars  []bar
	marks []mark
}

// bar is an interval as a rectangle, in pixels from the left end of the axis.
type bar struct {
	left, right float64
	state       timeline.State
	reason      timeline.Reason
	detail      string
	paler       float64 // than its state, 0 to 1
}

// mark is what intervals shorter than a pixel did in the columns [left, right).
type mark struct {
	left, right int
	state       timeline.State
	reason      timeline.Reason
	strength    int // 1 to strengths
}

// strengths is how many shades of a mark there are. The weakest covers all
// shares up to its own, so that a nanosecond is still to be seen.
const strengths = 4

// newStrip lays out a lane on an axis.
func newStrip(tl *timeline.Timeline, lane timeline.LaneID, a axis) strip {
	var s strip
	short := newColumns(a, max(1, int(a.width)))
	found := false
	for iv := range visibleIntervals(tl, lane, a) {
		left, right := a.clamp(iv.Start), a.clamp(iv.End)
		if right-left >= 1 {
			s.bars = append(s.bars, bar{left, right, iv.State, iv.Reason, iv.Detail, paler(tl, iv)})
		} else {
			short.add(iv)
			found = true
		}
	}
	if found {
		s.marks = marks(short)
	}
	return s
}

// visibleIntervals iterates over what a reader can tell apart of a lane:
// neighbours that differ in nothing but stack or executor are one. A CPU shows the
// threads that it ran, and nothing else.
func visibleIntervals(tl *timeline.Timeline, lane timeline.LaneID, a axis) iter.Seq[timeline.Interval] {
	isCPU := tl.Lane(lane).Kind == timeline.CPU
	return func(yield func(timeline.Interval) bool) {
		var last timeline.Interval
		for iv := range tl.Intervals(lane, a.from, a.to) {
			if isCPU && iv.State != timeline.Running {
				continue
			}
			if isCPU && iv.On != timeline.NoLane {
				iv.Detail = tl.Lane(iv.On).Name
			}
			if last.Length() > 0 && last.End == iv.Start && iv.State == last.State && iv.Reason == last.Reason && iv.Detail == last.Detail {
				last.End = iv.End
				continue
			}
			if last.Length() > 0 && !yield(last) {
				return
			}
			last = iv
		}
		if last.Length() > 0 {
			yield(last)
		}
	}
}

// marks turns columns into marks, the tallest states first so that the lower
// ones are painted over them. Neighbours that look the same are one.
func marks(c columns) []mark {
	var list []mark
	for _, state := range byHeight {
		begin := len(list)
		for i, col := range c.list {
			if col.states[state] == 0 {
				continue
			}
			m := mark{left: i, right: i + 1, state: state, strength: strength(col.states[state] / c.width())}
			if state == timeline.Waiting {
				m.reason = col.reason()
			}
			if n := len(list); n > begin && list[n-1].continuedBy(m) {
				list[n-1].right = m.right
				continue
			}
			list = append(list, m)
		}
	}
	return list
}

func (m mark) continuedBy(o mark) bool {
	return m.right == o.left && m.reason == o.reason && m.strength == o.strength
}

// strength returns the shade for a share of a column.
func strength(share float64) int { return max(1, min(strengths, int(share*strengths+0.5))) }

// fill returns the colour of a mark on a ground: the weakest has half of its
// state's colour, the strongest all of it.
func (m mark) fill(l look, ground colour) colour {
	const weakest = 0.5
	share := weakest + (1-weakest)*float64(m.strength-1)/(strengths-1)
	return ground.towards(l.fill, share)
}

// threadShades are how much paler than Running the threads of a CPU are, so that
// neighbours differ.
var threadShades = [...]float64{0, 0.38, 0.18, 0.55}

// paler returns how much paler than its state an interval of a CPU is painted.
func paler(tl *timeline.Timeline, iv timeline.Interval) float64 {
	if iv.On == timeline.NoLane || tl.Lane(iv.On).Kind != timeline.Thread || iv.State != timeline.Running {
		return 0
	}
	return threadShades[uint64(tl.Lane(iv.On).SystemID())%uint64(len(threadShades))]
}
