package timeline

import (
	"iter"
	"slices"
)

// part is one of the timelines that a merge combines, with what its ids and
// times are in the result.
type part struct {
	t      *Timeline
	into   *merger
	offset Time
	lane   map[LaneID]LaneID
	source map[LaneID]LaneID // the inverse of lane
	stack  map[StackID]StackID
}

// life iterates over what p contributes to a lane of the result.
func (p *part) life(id LaneID) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		own, ok := p.source[id]
		if !ok {
			return
		}
		for iv := range p.t.Life(own) {
			iv.Start += p.offset
			iv.End += p.offset
			iv.On, iv.Stack = p.lane[iv.On], p.stackID(iv.Stack)
			if !yield(iv) {
				return
			}
		}
	}
}

func (p *part) stackID(id StackID) StackID {
	merged, ok := p.stack[id]
	if !ok {
		merged = p.into.Stack(p.t.Frames(id))
		p.stack[id] = merged
	}
	return merged
}

// addEvents adds everything of p that is no interval.
func (p *part) addEvents() {
	for s := range p.t.Spans() {
		p.addSpan(s)
	}
	for l := range p.t.Links() {
		l.From, l.To = p.lane[l.From], p.lane[l.To]
		l.FromTime, l.ToTime, l.Stack = l.FromTime+p.offset, l.ToTime+p.offset, p.stackID(l.Stack)
		p.into.Link(l)
	}
	for r := range p.t.Ranges() {
		r.Lane, r.Start, r.End = p.lane[r.Lane], r.Start+p.offset, r.End+p.offset
		p.into.Range(r)
	}
	for l := range p.t.Logs() {
		l.Lane, l.Time = p.lane[l.Lane], l.Time+p.offset
		p.into.Log(l)
	}
	for s := range p.t.Samples() {
		s.Lane, s.Time, s.Stack = p.lane[s.Lane], s.Time+p.offset, p.stackID(s.Stack)
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
	s.Lane, s.Start, s.End = p.lane[s.Lane], s.Start+p.offset, s.End+p.offset
	s.Events = slices.Clone(s.Events)
	for i := range s.Events {
		s.Events[i].Time += p.offset
	}
	p.into.Span(s)
}

func (p *part) addMetrics() {
	for s := range p.t.Series() {
		s.Lane, s.Points = p.lane[s.Lane], slices.Clone(s.Points)
		for i := range s.Points {
			s.Points[i].Time += p.offset
		}
		p.into.Series(s)
	}
	for profile := range p.t.Profiles() {
		profile.Lane, profile.Rows = p.lane[profile.Lane], slices.Clone(profile.Rows)
		for i := range profile.Rows {
			profile.Rows[i].Stack = p.stackID(profile.Rows[i].Stack)
		}
		p.into.Profile(profile)
	}
}

// firstKnown iterates over what a knows at each instant, else over what b
// knows. Both are in order and without overlaps, and so is the result.
func firstKnown(a, b iter.Seq[Interval]) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		below, more := next()
		// fill yields what b knows in [from, to).
		fill := func(from, to Time) bool {
			for more && below.Start < to {
				piece := below
				piece.Start, piece.End = max(below.Start, from), min(below.End, to)
				if piece.Start < piece.End && !yield(piece) {
					return false
				}
				if below.End > to {
					return true
				}
				below, more = next()
			}
			return true
		}
		at := -Forever
		for iv := range a {
			if iv.State == Unknown {
				continue
			}
			if !fill(at, iv.Start) || !yield(iv) {
				return
			}
			at = iv.End
		}
		fill(at, Forever)
	}
}
