package gotrace

import (
	"strconv"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// thread is an OS thread, the runtime's M. Its lane shows whatever goroutine it
// executes or, if a goroutine is this thread by its own word, what that one
// does for life, or the coroutine that it has switched to.
type thread struct {
	lane     timeline.LaneID
	executes *goroutine // now, or nil
	hasP     bool       // it may execute Go code: between goroutines it runs the scheduler

	owner *goroutine // that is this thread, or nil
	shown *goroutine // the owner, or to whom it has given the thread; nil without an owner

	// The open interval of a thread without an owner.
	status
	begun bool
	since timeline.Time
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

// bind puts g, whose open interval has just begun, on thread t, or on none.
func (r *reader) bind(g *goroutine, t *thread) {
	if old := g.on; old != nil && old.executes == g {
		old.executes = nil
		if old.hasP {
			r.process.switching++
		}
	}
	g.on = t
	if t == nil {
		return
	}
	if t.executes == nil && t.hasP {
		r.process.switching--
	}
	t.executes = g
	if g.last != t {
		g.last, g.arrived = t, g.since
	}
}

// show makes t's lane show g from g's open interval on.
func (r *reader) show(g *goroutine, t *thread) {
	if t.shown != nil && t.shown != g {
		t.shown.shown = nil
	}
	t.shown, g.shown = g, t
}

// proc handles that a thread got or lost a P, the right to execute Go code.
func (r *reader) proc(ev *trace.Event, st *trace.StateTransition) {
	id := int64(st.Resource.Proc())
	from, to := st.Proc()
	if from == to {
		return
	}
	if to == trace.ProcRunning {
		if t := r.threadOf(ev.Thread()); t != nil {
			r.procs.put(id, t)
			r.setP(t, true)
		}
	} else if t := r.procs.get(id); t != nil {
		r.procs.remove(id)
		r.setP(t, false)
	}
}

func (r *reader) setP(t *thread, has bool) {
	if t.hasP == has {
		return
	}
	t.hasP = has
	if t.executes == nil {
		if has {
			r.process.switching++
		} else {
			r.process.switching--
		}
		r.process.update(r.now)
	}
	r.follow(t, r.now)
}

// goesOn reports whether there is nothing to follow: t runs and did so before.
func (t *thread) goesOn() bool {
	return t.state == timeline.Running && (t.executes == nil && t.hasP || t.executes != nil && t.executes.state == timeline.Running)
}

// follow lets the lane of a thread without an owner go on, from at, with what
// the thread does now.
func (r *reader) follow(t *thread, at timeline.Time) {
	if t.owner != nil {
		return
	}
	var next status
	if g := t.executes; g != nil {
		next = status{state: g.state, reason: g.reason, detail: g.detail}
	} else if t.hasP {
		next.state = timeline.Running
	}
	if t.begun && next == t.status {
		return
	}
	r.closeThread(t, at)
	t.begun, t.status, t.since = true, next, at
}

// closeThread appends what a thread without an owner did until at.
func (r *reader) closeThread(t *thread, at timeline.Time) {
	if t.begun && t.owner == nil && t.state != timeline.Unknown {
		r.b.Put(t.lane, timeline.Packed{
			Start: t.since, End: at, On: timeline.NoLane, Detail: t.detail, State: t.state, Reason: t.reason,
		})
	}
}

// project appends an interval of g to the lane of the thread that g, or the
// goroutine that switched to it, is. Where goroutines take turns, Running has no
// stack, so that their turns become one interval.
func (r *reader) project(g *goroutine, iv timeline.Packed) {
	t := g.shown
	if iv.State == timeline.Running && (t.owner != g || g.pulls.created != nil) {
		iv.Stack = timeline.NoStack
	}
	r.b.Put(t.lane, iv)
}

// nameThread handles that g says it is the thread on which it runs: its lane
// becomes the thread's, from when it came to the thread.
func (r *reader) nameThread(g *goroutine, name string) {
	if g.coroutine.made || g.thread == nil && g.on == nil {
		r.warnings.Say("%s names itself a thread, which it is not: its name %q is ignored", r.b.Get(g.lane).Name, name)
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
