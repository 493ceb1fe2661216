package timeline

// Reconcile returns a new timeline with everything of claimed, what a runtime says of
// itself, and of ran, what the kernel really ran, on claimed's clock.
//
//   - Processes and threads that ran knows do what it says. Where it says that
//     they wait, claimed may know better for what: the futex behind a lock is the
//     lock, and what a program itself declares counts more than the call behind it.
//     Only a wait for the GIL is the kernel's to tell: it comes before or after any
//     wait that a program can declare. A thread that waits while claimed says that
//     it is ready has no place to run in its runtime, and is Runnable.
//   - A goroutine, coroutine or task that claimed says to be Running or in a
//     Syscall on a thread is cut: it is Running where the kernel ran the thread,
//     Runnable and preempted where the thread was ready, Waiting for what the
//     kernel says where the thread waited, and as claimed where ran does not know.
//     On and Stack stay. What else it does stays.
//   - A lane that changes so carries what was claimed of it as its claim.
//   - What only one of the two knows is as it was. In a process of whose threads
//     claimed tells, a thread that only ran knows is the runtime's own, and so is a
//     child that executes no program.
//
// It fails with [ErrUnrelatedClocks] if the two have no clock in common.
func Reconcile(claimed, ran *Timeline) (*Timeline, error) {
	offset, warning, err := ran.clock.offsetTo(claimed.clock)
	if err != nil {
		return nil, err
	}
	m := &merger{Builder: thaw(claimed), spans: map[spanID]bool{}}
	if !warning.Empty() {
		m.warn(Warning{"timeline", warning})
	}
	for _, s := range claimed.spans {
		m.spans[spanID{s.Trace, s.ID}] = true
	}
	j := &joiner{merger: m, claimed: claimed, ran: newPart(ran, m, offset)}
	j.addLanes()
	j.addParents()
	for id := range ran.Lanes() {
		j.take(id)
	}
	j.cut()
	j.ran.addEvents()
	return j.Build(max(claimed.end, ran.end+offset)), nil
}

// joiner is the state of one Reconcile. The lanes of claimed have the same ids in the
// result.
type joiner struct {
	*merger
	claimed *Timeline
	ran     *part
}

// known reports whether a lane of the result is one of claimed.
func (j *joiner) known(id LaneID) bool { return int(id) < len(j.claimed.lanes) }

// take lets the result's lane of one of ran do what ran says.
func (j *joiner) take(own LaneID) {
	id, t := j.ran.lanes[own], &j.ran.t.tracks[own]
	result := track{end: t.first() + j.ran.offset}
	switch _, _, seen := t.known(); {
	case !j.known(id):
		j.ran.each(t, func(s stretch) bool {
			result.put(s.record, s.end)
			return true
		})
	case seen && j.t.lanes[id].Kind.executes():
		result.end = min(result.end, j.lives[id].start)
		j.refine(t, &j.claimed.tracks[id], &result)
		j.keepClaim(id)
	default:
		return
	}
	j.t.tracks[id] = result
}

// executes reports whether lanes of kind k are what the kernel runs.
func (k Kind) executes() bool { return k == Process || k == Thread }

// refine appends to result what t says that a thread or a process did, and for
// what it waited in view of its claim.
func (j *joiner) refine(t, claim *track, result *track) {
	c := cursor{t: claim}
	j.ran.each(t, func(s stretch) bool {
		for at := s.start; at < s.end; at = result.end {
			piece, end := s.record, s.end
			piece.start = at
			switch {
			case !c.seek(at):
			case c.start > at:
				end = min(end, c.start)
			default:
				end = min(end, c.end)
				piece.refine(&c.record)
			}
			result.put(piece, end)
		}
		return true
	})
}

// refine adds to r, which tells what a thread or a process did, what is claimed of
// it.
func (r *record) refine(claim *record) {
	if r.state == Unknown || claim.state == Unknown {
		return
	}
	r.stack = claim.stack
	switch {
	case r.state != Waiting:
	case claim.state == Runnable:
		r.state, r.reason, r.detail = Runnable, claim.reason, claim.detail
	case claim.state == Waiting && claim.reason != NoReason && r.reason != GIL:
		r.reason, r.detail = claim.reason, claim.detail
	}
}

// keepClaim makes what claimed knows of a lane its claim, unless it has an older one.
func (j *joiner) keepClaim(id LaneID) {
	t := &j.claimed.tracks[id]
	first, last, ok := t.known()
	if !ok || j.t.claims[id] != nil {
		return
	}
	claim := t.clone()
	if first > t.first() || last < t.end {
		claim = t.part(first, last)
	}
	j.t.claims[id] = &claim
}
