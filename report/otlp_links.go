package report

import (
	"slices"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"ctrace/tracer/timeline"
)

// mostLinks is what OpenTelemetry's SDKs allow a span by default.
const mostLinks = 128

// consumption is the links from spans that received messages to those that sent
// them. Jaeger v1 draws a span under what it is linked to, whatever its parent is,
// and shows nothing of spans that stand under each other: so no link leads to a
// span that leads back, over parents and links. Of two spans that answer each other
// only the first to receive is linked.
type consumption struct {
	parents map[spanRef]spanRef
	links   map[spanRef][]timeline.SpanLink
}

// consumptionOf finds the spans between which messages travelled: the innermost
// ones that were open when they were sent and received. A span needs no link to
// its parent or to what its program linked it to.
func consumptionOf(tl *timeline.Timeline, spans []timeline.Span) consumption {
	c := consumption{map[spanRef]spanRef{}, map[spanRef][]timeline.SpanLink{}}
	onLane := map[timeline.LaneID][]*timeline.Span{}
	for i := range spans {
		s := &spans[i]
		onLane[s.Lane] = append(onLane[s.Lane], s)
		c.parents[refOf(s)] = spanRef{s.Trace, s.Parent}
	}
	for l := range tl.Links() {
		if l.Kind != timeline.Send {
			continue
		}
		from, to := innermost(onLane[l.From], l.FromTime), innermost(onLane[l.To], l.ToTime)
		if from == nil || to == nil || c.parents[refOf(to)] == refOf(from) {
			continue
		}
		c.add(to, timeline.SpanLink{Trace: from.Trace, Span: from.ID})
	}
	return c
}

func refOf(s *timeline.Span) spanRef { return spanRef{s.Trace, s.ID} }

// add links a span, unless that adds nothing or too much.
func (c consumption) add(consumer *timeline.Span, link timeline.SpanLink) {
	known := c.links[refOf(consumer)]
	switch {
	case len(known) == mostLinks, slices.Contains(known, link), slices.Contains(consumer.Links, link):
	case c.leads(spanRef{link.Trace, link.Span}, refOf(consumer), map[spanRef]bool{}):
	default:
		c.links[refOf(consumer)] = append(known, link)
	}
}

// leads reports whether parents and links lead from a span to another.
func (c consumption) leads(from, to spanRef, seen map[spanRef]bool) bool {
	for from != to {
		if seen[from] {
			return false
		}
		seen[from] = true
		for _, l := range c.links[from] {
			if c.leads(spanRef{l.Trace, l.Span}, to, seen) {
				return true
			}
		}
		parent, ok := c.parents[from]
		if !ok {
			return false
		}
		from = parent
	}
	return true
}

// innermost returns the one of a lane's spans that was begun last of those open at
// an instant, nil if none was.
func innermost(spans []*timeline.Span, at timeline.Time) *timeline.Span {
	for _, s := range slices.Backward(spans) { // they are in the order of their starts
		if s.Start <= at && at <= s.End {
			return s
		}
	}
	return nil
}

// link adds to a span what messages link it to.
func (c consumption) link(s *timeline.Span, p *tracepb.Span) {
	for _, l := range c.links[refOf(s)] {
		p.Links = append(p.Links, protoLink(l))
	}
}

func protoLink(l timeline.SpanLink) *tracepb.Span_Link {
	return &tracepb.Span_Link{TraceId: l.Trace[:], SpanId: l.Span[:]}
}
