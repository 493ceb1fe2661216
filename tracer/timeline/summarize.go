package timeline

// precedence orders states by what several lanes do together: the first that
// any of them is in. One of which nothing is known might have run.
var precedence = [...]State{Running, Unknown, Syscall, Runnable, Waiting}

// Summarize appends to a lane what others do together: it runs while any of
// them does, else it is Runnable while any is, and so on. Reason and detail are
// those of main, which is one of the others, while it is in that state. What is
// appended to the others later does not count.
func (b *Builder) Summarize(into LaneID, others []LaneID, main LaneID) {
	var all sweep
	for _, id := range others {
		all.add(id, &b.t.tracks[id])
	}
	var s summary
	all.each(func(x *swept, at Time) {
		s.change(x, x.lane == main)
		if !all.idleAt(at) {
			return
		}
		next := s.now(at)
		if !s.begun || !next.same(&s.open) {
			if s.begun {
				b.add(into, s.open, at)
			}
			s.open, s.begun = next, true
		}
	})
}

// summary is what several lanes do together.
type summary struct {
	counts [NumStates]int // of the lanes that are in each
	main   *record        // what the main lane does, nil while it does not live
	open   record         // what they have done until now
	begun  bool           // open is there
}

// change handles that a lane has come to another record.
func (s *summary) change(x *swept, main bool) {
	if x.lived {
		s.counts[x.before.state]--
	}
	if x.ok {
		s.counts[x.state]++
	}
	switch {
	case main && x.ok:
		s.main = &x.record
	case main:
		s.main = nil
	}
}

// now returns what the lanes do from at on.
func (s *summary) now(at Time) record {
	r := record{start: at, on: NoLane}
	for _, state := range precedence {
		if s.counts[state] > 0 {
			r.state = state
			break
		}
	}
	if s.main != nil && s.main.state == r.state {
		r.reason, r.detail = s.main.reason, s.main.detail
	}
	return r
}
