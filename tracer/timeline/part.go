package timeline

import (
	"iter"
	"slices"
)

// part is one of the timelines that are put together, with what its times and
// ids are in the result.
type part struct {
	t      *Timeline
	into   *merger
	offset Time
	lanes  []LaneID          // by the part's own ids
	source map[LaneID]LaneID // the inverse of lanes
	stacks []StackID         // by the part's own ids, NoStack where not looked up yet
	texts  []TextID          // likewise
}

func newPart(t *Timeline, into *merger, offset Time) *part {
	return &part{
		t: t, into: into, offset: offset,
		lanes:  make([]LaneID, len(t.lanes)),
		source: make(map[LaneID]LaneID, len(t.lanes)),
		stacks: make([]StackID, len(t.stacks.list)),
		texts:  make([]TextID, len(t.texts.list)),
	}
}

// described returns a lane of p as the result describes it, its parent aside.
func (p *part) described(l Lane) Lane {
	if l.Host == "" {
		l.Host = p.t.clock.Host
	}
	l.Start, l.End = l.Start+p.offset, l.End+p.offset
	return l
}

// put says which lane of the result one of p is.
func (p *part) put(own, merged LaneID) {
	p.lanes[own], p.source[merged] = merged, own
}

// stretch is a record with its end.
type stretch struct {
	record
	end Time
}

// life iterates over what p knows of a lane of the result.
func (p *part) life(id LaneID) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		if own, ok := p.source[id]; ok {
			p.each(&p.t.tracks[own], yield)
		}
	}
}

// claim iterates over what is claimed in p of a lane of the result.
func (p *part) claim(id LaneID) iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		if own, ok := p.source[id]; ok {
			p.each(p.t.claims[own], yield)
		}
	}
}

func (p *part) each(t *track, yield func(stretch) bool) {
	t.each(-Forever, Forever, func(r record, end Time) bool {
		return yield(stretch{p.record(r), end + p.offset})
	})
}

// record translates a record.
func (p *part) record(r record) record {
	r.start += p.offset
	r.on, r.stack, r.detail = p.lane(r.on), p.stack(r.stack), p.text(r.detail)
	return r
}

func (p *part) lane(id LaneID) LaneID {
	if id == NoLane {
		return NoLane
	}
	return p.lanes[id]
}

func (p *part) stack(id StackID) StackID {
	if id == NoStack {
		return NoStack
	}
	merged := &p.stacks[id]
	if *merged == NoStack {
		*merged = p.into.Stack(p.t.Frames(id))
	}
	return *merged
}

func (p *part) text(id TextID) TextID {
	if id == 0 {
		return 0
	}
	merged := &p.texts[id]
	if *merged == 0 {
		*merged = p.into.Text(p.t.texts.list[id])
	}
	return *merged
}

// addEvents adds everything of p that is no interval.
func (p *part) addEvents() {
	for s := range p.t.Spans() {
		p.addSpan(s)
	}
	for l := range p.t.Links() {
		l.From, l.To = p.lane(l.From), p.lane(l.To)
		l.FromTime, l.ToTime, l.Stack = l.FromTime+p.offset, l.ToTime+p.offset, p.stack(l.Stack)
		p.into.Link(l)
	}
	for r := range p.t.Ranges() {
		r.Lane, r.Start, r.End = p.lane(r.Lane), r.Start+p.offset, r.End+p.offset
		p.into.Range(r)
	}
	for l := range p.t.Logs() {
		l.Lane, l.Time = p.lane(l.Lane), l.Time+p.offset
		p.into.Log(l)
	}
	for s := range p.t.Samples() {
		s.Lane, s.Time, s.Stack = p.lane(s.Lane), s.Time+p.offset, p.stack(s.Stack)
		p.into.Sample(s)
	}
	p.addMetrics()
	for s := range p.t.Sources() {
		p.into.Source(s)
	}
	for w := range p.t.Warnings() {
		p.into.warn(w)
	}
}

func (p *part) addSpan(s Span) {
	id := spanID{s.Trace, s.ID}
	if s.Origin == OpenTelemetry {
		if p.into.spans[id] {
			return
		}
		p.into.spans[id] = true
	}
	s.Lane, s.Start, s.End = p.lane(s.Lane), s.Start+p.offset, s.End+p.offset
	s.Events = slices.Clone(s.Events)
	for i := range s.Events {
		s.Events[i].Time += p.offset
	}
	p.into.Span(s)
}

func (p *part) addMetrics() {
	for s := range p.t.Series() {
		s.Lane, s.Points = p.lane(s.Lane), slices.Clone(s.Points)
		for i := range s.Points {
			s.Points[i].Time += p.offset
		}
		p.into.Series(s)
	}
	for profile := range p.t.Profiles() {
		profile.Lane, profile.Rows = p.lane(profile.Lane), slices.Clone(profile.Rows)
		for i := range profile.Rows {
			profile.Rows[i].Stack = p.stack(profile.Rows[i].Stack)
		}
		p.into.Profile(profile)
	}
}
