package spans_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"ctrace/tracer/spans"
)

var instant = spans.Instant{MonoNS: 5e9, WallNS: 1_700_000_000e9, Boot: "boot"}

// newProvider returns a provider whose spans are written to a writer.
func newProvider(t testing.TB, writer *spans.Writer, attributes ...attribute.KeyValue) *sdktrace.TracerProvider {
	t.Helper()
	exporter, err := otlptrace.New(t.Context(), writer)
	if err != nil {
		t.Fatal(err)
	}
	return sdktrace.NewTracerProvider(
		sdktrace.WithSyncer(exporter),
		sdktrace.WithResource(resource.NewSchemaless(attributes...)),
	)
}

func TestWriterWritesOTLPsJSON(t *testing.T) {
	var file bytes.Buffer
	tracer := newProvider(t, spans.NewWriter(&file, instant), attribute.String("service.name", "gather")).Tracer("scope")
	ctx, root := tracer.Start(t.Context(), "root")
	_, child := tracer.Start(ctx, "child", trace.WithSpanKind(trace.SpanKindServer), trace.WithLinks(trace.Link{SpanContext: root.SpanContext()}))
	child.SetStatus(codes.Error, "no")
	child.End()
	root.End()

	lines := strings.Split(strings.TrimSuffix(file.String(), "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want one for each span:\n%s", len(lines), file.String())
	}
	var line otlpLine
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatalf("%v in %s", err, lines[0])
	}
	span := line.ResourceSpans[0].ScopeSpans[0].Spans[0]
	want := otlpSpan{
		TraceID: root.SpanContext().TraceID().String(), SpanID: child.SpanContext().SpanID().String(),
		ParentSpanID: root.SpanContext().SpanID().String(), Name: "child", Kind: 2,
		Links: []otlpLink{{root.SpanContext().TraceID().String(), root.SpanContext().SpanID().String()}},
	}
	want.Status.Code, want.Status.Message = 2, "no"
	want.Start = span.Start
	if got, _ := json.Marshal(span); string(got) != asJSON(t, want) {
		t.Errorf("span\n%s, want\n%s", got, asJSON(t, want))
	}
	if _, err := strconv.ParseUint(span.Start, 10, 64); err != nil {
		t.Errorf("startTimeUnixNano is %q, want a number as text", span.Start)
	}
}

// otlpLine is what the tests look at of a line, as OTLP specifies it.
type otlpLine struct {
	ResourceSpans []struct {
		Resource struct {
			Attributes []struct {
				Key   string
				Value struct{ StringValue, IntValue string }
			}
		}
		ScopeSpans []struct{ Spans []otlpSpan }
	}
}

type otlpSpan struct {
	TraceID      string `json:"traceId"`
	SpanID       string `json:"spanId"`
	ParentSpanID string `json:"parentSpanId"`
	Name         string
	Kind         int
	Start        string `json:"startTimeUnixNano"`
	Links        []otlpLink
	Status       struct {
		Code    int
		Message string
	}
}

type otlpLink struct {
	TraceID string `json:"traceId"`
	SpanID  string `json:"spanId"`
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWriterSignsWhatTheProgramLeavesOut(t *testing.T) {
	tests := []struct {
		name string
		own  []attribute.KeyValue
		pid  string
	}{
		{name: "no pid", pid: strconv.Itoa(os.Getpid())},
		{name: "a pid of its own", own: []attribute.KeyValue{attribute.Int("process.pid", 42)}, pid: "42"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var file bytes.Buffer
			_, span := newProvider(t, spans.NewWriter(&file, instant), test.own...).Tracer("").Start(t.Context(), "span")
			span.End()
			var line otlpLine
			if err := json.Unmarshal(file.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, a := range line.ResourceSpans[0].Resource.Attributes {
				got[a.Key] = a.Value.StringValue + a.Value.IntValue
			}
			want := map[string]string{
				"process.pid": test.pid, spans.MonoKey: "5000000000", spans.WallKey: "1700000000000000000", spans.BootKey: "boot",
			}
			if asJSON(t, got) != asJSON(t, want) {
				t.Errorf("attributes %v, want %v", got, want)
			}
		})
	}
}

func TestWriterKeepsItsFirstError(t *testing.T) {
	writer := spans.NewWriter(full{}, instant)
	_, span := newProvider(t, writer).Tracer("").Start(t.Context(), "span")
	span.End()
	if err := writer.Err(); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}

var errFull = errors.New("no space left")

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
