package gotrace

import (
	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// status is what a goroutine does and why, without the time.
type status struct {
	state  timeline.State
	reason timeline.Reason
	stack  timeline.StackID
	detail string
}

// goroutine is the state of one living goroutine: its open interval, where it
// is shown, and what the program has told about it.
type goroutine struct {
	id   trace.GoID
	lane timeline.LaneID // its own, or its thread's
	status
	since timeline.Time // of the open interval

	on      *thread       // executes it now, or nil
	shown   *thread       // whose lane shows it now, or nil
	thread  *thread       // that it is, by its own word, or nil
	last    *thread       // executed it last
	arrived timeline.Time // when it came to last

	named   bool // its start function is known
	runtime bool // it is the runtime's or the recorder's own
	dead    bool

	coroutine coroutine
	created   *goroutine // the coroutine that it created last
	waits     []wait
	regions   []region
	announced spanRef // the span that it announced, until its task begins

	block, event siteCache
}

// transition handles a change of state of anything.
func (r *reader) transition(ev *trace.Event) {
	st := ev.StateTransition()
	if st.Resource.Kind != trace.ResourceGoroutine {
		return
	}
	from, to := st.Goroutine()
	if from == to {
		return
	}
	id := st.Resource.Goroutine()
	g := r.goroutines.get(int64(id))
	switch {
	case from == trace.GoNotExist:
		r.birth(id, ev, &st, to)
	case g == nil:
		r.adopt(id, ev, &st, to)
	case to == trace.GoRunning:
		r.runs(g, r.threadOf(ev.Thread()), from)
	case to == trace.GoRunnable && from == trace.GoWaiting:
		r.wake(g, ev)
	case to == trace.GoRunnable:
		r.stop(g, &st)
	case to == trace.GoWaiting:
		r.blocks(g, &st)
	case to == trace.GoSyscall:
		r.change(g, r.now, r.syscall(g, r.siteOf(g, &g.block, st.Stack, "")))
	case to == trace.GoNotExist:
		r.die(g)
	}
}

// change closes the open interval of g at the time at and opens the next.
func (r *reader) change(g *goroutine, at timeline.Time, next status) {
	r.close(g, at)
	old := g.state
	g.status, g.since = next, at
	if !g.runtime {
		r.process.move(old, next.state, at)
	}
}

// close appends what g did until at to the lanes that show it.
func (r *reader) close(g *goroutine, at timeline.Time) {
	if at <= g.since {
		return
	}
	iv := timeline.Interval{
		Start: g.since, End: at, State: g.state, Reason: g.reason, On: timeline.NoLane, Stack: g.stack, Detail: g.detail,
	}
	if g.thread == nil {
		own := iv
		if g.on != nil {
			own.On = g.on.lane
		}
		r.b.Append(g.lane, own)
	}
	if g.shown != nil {
		r.project(g, iv)
	}
}

// birth adds a goroutine that another one creates.
func (r *reader) birth(id trace.GoID, ev *trace.Event, st *trace.StateTransition, to trace.GoState) {
	creator := r.goroutines.get(int64(ev.Goroutine()))
	o := r.sites.origin(st.Stack, ev.Stack())
	g := &goroutine{id: id, since: r.now, named: o.name != "", runtime: o.runtime}
	lane := timeline.Lane{
		Kind: timeline.Goroutine, PID: r.pid, ID: int64(id), Name: o.name, Doc: o.doc, Parent: r.process.lane, Start: r.now,
	}
	if !g.named {
		lane.Name = numbered(id)
	}
	if g.runtime {
		lane.Group = timeline.Runtime
	}
	first := status{state: stateOf(to), stack: o.start}
	if o.coroutine {
		r.makeCoroutine(g, creator, &lane)
		first = status{state: timeline.Waiting, stack: o.start, detail: notStarted}
	}
	g.lane = r.b.Lane(lane)
	r.goroutines.put(int64(id), g)
	r.enter(g, first)
	if to == trace.GoSyscall {
		r.placeOn(g, r.threadOf(ev.Thread()))
	}
	if creator != nil {
		r.b.Link(timeline.Link{
			Kind: timeline.Create, From: creator.lane, To: g.lane, FromTime: r.now, ToTime: r.now, Stack: o.created,
		})
	}
}

// adopt adds a goroutine that is older than the trace. Whatever state it is in,
// it has been there since the trace began.
func (r *reader) adopt(id trace.GoID, ev *trace.Event, st *trace.StateTransition, to trace.GoState) {
	g := &goroutine{id: id, since: r.start}
	g.lane = r.b.Lane(timeline.Lane{
		Kind: timeline.Goroutine, PID: r.pid, ID: int64(id), Name: numbered(id),
		Parent: r.process.lane, Start: r.start, BornBefore: true,
	})
	r.goroutines.put(int64(id), g)
	site := r.siteOf(g, &g.block, st.Stack, "")
	first := status{state: stateOf(to), stack: site.stack}
	if to == trace.GoWaiting {
		first.reason = site.inferred
	}
	r.enter(g, first)
	if to.Executing() {
		r.placeOn(g, r.threadOf(ev.Thread()))
	}
	if !g.runtime {
		r.process.knewLate(g.status, r.now)
	}
}

// enter opens the first interval of g.
func (r *reader) enter(g *goroutine, first status) {
	g.status = first
	r.process.consider(g)
	if !g.runtime {
		r.process.move(timeline.Unknown, first.state, r.now)
	}
}

// runs handles that thread t executes g from now on.
func (r *reader) runs(g *goroutine, t *thread, from trace.GoState) {
	if from == trace.GoSyscall {
		if g.on == nil {
			r.placeOn(g, t)
		}
		r.change(g, r.now, status{state: timeline.Running, stack: g.stack})
		return
	}
	at := r.switchedTo(g)
	r.change(g, at, status{state: timeline.Running, stack: g.stack})
	g.coroutine.suspended = false
	r.placeOn(g, t)
}

// wake handles that something made g ready.
func (r *reader) wake(g *goroutine, ev *trace.Event) {
	r.handover = handover{to: g, at: r.now}
	if g.coroutine.suspended {
		return // the first of a switch's three events
	}
	if waker := r.goroutines.get(int64(ev.Goroutine())); waker != nil {
		site := r.siteOf(waker, &waker.event, ev.Stack(), "")
		r.b.Link(timeline.Link{
			Kind: timeline.Wake, From: waker.lane, To: g.lane, FromTime: r.now, ToTime: r.now, Stack: site.stack,
		})
	}
	r.change(g, r.now, status{state: timeline.Runnable, stack: g.stack})
}

// stop handles that g lost its thread, or its P at the end of a system call,
// but could go on.
func (r *reader) stop(g *goroutine, st *trace.StateTransition) {
	next := status{state: timeline.Runnable, stack: g.stack}
	if st.Stack != trace.NoStack || st.Reason != "" {
		site := r.siteOf(g, &g.block, st.Stack, st.Reason)
		next.stack = site.stack
		if site.reason.Family() == timeline.FamilyMachine {
			next.reason, next.detail = site.reason, site.detail
		}
	}
	r.change(g, r.now, next)
	r.leave(g)
}

// blocks handles that g begins to wait.
func (r *reader) blocks(g *goroutine, st *trace.StateTransition) {
	if r.switchedFrom(g, st) {
		return
	}
	site := r.siteOf(g, &g.block, st.Stack, st.Reason)
	r.change(g, r.now, g.declared(status{timeline.Waiting, site.reason, site.stack, site.detail}))
	r.leave(g)
}

// syscall returns what g does inside a system call: if it has declared that it
// is there to wait, it waits.
func (r *reader) syscall(g *goroutine, at *site) status {
	if len(g.waits) > 0 {
		return g.declared(status{state: timeline.Waiting, stack: at.stack})
	}
	return status{state: timeline.Syscall, stack: at.stack}
}

// declared returns s with the reason that g has declared, if it has.
func (g *goroutine) declared(s status) status {
	if n := len(g.waits); n > 0 {
		s.reason, s.detail = g.waits[n-1].reason, g.waits[n-1].detail
	}
	return s
}

// die handles the end of g.
func (r *reader) die(g *goroutine) {
	at := r.now
	if r.handover.to != nil && r.handover.to.coroutine.suspended && at-r.handover.at <= 1 {
		at = r.handOver(g)
	}
	r.change(g, at, status{})
	r.leave(g)
	r.closeRegions(g)
	g.dead = true
	r.process.forget(g)
	delete(r.coroutines, g.coroutine.id)
	r.goroutines.remove(int64(g.id))
}

func stateOf(s trace.GoState) timeline.State {
	switch s {
	case trace.GoRunnable:
		return timeline.Runnable
	case trace.GoRunning:
		return timeline.Running
	case trace.GoWaiting:
		return timeline.Waiting
	case trace.GoSyscall:
		return timeline.Syscall
	}
	return timeline.Unknown
}
