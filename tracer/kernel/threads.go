package kernel

import "ctrace/tracer/timeline"

// threadLane is a living thread with its open interval.
type threadLane struct {
	lane    timeline.LaneID
	process *processLane
	tid     int
	name    string

	state  timeline.State
	reason timeline.Reason
	detail timeline.TextID
	since  timeline.Time
	cpu    *cpuLane // on which it runs, or nil

	// While it waits: when it was seen to do so, since when it was seen to be ready,
	// and whether it is known not to have had a CPU since it was seen.
	seen, ready            timeline.Time
	seenWaiting, seenReady bool
	undisturbed            bool

	index int // among the living of its process
}

// thread returns the living thread of e, a new one that is older than what was
// seen of it if it is not known. The kernel does not name the process of one that is
// gone: then it is nil.
func (r *reading) thread(e *Event) *threadLane {
	if t := r.threads[e.TID]; t != nil || e.PID == 0 {
		return t
	}
	return r.newThread(r.process(e.PID), e.TID, true)
}

// newThread adds a thread that lives from now on, or at least since now.
func (r *reading) newThread(p *processLane, tid int, older bool) *threadLane {
	t := &threadLane{process: p, tid: tid, name: p.name, since: r.now}
	t.lane = r.b.Lane(timeline.Lane{
		Kind: timeline.Thread, PID: p.pid, ID: r.identity(timeline.Thread, p.pid, tid), Name: t.name,
		Parent: p.lane, Start: r.now, BornBefore: older,
	})
	r.threads[tid] = t
	p.add(t)
	p.threads = append(p.threads, t.lane)
	if tid == p.pid {
		p.main = t.lane
	}
	return t
}

// close appends what t did until at.
func (r *reading) close(t *threadLane, at timeline.Time) {
	iv := timeline.Packed{Start: t.since, End: at, On: timeline.NoLane, State: t.state, Reason: t.reason, Detail: t.detail}
	if t.cpu != nil {
		iv.On = t.cpu.lane
		r.b.Put(t.lane, iv)
	} else {
		r.closeOff(t, iv)
	}
	t.since = max(t.since, at)
}

// closeOff appends what t did off its CPU.
func (r *reading) closeOff(t *threadLane, iv timeline.Packed) {
	end := iv.End
	if t.seenReady {
		iv.End = min(max(t.ready, iv.Start), end)
	}
	r.putOff(t, iv)
	r.putOff(t, timeline.Packed{Start: iv.End, End: end, On: timeline.NoLane, State: timeline.Runnable})
}

// putOff appends what t did off its CPU. While records are missing it may have had
// one, unless it is known that it had none since it was seen to wait.
func (r *reading) putOff(t *threadLane, iv timeline.Packed) {
	sure := timeline.Forever
	if t.undisturbed {
		sure = t.seen
	}
	for _, g := range r.gaps.after(iv.Start) {
		from, until := max(g.from, iv.Start), min(g.until, iv.End, sure)
		if from >= until {
			break
		}
		before := iv
		before.End = from
		r.b.Put(t.lane, before)
		r.b.Put(t.lane, timeline.Packed{Start: from, End: until, On: timeline.NoLane})
		iv.Start = until
	}
	r.b.Put(t.lane, iv)
}

// begin closes the open interval of t at at, and opens one in that state.
func (r *reading) begin(t *threadLane, at timeline.Time, state timeline.State, reason timeline.Reason) {
	r.close(t, at)
	t.become(state, reason)
}

func (t *threadLane) become(state timeline.State, reason timeline.Reason) {
	t.state, t.reason, t.detail, t.cpu = state, reason, 0, nil
	t.seenWaiting, t.seenReady, t.undisturbed = false, false, false
}

// doubt takes back what the open interval of t says: it has ended since, and that
// was not seen.
func (t *threadLane) doubt() {
	if t.cpu != nil && t.cpu.thread == t {
		t.cpu.thread = nil
	}
	t.become(timeline.Unknown, timeline.NoReason)
}

// switchIn handles that a thread got a CPU.
func (r *reading) switchIn(e *Event) {
	t, c := r.thread(e), r.cpu(e.CPU)
	if t == nil {
		return
	}
	if t.state == timeline.Running {
		t.doubt()
	}
	if other := c.thread; other != nil {
		if r.exact() {
			other.doubt()
		} else {
			r.ran(c, other, other.since)
			c.others = append(c.others, other)
		}
	}
	if e.Delay > 0 && t.state == timeline.Waiting {
		t.ready, t.seenReady = r.now-timeline.Time(e.Delay), true
		t.undisturbed = t.seenWaiting // else it would have been ready more than once
	}
	r.begin(t, r.now, timeline.Running, timeline.NoReason)
	t.cpu = c
	r.touch(c, t)
}

// switchOut handles that a thread left its CPU.
func (r *reading) switchOut(e *Event) {
	t, c := r.thread(e), r.cpu(e.CPU)
	if t == nil {
		return
	}
	if t.cpu == nil || r.exact() && t.cpu != c {
		r.missedIn(t, c)
	}
	r.leave(t)
	next, reason := timeline.Waiting, timeline.NoReason
	if e.Preempted {
		next, reason = timeline.Runnable, timeline.Preempted
	}
	r.begin(t, r.now, next, reason)
}

// missedIn handles that t is on c although that it got there was not seen. If
// records are missing, that was among them: since the last of them, it has been
// there. Else nothing is known.
func (r *reading) missedIn(t *threadLane, c *cpuLane) {
	if t.cpu != nil || !c.gap {
		t.doubt()
	}
	if !c.gap {
		return
	}
	r.begin(t, max(t.since, c.lostFrom), timeline.Unknown, timeline.NoReason)
	r.begin(t, max(t.since, c.lostUntil), timeline.Running, timeline.NoReason)
	t.cpu, c.thread = c, t
}

// wait handles that it was seen at what a thread waits. That is what it waits for
// during the whole of this wait.
func (r *reading) wait(e *Event, seen timeline.Time) {
	t := r.threads[e.TID]
	if t == nil || t.state == timeline.Running || seen < t.since {
		return
	}
	if t.state != timeline.Waiting || t.seenReady {
		r.begin(t, seen, timeline.Waiting, timeline.NoReason)
	}
	t.reason, t.detail = e.Reason, r.b.Text(e.Text)
	t.seen, t.seenWaiting = seen, true
}

// ready handles that a thread was seen ready, but without a CPU.
func (r *reading) ready(e *Event, seen timeline.Time) {
	t := r.threads[e.TID]
	if t == nil || seen < t.since {
		return
	}
	switch {
	case t.state == timeline.Unknown:
		r.begin(t, seen, timeline.Runnable, timeline.NoReason)
	case t.state == timeline.Waiting && !t.seenReady:
		t.ready, t.seenReady = seen, true
	}
}

// end ends t now.
func (r *reading) end(t *threadLane) {
	r.leave(t)
	if t.state == timeline.Waiting || t.state == timeline.Runnable {
		r.missedEnd(t)
	}
	r.close(t, r.now)
	delete(r.threads, t.tid)
	t.process.remove(t)
	t.process.end = r.now
}

// missedEnd handles that t, which was not on a CPU, has ended. It must have got one,
// and that is among the records that are missing, if any are.
func (r *reading) missedEnd(t *threadLane) {
	from := r.now
	for _, c := range r.cpus {
		if c != nil && c.lostUntil > t.since {
			from = min(from, c.lostFrom)
		}
	}
	if from < r.now {
		r.begin(t, max(t.since, from), timeline.Unknown, timeline.NoReason)
	}
}

func (r *reading) finishThreads() {
	for _, t := range r.threads {
		r.close(t, r.now)
		r.b.Edit(t.lane, func(l *timeline.Lane) { l.Alive = true })
	}
}
