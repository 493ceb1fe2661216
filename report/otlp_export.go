package report

import (
	"strings"

	"go.opentelemetry.io/otel/semconv/v1.43.0"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"ctrace/tracer/timeline"
)

// What ctrace says of a span, besides what its program said.
const (
	// laneAttribute names the lane that began the span, which the account is of.
	laneAttribute     = "ctrace.lane"
	laneKindAttribute = "ctrace.lane.kind"
	// sourceAttribute says whose word the account is.
	sourceAttribute = "ctrace.states.source"
	// stateAttribute marks a span that is a state of its parent.
	stateAttribute = "ctrace.state"
	// wholePrefix and selfPrefix begin the accounts: with and without children.
	wholePrefix = "ctrace."
	selfPrefix  = "ctrace.self."
)

// Whose word an account is.
const (
	bySampling = "kernel, sampled"
	byKernel   = "kernel"
	byRuntime  = "runtime"
)

// export is the OpenTelemetry spans of a timeline with what their lanes did.
type export struct {
	tl       *timeline.Timeline
	spans    []timeline.Span
	family   family
	accounts []account
	messages consumption
	how      SpanStates
	expanded map[timeline.TraceKey]bool // the traces whose states are spans
	sampled  bool                       // the kernel's word is approximate
}

func newExport(tl *timeline.Timeline, how SpanStates) *export {
	x := &export{tl: tl, how: how}
	for s := range tl.Spans() {
		if s.Origin == timeline.OpenTelemetry {
			x.spans = append(x.spans, s)
		}
	}
	for s := range tl.Sources() {
		x.sampled = x.sampled || s.On && s.Approximate
	}
	x.family = familyOf(x.spans)
	x.messages = consumptionOf(tl, x.spans)
	x.accounts = accountsOf(tl, x.spans, x.family)
	if how != StatesNone {
		x.expanded = x.asSpans(how)
	}
	return x
}

// span returns a span as OTLP has it, and after it the spans that are its states.
func (x *export) span(i int) []*tracepb.Span {
	s := &x.spans[i]
	p := protoSpan(x.tl, s)
	x.messages.link(s, p)
	if !isEnriched(s) {
		p.Attributes = append(p.Attributes, x.enrichment(i)...)
	}
	switch {
	case x.how == StatesNone:
	case x.expanded[s.Trace]:
		return append([]*tracepb.Span{p}, x.stateSpans(s)...)
	default:
		events, dropped := x.stateEvents(s)
		p.Events, p.DroppedEventsCount = append(p.Events, events...), uint32(dropped)
	}
	return []*tracepb.Span{p}
}

// isState reports whether a span that was read is a state of its parent.
func isState(s *timeline.Span) bool { return hasAttribute(s, stateAttribute) }

// isEnriched reports whether a span that was read says already what is known of
// it, or is itself a state.
func isEnriched(s *timeline.Span) bool {
	return isState(s) || hasAttribute(s, wholePrefix+"running_ms")
}

func hasAttribute(s *timeline.Span, key string) bool {
	for _, a := range s.Attributes {
		if a.Key == key {
			return true
		}
	}
	return false
}

// enrichment returns what ctrace knows of a span.
func (x *export) enrichment(i int) []*commonpb.KeyValue {
	s, a := &x.spans[i], &x.accounts[i]
	all := a.whole.attributes(wholePrefix)
	all = append(all, a.self.attributes(selfPrefix)...)
	if s.Lane == timeline.NoLane {
		return all
	}
	lane := x.tl.Lane(s.Lane)
	all = append(all, stringAttribute(laneAttribute, lane.Name), stringAttribute(laneKindAttribute, lane.Kind.String()))
	if a.whole.states[timeline.Unknown] < s.End-s.Start {
		all = append(all, stringAttribute(sourceAttribute, x.sourceOf(s.Lane)))
	}
	thread := a.on
	if lane.Kind == timeline.Thread {
		thread = s.Lane
	}
	return append(all, x.threadAttributes(thread)...)
}

// sourceOf says whose word the states of a lane are: a lane that was cut to what
// the kernel ran carries the runtime's claim beside it.
func (x *export) sourceOf(lane timeline.LaneID) string {
	switch {
	case x.tl.Claimed(lane) && x.sampled:
		return bySampling
	case x.tl.Claimed(lane):
		return byKernel
	}
	return byRuntime
}

// threadAttributes names the thread that executes something, if id is one.
func (x *export) threadAttributes(id timeline.LaneID) []*commonpb.KeyValue {
	if id == timeline.NoLane || x.tl.Lane(id).Kind != timeline.Thread {
		return nil
	}
	thread := x.tl.Lane(id)
	all := []*commonpb.KeyValue{intAttribute(string(semconv.ThreadIDKey), thread.SystemID())}
	if thread.Name != "" {
		all = append(all, stringAttribute(string(semconv.ThreadNameKey), thread.Name))
	}
	return all
}

// attributes returns a share. What was spent in a system call is unknown, since
// that may run or wait; the four states add up to the whole.
func (s *share) attributes(prefix string) []*commonpb.KeyValue {
	syscall := s.states[timeline.Syscall]
	all := []*commonpb.KeyValue{
		milliseconds(prefix+"running_ms", s.states[timeline.Running]),
		milliseconds(prefix+"runnable_ms", s.states[timeline.Runnable]),
		milliseconds(prefix+"waiting_ms", s.states[timeline.Waiting]),
		milliseconds(prefix+"unknown_ms", s.states[timeline.Unknown]+syscall),
	}
	if syscall > 0 {
		all = append(all, milliseconds(prefix+"unknown.syscall_ms", syscall))
	}
	for reason, d := range s.waiting {
		if d > 0 {
			all = append(all, milliseconds(prefix+"waiting."+reasonKey(timeline.Reason(reason))+"_ms", d))
		}
	}
	return all
}

// reasonKey spells a reason as part of an attribute's name.
func reasonKey(r timeline.Reason) string {
	if r == timeline.NoReason {
		return "unknown"
	}
	return strings.ReplaceAll(r.String(), " ", "_")
}

func milliseconds(key string, d timeline.Duration) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: key, Value: &commonpb.AnyValue{Value: &commonpb.AnyValue_DoubleValue{DoubleValue: float64(d) / 1e6}}}
}
