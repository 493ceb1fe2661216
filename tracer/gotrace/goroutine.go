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
	detail timeline.TextID
}

// goroutine is the state of one living goroutine: its open interval, where it
// is shown, and what the program has told about it. What almost every event
// needs comes first: of thousands of goroutines, little more than that stays in
// the processor's caches.
type goroutine struct {
	lane timeline.LaneID // its own, or its thread's
	status
	since timeline.Time // of the open interval

	named, runtime, dead bool // runtime: it is the runtime's or the recorder's own
	counted              bool // the state of the process follows it
	coroutine            coroutine

	on     *thread // executes it now, or nil
	shown  *thread // that has an owner and shows it now, or nil
	thread *thread // that it is, by its own word, or nil

	last    *thread       // executed it last
	arrived timeline.Time // when it came to last

	block, event siteCache
	waits        []wait

	id        trace.GoID
	pulls     pulls
	regions   []region
	announced spanRef // the span that it announced, until its task begins
}

// transition handles a change of state of a goroutine or a P.
func (r *reader) transition(ev *trace.Event) {
	st := ev.StateTransition()
	switch st.Resource.Kind {
	case trace.ResourceGoroutine:
		r.change(ev, &st)
	case trace.ResourceProc:
		r.proc(ev, &st)
	}
}

// change handles a change of state of a goroutine.
func (r *reader) change(ev *trace.Event, st *trace.StateTransition) {
	from, to := st.Goroutine()
	if from == to {
		return // a generation begins by repeating all states
	}
	id := st.Resource.Goroutine()
	g := r.goroutines.get(int64(id))
	switch {
	case from == trace.GoNotExist:
		r.birth(id, ev, st, to)
	case g == nil:
		r.adopt(id, ev, st, to)
	case to == trace.GoRunning:
		r.runs(g, r.threadOf(ev.Thread()), from)
	case to == trace.GoRunnable && from == trace.GoWaiting:
		r.wake(g, ev)
	case to == trace.GoRunnable:
		r.stop(g, st)
	case to == trace.GoWaiting:
		r.blocks(g, st)
	case to == trace.GoSyscall:
		r.enterSyscall(g, st)
	case to == trace.GoNotExist:
		r.die(g)
	}
}

// move closes the open interval of g at the time at and opens the next, in
// which thread on executes g, or none.
func (r *reader) move(g *goroutine, at timeline.Time, next status, on *thread) {
	r.close(g, at)
	old, left := g.state, g.on
	g.status, g.since = next, at
	if on != left {
		r.bind(g, on)
	}
	if g.counted {
		r.process.move(old, next.state)
	}
	if !r.process.runsOn() {
		r.process.update(at)
	}
	if left != nil && left != on && !left.goesOn() {
		r.follow(left, at)
	}
	if on != nil && !on.goesOn() {
		r.follow(on, at)
	}
}

// close appends what g did until at to the lanes that show it.
func (r *reader) close(g *goroutine, at timeline.Time) {
	if at <= g.since {
		return
	}
	iv := timeline.Packed{
		Start: g.since, End: at, On: timeline.NoLane, Stack: g.stack, Detail: g.detail, State: g.state, Reason: g.reason,
	}
	if g.shown != nil {
		r.project(g, iv)
	}
	if g.thread == nil {
		if g.on != nil {
			iv.On = g.on.lane
		}
		r.b.Put(g.lane, iv)
	}
}

// birth adds a goroutine that another one creates. What the runtime's own and the
// recorder's goroutines create is theirs too.
func (r *reader) birth(id trace.GoID, ev *trace.Event, st *trace.StateTransition, to trace.GoState) {
	creator := r.current(ev)
	o := r.sites.origin(st.Stack, ev.Stack())
	if creator != nil && !creator.named && o.creator != "" {
		r.name(creator, o.creator)
	}
	g := &goroutine{id: id, since: r.now, named: o.name != "", runtime: o.runtime || creator != nil && creator.runtime}
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
		first = status{state: timeline.Waiting, stack: o.start, detail: r.b.Text(notStarted)}
	}
	g.counted = !g.runtime
	g.lane = r.b.Lane(lane)
	r.goroutines.put(int64(id), g)
	r.enter(g, first, r.executor(ev, to))
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
	if id == 1 || to == trace.GoRunning {
		r.count(g)
	}
	first := status{state: stateOf(to), stack: site.stack}
	if to == trace.GoWaiting {
		first.reason = site.inferred
	}
	r.enter(g, first, r.executor(ev, to))
	if g.counted {
		r.process.knewLate(g, r.now)
	}
}

// executor returns the thread of an event if a goroutine is executed there whose
// state is to after it.
func (r *reader) executor(ev *trace.Event, to trace.GoState) *thread {
	if !to.Executing() {
		return nil
	}
	return r.threadOf(ev.Thread())
}

// enter opens the first interval of g.
func (r *reader) enter(g *goroutine, first status, on *thread) {
	r.process.consider(g)
	r.move(g, g.since, first, on)
}

// runs handles that thread t executes g from now on.
func (r *reader) runs(g *goroutine, t *thread, from trace.GoState) {
	at := r.now
	if from == trace.GoSyscall && g.on != nil {
		t = g.on
	} else {
		at = r.switchedTo(g)
	}
	r.count(g)
	r.move(g, at, status{state: timeline.Running, stack: g.stack}, t)
	g.coroutine.suspended = false
}

// wake handles that something made g ready.
func (r *reader) wake(g *goroutine, ev *trace.Event) {
	r.handover = handover{to: g, at: r.now}
	if g.coroutine.suspended {
		return // the first of a switch's three events
	}
	if waker := r.current(ev); waker != nil {
		site := r.siteOf(waker, &waker.event, ev.Stack(), "")
		r.b.Link(timeline.Link{
			Kind: timeline.Wake, From: waker.lane, To: g.lane, FromTime: r.now, ToTime: r.now, Stack: site.stack,
		})
	}
	r.move(g, r.now, status{state: timeline.Runnable, stack: g.stack}, nil)
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
	r.move(g, r.now, next, nil)
}

// blocks handles that g begins to wait.
func (r *reader) blocks(g *goroutine, st *trace.StateTransition) {
	if r.switchedFrom(g, st) {
		return
	}
	site := r.siteOf(g, &g.block, st.Stack, st.Reason)
	r.move(g, r.now, g.declared(status{timeline.Waiting, site.reason, site.stack, site.detail}), nil)
}

// enterSyscall handles that g enters a system call. If it has declared that it
// is there to wait, it waits.
func (r *reader) enterSyscall(g *goroutine, st *trace.StateTransition) {
	next := status{state: timeline.Syscall, stack: r.siteOf(g, &g.block, st.Stack, "").stack}
	if len(g.waits) > 0 {
		next.state = timeline.Waiting
		next = g.declared(next)
	}
	r.move(g, r.now, next, g.on)
}

// declared returns s with the reason that g has declared, if it has. Where the
// trace has no stack of the wait, as of a coroutine's switch, it has that of the
// declaration.
func (g *goroutine) declared(s status) status {
	if n := len(g.waits); n > 0 {
		w := &g.waits[n-1]
		s.reason, s.detail = w.reason, w.detail
		if s.stack == timeline.NoStack {
			s.stack = w.stack
		}
	}
	return s
}

// die handles the end of g.
func (r *reader) die(g *goroutine) {
	at := r.now
	if r.handover.to != nil && r.handover.to.coroutine.suspended && at-r.handover.at <= 1 {
		at = r.handOver(g)
	}
	r.move(g, at, status{}, nil)
	if g.shown != nil {
		g.shown.shown, g.shown = nil, nil
	}
	r.closeRegions(g)
	g.dead = true
	r.process.forget(g)
	if r.coroutines[g.pulls.id] == g {
		delete(r.coroutines, g.pulls.id)
	}
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
