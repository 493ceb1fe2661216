package report

import "ctrace/tracer/timeline"

// column is where a lane's time went within one column of a chart: a pixel of a
// picture, a character of a terminal.
type column struct {
	states  [timeline.NumStates]float64 // ns; a column may be shorter than one
	waiting [timeline.NumReasons]float64
}

// columns splits the time of an axis into n columns, all of them empty.
type columns struct {
	axis axis
	list []column
}

func newColumns(a axis, n int) columns { return columns{a, make([]column, n)} }

// width returns the length of a column in ns.
func (c columns) width() float64 { return float64(c.axis.to-c.axis.from) / float64(len(c.list)) }

// add accounts for an interval, split over the columns that it touches.
func (c columns) add(iv timeline.Interval) {
	width := c.width()
	start := float64(max(iv.Start, c.axis.from) - c.axis.from)
	end := float64(min(iv.End, c.axis.to) - c.axis.from)
	for i := int(start / width); i < len(c.list) && float64(i)*width < end; i++ {
		length := min(end, float64(i+1)*width) - max(start, float64(i)*width)
		if length <= 0 {
			continue
		}
		c.list[i].states[iv.State] += length
		if iv.State == timeline.Waiting {
			c.list[i].waiting[iv.Reason] += length
		}
	}
}

// mostly returns the state that takes most of the column, of equals the one
// with the taller bar. alive is false where the lane did not live.
func (c column) mostly() (state timeline.State, alive bool) {
	most := 0.
	for _, s := range byHeight {
		if c.states[s] > most {
			most, state, alive = c.states[s], s, true
		}
	}
	return state, alive
}

// reason returns what the lane waited for most in the column.
func (c column) reason() timeline.Reason { return longest(c.waiting) }

// ran reports whether the lane ran at any time of the column.
func (c column) ran() bool { return c.states[timeline.Running]+c.states[timeline.Syscall] > 0 }

// byHeight lists the states as tall as their bars are, the tallest first: in
// this order they are painted, so that each still shows above and below the next.
var byHeight = [timeline.NumStates]timeline.State{
	timeline.Running, timeline.Syscall, timeline.Runnable, timeline.Unknown, timeline.Waiting,
}

// longest returns the reason with the longest time, NoReason if there is none.
func longest[T timeline.Duration | float64](times [timeline.NumReasons]T) timeline.Reason {
	best := timeline.NoReason
	for r, d := range times {
		if d > times[best] {
			best = timeline.Reason(r)
		}
	}
	return best
}
