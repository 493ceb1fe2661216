package timeline

// sweep reads the tracks of several lanes at once, in the order in which their
// records begin and end.
type sweep struct {
	lanes []*swept // a heap by at
}

// swept is a lane that is being swept. While ok, its cursor stands on the record
// that it is in.
type swept struct {
	cursor
	lane   LaneID
	at     Time   // of its next change: the end of record, or the start of its life
	before record // the one before record
	lived  bool   // there is one before
}

// add adds a lane before the sweep begins.
func (s *sweep) add(lane LaneID, t *track) {
	if t.count == 0 {
		return
	}
	s.lanes = append(s.lanes, &swept{cursor: cursor{t: t}, lane: lane, at: t.first()})
	s.up(len(s.lanes) - 1)
}

// each calls change with every lane, at the instant of its at, when it comes to
// another record, and once more at the end of its life, when it is not ok.
func (s *sweep) each(change func(x *swept, at Time)) {
	for len(s.lanes) > 0 {
		first := s.lanes[0]
		at := first.at
		first.before, first.lived = first.record, first.ok
		if !first.ok {
			first.seek(at)
		} else {
			first.next()
		}
		if first.ok {
			first.at = first.end
		} else {
			last := len(s.lanes) - 1
			s.lanes[0], s.lanes = s.lanes[last], s.lanes[:last]
		}
		s.down()
		change(first, at)
	}
}

// idleAt reports whether nothing more changes at that instant.
func (s *sweep) idleAt(at Time) bool { return len(s.lanes) == 0 || s.lanes[0].at > at }

func (s *sweep) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if s.lanes[parent].at <= s.lanes[i].at {
			return
		}
		s.lanes[parent], s.lanes[i] = s.lanes[i], s.lanes[parent]
		i = parent
	}
}

func (s *sweep) down() {
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(s.lanes) {
			return
		}
		if right := child + 1; right < len(s.lanes) && s.lanes[right].at < s.lanes[child].at {
			child = right
		}
		if s.lanes[i].at <= s.lanes[child].at {
			return
		}
		s.lanes[i], s.lanes[child] = s.lanes[child], s.lanes[i]
		i = child
	}
}
