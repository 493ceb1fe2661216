package gotrace

import (
	"strconv"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// thread is an OS thread, the runtime's M. Its lane is a projection: of
// whatever goroutine it executes or, if a goroutine is this thread by its own
// word, of that one and the coroutines it switches to, for life.
type thread struct {
	lane  timeline.LaneID
	shown *goroutine // that the lane shows now, or nil
	owner *goroutine // that is this thread, or nil
}

// threadOf returns the thread with this id, nil for none. The trace does not
// record births and deaths of threads, so each is taken to live on at both ends.
func (r *reader) threadOf(id trace.ThreadID) *thread {
	if t := r.threads.get(int64(id)); t != nil || id < 0 {
		return t
	}
	t := &thread{lane: r.b.Lane(timeline.Lane{
		Kind: timeline.Thread, Group: timeline.Runtime, PID: r.pid, ID: int64(id), Name: "thread " + strconv.FormatInt(int64(id), 10),
		Parent: r.process.lane, Start: r.now, BornBefore: true,
	})}
	r.threads.put(int64(id), t)
	return t
}

// placeOn puts g, whose open interval has just begun, on thread t.
func (r *reader) placeOn(g *goroutine, t *thread) {
	g.on = t
	if t == nil {
		return
	}
	if g.last != t {
		g.last, g.arrived = t, g.since
	}
	if t.owner == nil && g.thread == nil {
		r.show(g, t)
	}
}

// leave takes g, whose open interval has just begun, off its thread.
func (r *reader) leave(g *goroutine) {
	g.on = nil
	if g.shown != nil && (g.shown.owner == nil || g.state == timeline.Unknown) {
		g.shown.shown = nil
		g.shown = nil
	}
}

// show makes t's lane show g from g's open interval on.
func (r *reader) show(g *goroutine, t *thread) {
	if t.shown != nil && t.shown != g {
		t.shown.shown = nil
	}
	t.shown, g.shown = g, t
}

// project appends an interval of g to the lane of the thread that shows it. A
// thread that merely executes goroutines shows none that it does not execute,
// and no stacks, so that neighbours of one state become one interval.
func (r *reader) project(g *goroutine, iv timeline.Interval) {
	t := g.shown
	if t.owner == nil && g.on == nil {
		return
	}
	if t.owner != g && iv.State == timeline.Running || t.owner == nil {
		iv.Stack = timeline.NoStack
	}
	r.b.Append(t.lane, iv)
}

// nameThread handles that g says it is the thread on which it runs: its lane
// becomes the thread's, from when it came to the thread.
func (r *reader) nameThread(g *goroutine, name string) {
	if g.coroutine.made || g.thread == nil && g.on == nil {
		r.b.Warn(sourceName, "%s names itself a thread, which it is not: its name %q is ignored", r.b.Get(g.lane).Name, name)
		return
	}
	if g.thread == nil {
		name = join(r.becomeThread(g, g.on), name)
	}
	r.b.Edit(g.lane, func(l *timeline.Lane) { l.Name = name })
}

// becomeThread replaces what t's lane shows by what g did on it. Had another
// goroutine been this thread before, its part stays, and its name is returned.
func (r *reader) becomeThread(g *goroutine, t *thread) (earlier string) {
	own := r.b.Get(g.lane)
	if t.owner != nil {
		earlier = r.b.Get(t.lane).Name
	} else {
		r.b.Restart(t.lane, g.arrived)
		r.b.Edit(t.lane, func(l *timeline.Lane) {
			l.Group, l.BornBefore = timeline.Program, own.BornBefore && g.arrived == r.start
		})
	}
	r.b.Absorb(t.lane, g.lane, g.arrived)
	r.b.Edit(t.lane, func(l *timeline.Lane) { l.Doc = own.Doc })
	g.lane, g.thread, t.owner = t.lane, t, g
	r.show(g, t)
	return earlier
}

// join adds a name to those that a thread has had before.
func join(earlier, name string) string {
	if earlier == "" {
		return name
	}
	return earlier + ", " + name
}
