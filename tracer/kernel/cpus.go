package kernel

import (
	"slices"
	"sort"
	"strconv"

	"ctrace/tracer/timeline"
)

// cpuLane is a CPU and what is known to be on it. Its lane shows which thread it
// ran; else it ran other programs, or was idle.
type cpuLane struct {
	lane   timeline.LaneID
	thread *threadLane   // on it now, or nil
	since  timeline.Time // of the last event on it
	others []*threadLane // that were seen on it, and not to leave it, before thread; where switches are not exact

	// Records of [lostFrom, lostUntil) are missing. None came since if gap.
	lostFrom, lostUntil timeline.Time
	gap                 bool
}

// cpu returns the CPU with that number.
func (r *reading) cpu(number int) *cpuLane {
	for len(r.cpus) <= number {
		r.cpus = append(r.cpus, nil)
	}
	c := r.cpus[number]
	if c == nil {
		start := r.time(r.header.StartMono)
		c = &cpuLane{since: start, lostFrom: start, lostUntil: start, lane: r.b.Lane(timeline.Lane{
			Kind: timeline.CPU, ID: int64(number), Name: "CPU " + strconv.Itoa(number),
			Parent: timeline.NoLane, Start: start, BornBefore: true, Alive: true,
		})}
		r.cpus[number] = c
	}
	return c
}

// ran appends that t ran on c from start until now.
func (r *reading) ran(c *cpuLane, t *threadLane, start timeline.Time) {
	r.b.Put(c.lane, timeline.Packed{Start: max(start, c.since), End: r.now, On: t.lane, State: timeline.Running})
}

// leave handles that t leaves the CPU that it is on, if any.
func (r *reading) leave(t *threadLane) {
	c := t.cpu
	switch {
	case c == nil:
	case c.thread == t:
		r.ran(c, t, t.since)
		r.touch(c, nil)
		for n := len(c.others); n > 0 && c.thread == nil; n-- {
			if other := c.others[n-1]; other.cpu == c {
				c.thread = other
			}
			c.others = c.others[:n-1]
		}
	default:
		c.others = slices.DeleteFunc(c.others, func(other *threadLane) bool { return other == t })
	}
}

// touch notes an event on c, after which thread is on it.
func (r *reading) touch(c *cpuLane, thread *threadLane) {
	c.thread, c.since, c.gap = thread, r.now, false
}

// lose handles that records of a CPU are missing, between the event before on it
// and this one. When the thread that was on it has left it nobody knows, but it
// has if there is another one now.
func (r *reading) lose(e *Event) {
	r.counts.lost += e.Count
	c := r.cpu(e.CPU)
	from := c.since
	if c.gap {
		from = c.lostFrom
	}
	if c.thread != nil {
		c.thread.doubt()
	}
	r.touch(c, nil)
	c.lostFrom, c.lostUntil, c.gap = from, r.now, true
	r.gaps = r.gaps.with(gap{from, r.now})
}

// gap is a time from which records of a CPU are missing.
type gap struct{ from, until timeline.Time }

// gaps are the gaps of all CPUs, in order and apart.
type gaps []gap

// with returns the gaps and one that ends after all of them.
func (gs gaps) with(g gap) gaps {
	for len(gs) > 0 && gs[len(gs)-1].until >= g.from {
		g.from = min(g.from, gs[len(gs)-1].from)
		gs = gs[:len(gs)-1]
	}
	return append(gs, g)
}

// after returns the gaps that end after at.
func (gs gaps) after(at timeline.Time) gaps {
	if len(gs) == 0 || gs[len(gs)-1].until <= at {
		return nil // as almost always
	}
	return gs[sort.Search(len(gs), func(i int) bool { return gs[i].until > at }):]
}

func (r *reading) finishCPUs() {
	start := r.time(r.header.StartMono)
	for _, c := range r.cpus {
		if c == nil {
			continue
		}
		if c.thread != nil {
			r.ran(c, c.thread, c.thread.since)
		}
		r.b.Live(c.lane, start, r.now)
	}
}
