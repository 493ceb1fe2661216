package report

import (
	"cmp"
	"slices"

	"ctrace/tracer/timeline"
)

// share is where a length of time went on one lane. What is not in it was not
// recorded.
type share struct {
	states  [timeline.NumStates]timeline.Duration
	waiting [timeline.NumReasons]timeline.Duration // by reason, of state Waiting only
}

func (s *share) spend(iv timeline.Interval, length timeline.Duration) {
	s.states[iv.State] += length
	if iv.State == timeline.Waiting {
		s.waiting[iv.Reason] += length
	}
}

// add adds what of to lies after from, both counted from one beginning.
func (s *share) add(from, to *share) {
	for i := range s.states {
		s.states[i] += to.states[i] - from.states[i]
	}
	for i := range s.waiting {
		s.waiting[i] += to.waiting[i] - from.waiting[i]
	}
}

// complete makes the states add up to length: the rest is Unknown.
func (s *share) complete(length timeline.Duration) {
	s.states[timeline.Unknown] = 0
	for _, d := range s.states {
		length -= d
	}
	s.states[timeline.Unknown] += length
}

// ledger tells where the time of lanes went between instants. All instants are
// noted before the first question, so that each lane is walked through once,
// however many spans lie over it.
type ledger struct {
	tl     *timeline.Timeline
	sheets map[timeline.LaneID]*sheet
}

// sheet is a ledger's sheet of one lane: what it did before each instant, and what
// executed it then.
type sheet struct {
	instants []timeline.Time
	before   []share
	on       []timeline.LaneID
}

func (l *ledger) note(lane timeline.LaneID, s stretch) {
	p := l.sheets[lane]
	if p == nil {
		p = &sheet{}
		l.sheets[lane] = p
	}
	p.instants = append(p.instants, s.from, s.to)
}

// balance walks through the lanes.
func (l *ledger) balance() {
	for lane, p := range l.sheets {
		slices.Sort(p.instants)
		p.instants = slices.Compact(p.instants)
		p.fill(l.tl, lane)
	}
}

func (p *sheet) fill(tl *timeline.Timeline, lane timeline.LaneID) {
	var sum share
	// reach notes all instants before end. They lie in iv, or before it.
	at := p.instants[0]
	reach := func(iv timeline.Interval, end timeline.Time) {
		for len(p.before) < len(p.instants) && p.instants[len(p.before)] < end {
			on := timeline.NoLane
			if instant := p.instants[len(p.before)]; instant >= iv.Start {
				sum.spend(iv, max(instant-at, 0))
				at, on = max(at, instant), iv.On
			}
			p.before, p.on = append(p.before, sum), append(p.on, on)
		}
	}
	for iv := range tl.Intervals(lane, at, p.instants[len(p.instants)-1]) {
		at = max(at, iv.Start)
		reach(iv, iv.End)
		sum.spend(iv, iv.End-at)
		at = iv.End
	}
	reach(timeline.Interval{Start: timeline.Forever}, timeline.Forever)
}

// between adds to s where a lane's time in a stretch went, both ends of which
// were noted.
func (l *ledger) between(s *share, lane timeline.LaneID, of stretch) {
	p := l.sheets[lane]
	s.add(&p.before[p.index(of.from)], &p.before[p.index(of.to)])
}

// executor returns what executed a lane at an instant that was noted, or NoLane.
func (l *ledger) executor(lane timeline.LaneID, at timeline.Time) timeline.LaneID {
	p := l.sheets[lane]
	return p.on[p.index(at)]
}

func (p *sheet) index(at timeline.Time) int {
	i, _ := slices.BinarySearch(p.instants, at)
	return i
}

// stretch is the time [from, to).
type stretch struct{ from, to timeline.Time }

// spanRef names a span.
type spanRef struct {
	trace timeline.TraceKey
	id    timeline.SpanKey
}

// family knows the children of spans.
type family map[spanRef][]*timeline.Span // by start

func familyOf(spans []timeline.Span) family {
	f := family{}
	for i := range spans {
		s := &spans[i]
		if s.Parent != (timeline.SpanKey{}) && s.Parent != s.ID {
			parent := spanRef{s.Trace, s.Parent}
			f[parent] = append(f[parent], s)
		}
	}
	for _, children := range f {
		slices.SortStableFunc(children, func(a, b *timeline.Span) int { return cmp.Compare(a.Start, b.Start) })
	}
	return f
}

// self returns the stretches of a span in which none of those children that
// count is open.
func (f family) self(s *timeline.Span, counts func(child *timeline.Span) bool) []stretch {
	var alone []stretch
	at := s.Start
	for _, child := range f[spanRef{s.Trace, s.ID}] {
		if !counts(child) {
			continue
		}
		if until := min(child.Start, s.End); until > at {
			alone = append(alone, stretch{at, until})
		}
		at = max(at, child.End)
	}
	if at < s.End {
		alone = append(alone, stretch{at, s.End})
	}
	return alone
}

func anyChild(*timeline.Span) bool { return true }

// account is where the time of a span went on the lane that began it: all of it,
// and what none of its children covers.
type account struct {
	whole, self share
	on          timeline.LaneID // what executed the lane when the span began, or NoLane
}

// accountsOf returns the accounts of spans.
func accountsOf(tl *timeline.Timeline, spans []timeline.Span, f family) []account {
	l := ledger{tl, map[timeline.LaneID]*sheet{}}
	alone := make([][]stretch, len(spans))
	for i := range spans {
		s := &spans[i]
		alone[i] = f.self(s, anyChild)
		if s.Lane == timeline.NoLane {
			continue
		}
		l.note(s.Lane, stretch{s.Start, s.End})
		for _, of := range alone[i] {
			l.note(s.Lane, of)
		}
	}
	l.balance()
	accounts := make([]account, len(spans))
	for i := range spans {
		accounts[i] = l.account(&spans[i], alone[i])
	}
	return accounts
}

// account returns the account of a span that is alone in some stretches.
func (l *ledger) account(s *timeline.Span, alone []stretch) account {
	a := account{on: timeline.NoLane}
	var length timeline.Duration
	for _, of := range alone {
		length += of.to - of.from
	}
	if s.Lane != timeline.NoLane {
		a.on = l.executor(s.Lane, s.Start)
		l.between(&a.whole, s.Lane, stretch{s.Start, s.End})
		for _, of := range alone {
			l.between(&a.self, s.Lane, of)
		}
	}
	a.whole.complete(s.End - s.Start)
	a.self.complete(length)
	return a
}
