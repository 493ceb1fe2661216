package gotrace

import (
	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// coroutine is how a goroutine takes part in iter.Pull's switches: as one that
// Pull made, or as one that calls a coroutine's next.
type coroutine struct {
	made      bool // by iter.Pull
	suspended bool // gave its thread away by a switch
	ready     bool // was made ready while it ran
}

// pulls is who has to do with whom by iter.Pull.
type pulls struct {
	created   *goroutine      // the coroutine that this goroutine created last
	resumedBy *goroutine      // who switched to this one last
	id        int64           // that the program has given it
	parent    timeline.LaneID // of a coroutine
}

// notStarted is the detail of a coroutine's Waiting until it is first switched to.
const notStarted = "not started"

// handover is the last wake-up. The trace shows a switch as three events, 1 ns
// apart, on one thread: the next goroutine becomes Runnable, the current one
// Waiting, the next one Running. The times are artefacts: all of it happens at
// the first.
type handover struct {
	to *goroutine
	at timeline.Time
	is bool // the second event has confirmed that it is a switch
}

// makeCoroutine prepares g, which iter.Pull creates, and its lane.
func (r *reader) makeCoroutine(g, creator *goroutine, lane *timeline.Lane) {
	g.coroutine = coroutine{made: true, suspended: true}
	g.pulls.parent = r.process.lane
	lane.Kind = timeline.Coroutine
	if creator != nil {
		creator.pulls.created = g
		g.pulls.parent = creator.lane
		if creator.coroutine.made && creator.thread == nil {
			g.pulls.parent = creator.pulls.parent
		}
		g.runtime = creator.runtime
		lane.Group = r.b.Get(creator.lane).Group
	}
	lane.Parent = g.pulls.parent
}

// switchedFrom reports whether g blocks because it switches to another
// goroutine, and handles that.
func (r *reader) switchedFrom(g *goroutine, st *trace.StateTransition) bool {
	if st.Reason != "" || st.Stack != trace.NoStack || r.handover.to == nil || r.now-r.handover.at > 1 {
		return false
	}
	to := r.handover.to
	next := g.declared(status{state: timeline.Waiting, reason: timeline.Await})
	if g.coroutine.ready {
		next = status{state: timeline.Runnable}
	}
	if g.pulls.resumedBy != to {
		to.pulls.resumedBy = g // g calls to's next; it does not give its thread back
	}
	g.coroutine.ready, g.coroutine.suspended = false, true
	at := r.handOver(g)
	r.move(g, at, next, nil)
	return true
}

// handOver lets the thread that shows g show the goroutine that g switches to,
// and returns when it does.
func (r *reader) handOver(g *goroutine) timeline.Time {
	r.handover.is = true
	to, at := r.handover.to, r.handover.at
	if t := g.shown; t != nil {
		r.close(g, at)
		g.since = max(g.since, at)
		r.close(to, at)
		to.since = max(to.since, at)
		r.show(to, t)
	}
	return at
}

// switchedTo returns since when g, which begins to run, runs: if that is the
// last event of a switch, since the first.
func (r *reader) switchedTo(g *goroutine) timeline.Time {
	h := r.handover
	r.handover = handover{}
	if h.is && h.to == g {
		return h.at
	}
	return r.now
}

// nameCoroutine handles that g names the coroutine that it created last.
func (r *reader) nameCoroutine(g *goroutine, id int64, name string) {
	c := g.pulls.created
	if c == nil || c.dead {
		r.warnings.Say("a goroutine names a coroutine before it has created one")
		return
	}
	c.pulls.id, c.named = id, true
	r.coroutines[id] = c
	r.b.Edit(c.lane, func(l *timeline.Lane) { l.Name = name })
}

// ready handles that g made a coroutine ready.
func (r *reader) ready(g *goroutine, id int64) {
	c := r.coroutines[id]
	if c == nil {
		r.warnings.Say("a coroutine is said to be ready that was never named, or has ended")
		return
	}
	if !c.coroutine.suspended {
		c.coroutine.ready = true
		return
	}
	if c.state != timeline.Waiting {
		return
	}
	r.move(c, r.now, status{state: timeline.Runnable, stack: c.stack}, nil)
	if g != nil && g != c {
		r.b.Link(timeline.Link{
			Kind: timeline.Wake, From: g.lane, To: c.lane, FromTime: r.now, ToTime: r.now,
		})
	}
}
