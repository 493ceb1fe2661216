package spans

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"ctrace/tracer/jsonl"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Match reports whether a file that begins with head holds OTLP JSON lines.
func Match(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(head, []byte("{")) && bytes.Contains(head, []byte(`"resourceSpans"`))
}

// Read adds the spans of r to b. Lines and spans that make no sense are left
// out and reported in a warning. The error is of r or ctx only. name says in
// warnings what is read.
func Read(ctx context.Context, r io.Reader, name string, b *timeline.Builder) error {
	reader := reader{b: b}
	skipped, err := jsonl.Read(ctx, r, reader.line)
	if skipped.Count > 0 {
		b.Warn("spans", "%s: %v", name, skipped.Text())
	}
	if reader.bad > 0 {
		b.Warn("spans", "%s: %d spans are left out: %v", name, reader.bad, reader.err)
	}
	if reader.backward > 0 {
		b.Warn("spans", "%s: %d spans end before they start: they are drawn without length", name, reader.backward)
	}
	if reader.open > 0 {
		b.Warn("spans", "%s: %d spans have no end", name, reader.open)
	}
	return err
}

type reader struct {
	b        *timeline.Builder
	bad      int   // spans that are left out
	err      error // why the first of them is
	backward int
	open     int
}

func (r *reader) line(text []byte) error {
	var data tracepb.TracesData
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(text, &data); err != nil {
		if syntax := json.Unmarshal(text, new(json.RawMessage)); syntax != nil {
			err = syntax // says where it is
		}
		return lang.Errorf("no OTLP JSON: %w", err)
	}
	if len(data.ResourceSpans) == 0 {
		return lang.Errorf("it has no resourceSpans")
	}
	if err := readHex(data.ResourceSpans); err != nil {
		return err
	}
	for _, resource := range data.ResourceSpans {
		owner := newOwner(resource.GetResource().GetAttributes())
		for span := range each([]*tracepb.ResourceSpans{resource}) {
			if err := r.span(owner, span); err != nil {
				r.leaveOut(err)
			}
		}
	}
	return nil
}

func (r *reader) leaveOut(err error) {
	if r.bad == 0 {
		r.err = err
	}
	r.bad++
}

func (r *reader) span(owner owner, p *tracepb.Span) error {
	s := timeline.Span{
		Origin: timeline.OpenTelemetry, Name: p.Name, Lane: timeline.NoLane,
		Message: p.GetStatus().GetMessage(), Attributes: attributes(p.Attributes),
	}
	if err := setIDs(&s, p); err != nil {
		return err
	}
	if p.Kind >= 0 && p.Kind < tracepb.Span_SpanKind(timeline.NumSpanKinds) {
		s.Kind = timeline.SpanKind(p.Kind)
	}
	if code := p.GetStatus().GetCode(); code == tracepb.Status_STATUS_CODE_OK || code == tracepb.Status_STATUS_CODE_ERROR {
		s.Status = timeline.Status(code)
	}
	if err := r.setTimes(&s, owner, p); err != nil {
		return err
	}
	s.Lane = owner.lane(r.b)
	r.b.Live(s.Lane, s.Start, s.End)
	r.b.Span(s)
	return nil
}

func setIDs(s *timeline.Span, p *tracepb.Span) error {
	if len(p.TraceId) != traceIDSize || len(p.SpanId) != spanIDSize {
		return lang.Errorf("span %q has ids of %d and %d bytes, not %d and %d", p.Name, len(p.TraceId), len(p.SpanId), traceIDSize, spanIDSize)
	}
	s.Trace, s.ID = timeline.TraceKey(p.TraceId), timeline.SpanKey(p.SpanId)
	if len(p.ParentSpanId) == spanIDSize {
		s.Parent = timeline.SpanKey(p.ParentSpanId)
	}
	for _, l := range p.Links {
		if len(l.TraceId) == traceIDSize && len(l.SpanId) == spanIDSize {
			s.Links = append(s.Links, timeline.SpanLink{Trace: timeline.TraceKey(l.TraceId), Span: timeline.SpanKey(l.SpanId)})
		}
	}
	return nil
}

// setTimes sets when a span and its events were. In a file with no recording
// around it, the first span says where the timeline begins.
func (r *reader) setTimes(s *timeline.Span, owner owner, p *tracepb.Span) (err error) {
	if p.StartTimeUnixNano == 0 {
		return lang.Errorf("span %q has no start", p.Name)
	}
	if !r.b.Clock().Known() {
		r.b.SetClock(owner.clockAt(p.StartTimeUnixNano))
	}
	clock := r.b.Clock()
	if s.Start, err = owner.time(clock, p.StartTimeUnixNano); err != nil {
		return lang.Errorf("span %q: start: %w", p.Name, err)
	}
	if p.EndTimeUnixNano == 0 {
		r.open++
		s.End, s.StillOpened = s.Start, true
	} else if s.End, err = owner.time(clock, p.EndTimeUnixNano); err != nil {
		return lang.Errorf("span %q: end: %w", p.Name, err)
	}
	if s.End < s.Start {
		r.backward++
		s.End = s.Start
	}
	for _, e := range p.Events {
		if at, err := owner.time(clock, e.TimeUnixNano); err == nil {
			s.Events = append(s.Events, timeline.SpanEvent{Time: at, Name: e.Name, Attributes: attributes(e.Attributes)})
		}
	}
	return nil
}
