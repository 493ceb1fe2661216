package report

import (
	"cmp"
	"iter"
	"strings"

	"go.opentelemetry.io/otel/semconv/v1.43.0"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"ctrace/tracer/timeline"
)

// batchSize and batchBytes bound what travels in one request. A gRPC server takes
// 4 MiB unless it is told otherwise.
const (
	batchSize  = 1000
	batchBytes = 2 << 20
)

// scopeName is the instrumentation that sent spans are attributed to.
const scopeName = "ctrace"

// origin is the process that a span comes from.
type origin struct {
	service, host string
	pid, parent   int // 0 if unknown
}

// batch is one request's worth of spans.
type batch struct {
	spans map[origin][]*tracepb.Span
	order []origin // by first appearance
	count int
	bytes int // as they are encoded, about
}

// batches iterates over the OpenTelemetry spans of r with what their lanes did, as
// OTLP has them.
func batches(r *Report) iter.Seq[batch] {
	return func(yield func(batch) bool) {
		x := newExport(r.Timeline, r.SpanStates)
		next := batch{spans: map[origin][]*tracepb.Span{}}
		for i := range x.spans {
			from := originOf(r, x.spans[i].Lane)
			for _, s := range x.span(i) {
				next.add(from, s)
				if !next.full() {
					continue
				}
				if !yield(next) {
					return
				}
				next = batch{spans: map[origin][]*tracepb.Span{}}
			}
		}
		if next.count > 0 {
			yield(next)
		}
	}
}

func (b *batch) add(from origin, s *tracepb.Span) {
	if b.spans[from] == nil {
		b.order = append(b.order, from)
	}
	b.spans[from] = append(b.spans[from], s)
	b.count++
	b.bytes += proto.Size(s)
}

// full reports whether a batch has as much as may travel at once.
func (b *batch) full() bool { return b.count == batchSize || b.bytes >= batchBytes }

// resources returns the spans grouped by their processes.
func (b batch) resources() []*tracepb.ResourceSpans {
	var all []*tracepb.ResourceSpans
	for _, from := range b.order {
		all = append(all, &tracepb.ResourceSpans{
			Resource:   &resourcepb.Resource{Attributes: from.attributes()},
			SchemaUrl:  semconv.SchemaURL,
			ScopeSpans: []*tracepb.ScopeSpans{{Scope: &commonpb.InstrumentationScope{Name: scopeName}, Spans: b.spans[from]}},
		})
	}
	return all
}

// attributes describes a process as OpenTelemetry's conventions do.
func (o origin) attributes() []*commonpb.KeyValue {
	all := []*commonpb.KeyValue{stringAttribute(string(semconv.ServiceNameKey), o.service)}
	if o.host != "" {
		all = append(all, stringAttribute(string(semconv.HostNameKey), o.host))
	}
	if o.pid > 0 {
		all = append(all, intAttribute(string(semconv.ProcessPIDKey), int64(o.pid)))
	}
	if o.parent > 0 {
		all = append(all, intAttribute(string(semconv.ProcessParentPIDKey), int64(o.parent)))
	}
	return all
}

// originOf returns the process of a lane, and as the service the program: the
// process at the root of the tree, so that the processes of one program are one
// service.
func originOf(r *Report, lane timeline.LaneID) origin {
	from := origin{service: r.Title, host: r.Timeline.Clock().Host}
	for id := lane; id != timeline.NoLane; {
		l := r.Timeline.Lane(id)
		if l.Kind == timeline.Process {
			switch {
			case from.pid == 0:
				from.pid, from.host = l.PID, cmp.Or(l.Host, from.host)
			case from.parent == 0:
				from.parent = l.PID
			}
		}
		if id = l.Parent; id == timeline.NoLane {
			from.service = cmp.Or(l.Name, r.Title)
		}
	}
	return from
}

func protoSpan(tl *timeline.Timeline, s *timeline.Span) *tracepb.Span {
	p := &tracepb.Span{
		TraceId: s.Trace[:], SpanId: s.ID[:], Name: validText(s.Name), Kind: tracepb.Span_SpanKind(s.Kind),
		StartTimeUnixNano: unixNano(tl, s.Start), EndTimeUnixNano: unixNano(tl, s.End),
		Status:     &tracepb.Status{Code: tracepb.Status_StatusCode(s.Status), Message: validText(s.Message)},
		Attributes: protoAttributes(s.Attributes),
	}
	if s.Parent != (timeline.SpanKey{}) {
		p.ParentSpanId = s.Parent[:]
	}
	for _, e := range s.Events {
		p.Events = append(p.Events, &tracepb.Span_Event{
			TimeUnixNano: unixNano(tl, e.Time), Name: validText(e.Name), Attributes: protoAttributes(e.Attributes),
		})
	}
	for _, l := range s.Links {
		p.Links = append(p.Links, protoLink(l))
	}
	return p
}

func unixNano(tl *timeline.Timeline, t timeline.Time) uint64 {
	return uint64(tl.Clock().WallAt(t).UnixNano())
}

func protoAttributes(attributes []timeline.Attribute) []*commonpb.KeyValue {
	var all []*commonpb.KeyValue
	for _, a := range attributes {
		all = append(all, stringAttribute(a.Key, a.Value))
	}
	return all
}

func stringAttribute(key, value string) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: validText(key), Value: &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: validText(value)}}}
}

func intAttribute(key string, value int64) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: key, Value: &commonpb.AnyValue{Value: &commonpb.AnyValue_IntValue{IntValue: value}}}
}

// validText returns text as protobuf demands it, in UTF-8.
func validText(text string) string { return strings.ToValidUTF8(text, "�") }
