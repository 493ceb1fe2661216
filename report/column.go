package report

import "ctrace/tracer/timeline"

// column is where a lane's time went within one column of a chart: a pixel of a
// picture, a character of a terminal.
type column struct {
	length  timeline.Duration // of the column, more than the lane may have lived in it
	states  [timeline.NumStates]timeline.Duration
	waiting [timeline.NumReasons]timeline.Duration
}

// columns splits the time of an axis into n columns, all of them empty.
type columns struct {
	axis axis
	list []column
}

func newColumns(a axis, n int) columns {
	c := columns{a, make([]column, n)}
	for i := range c.list {
		c.list[i].length = c.edge(i+1) - c.edge(i)
	}
	return c
}

// edge returns the time at which column i begins. A column of a range shorter
// than its columns are many may have no length at all.
func (c columns) edge(i int) timeline.Time {
	length := float64(c.axis.to - c.axis.from)
	return c.axis.from + timeline.Time(length*float64(i)/float64(len(c.list)))
}

// add accounts for an interval, split over the columns that it touches.
func (c columns) add(iv timeline.Interval) {
	start, end := max(iv.Start, c.axis.from), min(iv.End, c.axis.to)
	for i := c.find(start); i < len(c.list) && c.edge(i) < end; i++ {
		length := min(end, c.edge(i+1)) - max(start, c.edge(i))
		if length <= 0 {
			continue
		}
		c.list[i].states[iv.State] += length
		if iv.State == timeline.Waiting {
			c.list[i].waiting[iv.Reason] += length
		}
	}
}

// find returns a column that begins at or before t, and no more than two before
// the one that t falls into.
func (c columns) find(t timeline.Time) int {
	share := float64(t-c.axis.from) / float64(c.axis.to-c.axis.from)
	return max(int(share*float64(len(c.list)))-1, 0)
}

// share returns how much of the column a state takes, 0 to 1.
func (c column) share(s timeline.State) float64 {
	if c.states[s] == 0 {
		return 0
	}
	return float64(c.states[s]) / float64(c.length)
}

// mostly returns the state that takes most of the column, of equals the one
// with the taller bar. alive is false where the lane did not live.
func (c column) mostly() (state timeline.State, alive bool) {
	var most timeline.Duration
	for _, s := range byHeight {
		if c.states[s] > most {
			most, state, alive = c.states[s], s, true
		}
	}
	return state, alive
}

// reason returns what the lane waited for most.
func (c column) reason() timeline.Reason { return longest(c.waiting) }

// byHeight lists the states as tall as their bars are, the tallest first: in
// this order they are painted, so that each still shows above and below the next.
var byHeight = [timeline.NumStates]timeline.State{
	timeline.Running, timeline.Syscall, timeline.Runnable, timeline.Unknown, timeline.Waiting,
}

// longest returns the reason with the longest time, NoReason if there is none.
func longest(times [timeline.NumReasons]timeline.Duration) timeline.Reason {
	best := timeline.NoReason
	for r, d := range times {
		if d > times[best] {
			best = timeline.Reason(r)
		}
	}
	return best
}
