package report

import (
	"math"

	"ctrace/tracer/timeline"
)

// A crowd is many lanes in one line: an area for how many of them had a CPU or
// wanted one at once, over a band for what the others waited for.

// crowdPart is a rectangle of that line. bottom and top are shares of its height.
type crowdPart struct {
	left, right int // pixel columns: [left, right)
	bottom, top float64
	meaning     meaning
}

// active are the states of lanes that have a CPU, or want one, as they are stacked.
var active = []timeline.State{timeline.Running, timeline.Syscall, timeline.Runnable}

// isActive reports whether a lane has a CPU, or wants one.
func isActive(_ timeline.LaneID, iv timeline.Interval) bool {
	return iv.State == timeline.Running || iv.State == timeline.Syscall || iv.State == timeline.Runnable
}

// newCrowd lays out lanes on an axis. Where most of them are active, the area is as
// high as the line; the band, as high as a bar of who waits, is divided by what for.
func newCrowd(tl *timeline.Timeline, lanes []timeline.LaneID, a axis) []crowdPart {
	columns := newColumns(a, max(1, int(a.width)))
	for _, id := range lanes {
		for iv := range tl.Intervals(id, a.from, a.to) {
			columns.add(iv)
		}
	}
	full := columns.width() * float64(crowdPeak(tl, lanes))
	var parts []crowdPart
	for i, c := range columns.list {
		band := crowdStack{column: i, scale: (c.states[timeline.Waiting] + c.states[timeline.Unknown]) / heightShare[timeline.Waiting]}
		for reason, length := range c.waiting {
			parts = band.put(parts, length, meaning{timeline.Waiting, timeline.Reason(reason)})
		}
		parts = band.put(parts, c.states[timeline.Unknown], meaning{state: timeline.Unknown})
	}
	for i, c := range columns.list {
		area := crowdStack{column: i, scale: full}
		for _, state := range active {
			parts = area.put(parts, c.states[state], meaning{state: state})
		}
	}
	return parts
}

// crowdStack puts the parts of one column on each other.
type crowdStack struct {
	column int
	scale  float64 // as long a time makes a part as high as the line
	height float64 // so far
}

func (s *crowdStack) put(parts []crowdPart, length float64, m meaning) []crowdPart {
	if length <= 0 {
		return parts
	}
	next := crowdPart{s.column, s.column + 1, s.height, s.height + length/s.scale, m}
	s.height = next.top
	next.bottom, next.top = rounded(next.bottom), rounded(next.top)
	// A part that continues one of the last column only makes that longer.
	for i := len(parts) - 1; i >= 0 && parts[i].right >= s.column; i-- {
		if p := &parts[i]; p.right == s.column && p.meaning == m && p.bottom == next.bottom && p.top == next.top {
			p.right = next.right
			return parts
		}
	}
	return append(parts, next)
}

// rounded returns a height to a fraction of a pixel, so that what looks alike is.
func rounded(share float64) float64 { return math.Round(share*256) / 256 }

// crowdPeak returns how many of the lanes were active at once, at most; 1 if none was.
func crowdPeak(tl *timeline.Timeline, lanes []timeline.LaneID) int {
	most, _ := timeline.Peak(tl.Concurrency(lanes, isActive))
	return max(most, 1)
}
