package gotrace

import (
	"slices"

	"ctrace/tracer/timeline"
)

// precedence orders states by what a process does if its goroutines are in
// several: the first that any is in.
var precedence = [...]timeline.State{timeline.Running, timeline.Syscall, timeline.Runnable, timeline.Waiting}

// process derives the state of the process from its program's goroutines.
type process struct {
	b      *timeline.Builder
	lane   timeline.LaneID
	main   *goroutine // goid 1, or else the first one that became known
	counts [timeline.NumStates]int

	// switching counts the threads that hold a P and execute no goroutine: they
	// look for the next one. While one is runnable, the process is not held back,
	// it runs the scheduler.
	switching int

	state  timeline.State
	reason timeline.Reason
	since  timeline.Time

	// Goroutines older than the trace become known during the first generation,
	// each with the one state that it has been in since the start. Until all are
	// known, intervals are held back; late says until when one was in a state.
	settled   bool
	held      []timeline.Interval
	late      [timeline.NumStates]timeline.Time
	mainUntil timeline.Time // until when the main goroutine waited for mainFor all along
	mainFor   timeline.Reason
}

func newProcess(p Process, b *timeline.Builder) process {
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: p.PID, ID: int64(p.PID), Parent: timeline.NoLane})
	if p.Name != "" && b.Get(lane).Name == "" {
		b.Edit(lane, func(l *timeline.Lane) { l.Name = p.Name })
	}
	return process{b: b, lane: lane}
}

// begin says when the trace begins.
func (p *process) begin(at timeline.Time) {
	p.since = at
	p.b.Live(p.lane, at, at)
}

// move counts a goroutine of the program that goes from one state to another.
// The caller calls update then.
func (p *process) move(from, to timeline.State) {
	p.counts[from]--
	p.counts[to]++
}

// consider makes g the main goroutine if no better one is known.
func (p *process) consider(g *goroutine) {
	if g.counted && (p.main == nil || g.id == 1) {
		p.main = g
	}
}

// forget stops waiting for what a goroutine waits for that has ended.
func (p *process) forget(g *goroutine) {
	if p.main == g {
		p.main = nil
	}
}

// update closes the open interval if the state or the reason has changed.
func (p *process) update(at timeline.Time) {
	state, reason := p.current(), timeline.NoReason
	if state == timeline.Waiting {
		reason = p.mainReason()
	}
	if state == p.state && reason == p.reason {
		return
	}
	p.close(at)
	p.state, p.reason = state, reason
}

// runsOn reports whether there is nothing to update: the process runs and did so
// before.
func (p *process) runsOn() bool {
	return p.state == timeline.Running && (p.counts[timeline.Running] > 0 || p.switching > 0 && p.counts[timeline.Runnable] > 0)
}

// current returns what the process does in view of its goroutines.
func (p *process) current() timeline.State {
	if p.switching > 0 && p.counts[timeline.Runnable] > 0 {
		return timeline.Running
	}
	for _, s := range precedence {
		if p.counts[s] > 0 {
			return s
		}
	}
	return timeline.Unknown
}

// mainReason returns what the main goroutine waits for, or the coroutine that
// it has handed its thread to.
func (p *process) mainReason() timeline.Reason {
	g := p.main
	if g != nil && g.thread != nil && g.thread.shown != nil {
		g = g.thread.shown
	}
	if g == nil || g.state != timeline.Waiting {
		return timeline.NoReason
	}
	return g.reason
}

func (p *process) close(at timeline.Time) {
	if at <= p.since {
		return
	}
	iv := timeline.Interval{Start: p.since, End: at, State: p.state, Reason: p.reason, On: timeline.NoLane}
	p.since = at
	if p.settled {
		p.b.Append(p.lane, iv)
	} else {
		p.held = append(p.held, iv)
	}
}

// knewLate says that g, just become known, was in its state from the trace's
// start until now.
func (p *process) knewLate(g *goroutine, now timeline.Time) {
	if p.settled {
		return
	}
	p.late[g.state] = max(p.late[g.state], now)
	if g == p.main && g.state == timeline.Waiting {
		p.mainUntil, p.mainFor = now, g.reason
	}
}

// settle ends the first generation: every goroutine is known.
func (p *process) settle(at timeline.Time) {
	p.close(at)
	if p.settled {
		return
	}
	p.settled = true
	for _, iv := range p.held {
		p.settleInterval(iv)
	}
	p.held = nil
}

// settleInterval appends iv in pieces, each with the state that it has in view
// of what became known late.
func (p *process) settleInterval(iv timeline.Interval) {
	for iv.Start < iv.End {
		piece := iv
		rank := slices.Index(precedence[:], iv.State)
		for i, s := range precedence {
			if p.late[s] <= iv.Start {
				continue
			}
			piece.End = min(piece.End, p.late[s])
			if rank < 0 || i < rank {
				rank, piece.State, piece.Reason = i, s, timeline.NoReason
			}
		}
		if piece.State == timeline.Waiting && p.mainUntil > iv.Start {
			piece.End, piece.Reason = min(piece.End, p.mainUntil), p.mainFor
		}
		p.b.Append(p.lane, piece)
		iv.Start = piece.End
	}
}
