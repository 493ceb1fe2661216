package report

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"iter"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/semconv/v1.43.0"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// SpanStates says how exported spans show what their lanes did meanwhile. Their
// attributes say it in any case.
type SpanStates uint8

// The ways.
const (
	StatesAuto SpanStates = iota // as child spans while a trace stays below 2,000, else as events
	StatesAll                    // as child spans while a trace stays below 10,000, else as events
	StatesNone                   // not at all
)

var spanStatesWords = [...]string{StatesAuto: "auto", StatesAll: "all", StatesNone: "none"}

// String returns the word of the flag.
func (s SpanStates) String() string { return spanStatesWords[s] }

// Set implements pflag.Value.
func (s *SpanStates) Set(word string) error {
	i := slices.Index(spanStatesWords[:], word)
	if i < 0 {
		return lang.Errorf("it must be %s", strings.Join(spanStatesWords[:], ", "))
	}
	*s = SpanStates(i)
	return nil
}

// Type implements pflag.Value.
func (*SpanStates) Type() string { return "states" }

// The bounds of a trace with its states.
const (
	autoSpans = 2_000
	mostSpans = 10_000 // more make Jaeger's page slow
	// mostEvents is what OpenTelemetry's SDKs allow a span by default.
	mostEvents = 128
	// mostLooked bounds how many states of one span are considered for its events.
	mostLooked = 10_000
)

// states iterates over what the lane of a span did while none of the span's
// children on the same lane was open: these show it themselves. Intervals are
// cut to the span, and those that differ in nothing but where in the program
// they were are one.
func (x *export) states(s *timeline.Span) iter.Seq[timeline.Interval] {
	return func(yield func(timeline.Interval) bool) {
		var last timeline.Interval
		for iv := range x.pieces(s) {
			if last.End == iv.Start && last.State == iv.State && last.Reason == iv.Reason && last.Detail == iv.Detail {
				last.End = iv.End
				continue
			}
			if last.State != timeline.Unknown && !yield(last) {
				return
			}
			last = iv
		}
		if last.State != timeline.Unknown {
			yield(last)
		}
	}
}

// pieces iterates over the intervals of a span's lane as they were recorded, cut
// to where no child on that lane is open.
func (x *export) pieces(s *timeline.Span) iter.Seq[timeline.Interval] {
	onItsLane := func(child *timeline.Span) bool { return child.Lane == s.Lane }
	return func(yield func(timeline.Interval) bool) {
		if s.Lane == timeline.NoLane || isState(s) {
			return
		}
		for _, of := range x.family.self(s, onItsLane) {
			for iv := range x.tl.Intervals(s.Lane, of.from, of.to) {
				iv.Start, iv.End = max(iv.Start, of.from), min(iv.End, of.to)
				if !yield(iv) {
					return
				}
			}
		}
	}
}

// asSpans returns the traces whose states are to be spans.
func (x *export) asSpans(how SpanStates) map[timeline.TraceKey]bool {
	limit := map[SpanStates]int{StatesAuto: autoSpans, StatesAll: mostSpans}[how]
	count := map[timeline.TraceKey]int{}
	for i := range x.spans {
		count[x.spans[i].Trace]++
	}
	for i := range x.spans {
		s := &x.spans[i]
		if count[s.Trace] > limit {
			continue
		}
		for range x.states(s) {
			if count[s.Trace]++; count[s.Trace] > limit {
				break
			}
		}
	}
	chosen := map[timeline.TraceKey]bool{}
	for trace, n := range count {
		chosen[trace] = n <= limit
	}
	return chosen
}

// stateSpans returns the states of a span as its children.
func (x *export) stateSpans(s *timeline.Span) []*tracepb.Span {
	var all []*tracepb.Span
	for iv := range x.states(s) {
		all = append(all, &tracepb.Span{
			TraceId: s.Trace[:], SpanId: stateID(s, iv), ParentSpanId: s.ID[:],
			Name: stateName(iv), Kind: tracepb.Span_SPAN_KIND_INTERNAL,
			StartTimeUnixNano: unixNano(x.tl, iv.Start), EndTimeUnixNano: unixNano(x.tl, iv.End),
			Attributes: x.stateAttributes(iv),
		})
	}
	return all
}

// stateEvents returns the states of a span as events, the longest where there
// are too many, and how many more there are, as far as they were looked at.
func (x *export) stateEvents(s *timeline.Span) (events []*tracepb.Span_Event, dropped int) {
	var all []timeline.Interval
	for iv := range x.states(s) {
		if all = append(all, iv); len(all) == mostLooked {
			break
		}
	}
	if dropped = len(all) - mostEvents; dropped > 0 {
		slices.SortStableFunc(all, func(a, b timeline.Interval) int { return cmp.Compare(b.Length(), a.Length()) })
		all = all[:mostEvents]
		slices.SortFunc(all, func(a, b timeline.Interval) int { return cmp.Compare(a.Start, b.Start) })
	}
	for _, iv := range all {
		attributes := append(x.stateAttributes(iv), milliseconds("ctrace.duration_ms", iv.Length()))
		events = append(events, &tracepb.Span_Event{TimeUnixNano: unixNano(x.tl, iv.Start), Name: stateName(iv), Attributes: attributes})
	}
	return events, max(dropped, 0)
}

// stateName names a state as a span: "waiting: sleep".
func stateName(iv timeline.Interval) string {
	if iv.Reason == timeline.NoReason {
		return iv.State.String()
	}
	return iv.State.String() + ": " + iv.Reason.String()
}

// stateAttributes says in which state a lane was, of what exactly, and where in its
// program it stood still or what executed it.
func (x *export) stateAttributes(iv timeline.Interval) []*commonpb.KeyValue {
	all := []*commonpb.KeyValue{stringAttribute(stateAttribute, iv.State.String())}
	if iv.Reason != timeline.NoReason {
		all = append(all, stringAttribute("ctrace.reason", iv.Reason.String()))
	}
	if iv.Detail != "" {
		all = append(all, stringAttribute("ctrace.detail", iv.Detail))
	}
	if iv.State == timeline.Running {
		return append(all, x.threadAttributes(iv.On)...)
	}
	return append(all, codeAttributes(x.tl.Frames(iv.Stack))...)
}

// codeAttributes says where in the program a stack is: at the innermost call that
// is not the runtime's or ctrace's own doing.
func codeAttributes(stack []timeline.Frame) []*commonpb.KeyValue {
	for _, frame := range stack {
		if strings.HasPrefix(frame.Func, "runtime.") || strings.HasPrefix(frame.Func, "ctrace/tracer.") {
			continue
		}
		return []*commonpb.KeyValue{
			stringAttribute(string(semconv.CodeFunctionNameKey), frame.Func),
			stringAttribute(string(semconv.CodeFilePathKey), frame.File),
			intAttribute(string(semconv.CodeLineNumberKey), int64(frame.Line)),
		}
	}
	return nil
}

// stateID returns an id for a state of a span: the same whenever it is exported.
func stateID(s *timeline.Span, iv timeline.Interval) []byte {
	hash := fnv.New64a()
	hash.Write(s.Trace[:])
	hash.Write(s.ID[:])
	binary.Write(hash, binary.BigEndian, int64(iv.Start-s.Start))
	return binary.BigEndian.AppendUint64(nil, max(hash.Sum64(), 1))
}
