package timeline

// cut cuts what lanes that are executed by threads are claimed to have done to
// what the kernel ran. It reads all of them together in the order of time, so that
// what each thread did is read once.
func (j *joiner) cut() {
	c := cutter{joiner: j, threads: map[LaneID]*cursor{}, results: map[LaneID]*track{}}
	var all sweep
	for id, lane := range j.claimed.Lanes() {
		if _, both := j.ran.source[id]; lane.Kind.scheduled() && !both {
			all.add(id, &j.claimed.tracks[id])
		}
	}
	all.each(func(x *swept, _ Time) {
		if x.ok {
			c.cut(x)
		}
	})
	for id, result := range c.results {
		j.t.tracks[id] = *result
		j.keepClaim(id)
	}
}

// cutter is the state of one cut.
type cutter struct {
	*joiner
	threads map[LaneID]*cursor // over what ran knows of each, at the last instant asked for; nil if nothing
	ahead   cursor             // the one that moves on
	results map[LaneID]*track  // of the lanes that are not as claimed
}

// cut adds the record that x stands on to the result of its lane, in pieces.
func (c *cutter) cut(x *swept) {
	thread := c.thread(&x.record)
	at := x.start
	for thread != nil && at < x.end {
		start, end := thread.start+c.ran.offset, thread.end+c.ran.offset
		if start >= x.end {
			break
		}
		c.add(x, x.record, at, start)
		at = max(at, start)
		piece := x.record
		c.apply(&piece, &thread.record)
		c.add(x, piece, at, min(end, x.end))
		at = min(end, x.end)
		if end >= x.end || !thread.next() {
			break
		}
	}
	c.add(x, x.record, at, x.end)
}

// thread returns a cursor at what the thread did that executed r from r's start on,
// nil if there is nothing to cut or nothing to cut it to.
func (c *cutter) thread(r *record) *cursor {
	if r.on == NoLane || r.state != Running && r.state != Syscall {
		return nil
	}
	thread, asked := c.threads[r.on]
	if !asked {
		if own, ok := c.ran.source[r.on]; ok && c.ran.t.lanes[own].Kind == Thread {
			thread = &cursor{t: &c.ran.t.tracks[own]}
		}
		c.threads[r.on] = thread
	}
	if thread == nil || !thread.seek(r.start-c.ran.offset) {
		return nil
	}
	// What runs at the same time begins later and is asked for next: the one in the
	// map stays here.
	c.ahead = *thread
	return &c.ahead
}

// apply lets r, which is claimed to run or to be in a system call, do what the
// thread did that executed it.
func (c *cutter) apply(r, thread *record) {
	switch thread.state {
	case Running:
		r.state, r.reason = Running, NoReason
	case Runnable:
		r.state, r.reason, r.detail = Runnable, Preempted, 0
	case Waiting:
		r.state, r.reason, r.detail = Waiting, thread.reason, c.ran.text(thread.detail)
	}
}

// add adds a piece of the record that x stands on to the result. The result of a
// lane begins with the first piece that is not as claimed.
func (c *cutter) add(x *swept, piece record, start, end Time) {
	if start >= end {
		return
	}
	result := c.results[x.lane]
	if result == nil {
		if piece.same(&x.record) {
			return
		}
		before := x.t.part(x.t.first(), start)
		result = &before
		c.results[x.lane] = result
	}
	piece.start = start
	result.put(piece, end)
}
