package spans

import (
	"context"
	"io"
	"os"
	"sync"

	"go.opentelemetry.io/otel/semconv/v1.43.0"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"ctrace/tracer/lang"
)

// The attributes of a resource that relate its clocks.
const (
	MonoKey = "ctrace.clock.mono_ns" // CLOCK_MONOTONIC at one instant
	WallKey = "ctrace.clock.wall_ns" // the wall clock at the same instant, in ns since 1970
	BootKey = "ctrace.clock.boot_id" // the boot that CLOCK_MONOTONIC counts from
)

// Instant is a reading of both clocks.
type Instant struct {
	MonoNS, WallNS int64
	Boot           string // "" where MonoNS means nothing
}

// Writer writes spans to a file. It is a client of the OTLP exporter
// (go.opentelemetry.io/otel/exporters/otlp/otlptrace), which does the
// translation from the SDK's spans.
type Writer struct {
	mu  sync.Mutex
	w   io.Writer
	own []*commonpb.KeyValue // what the resource must say
	err error                // the first one
}

// NewWriter returns a Writer to w that notes in each resource, unless it says
// so itself, that the spans are this process's and how its clocks relate.
func NewWriter(w io.Writer, now Instant) *Writer {
	own := []*commonpb.KeyValue{intValue(string(semconv.ProcessPIDKey), int64(os.Getpid())), intValue(WallKey, now.WallNS)}
	if now.Boot != "" {
		own = append(own, intValue(MonoKey, now.MonoNS), stringValue(BootKey, now.Boot))
	}
	return &Writer{w: w, own: own}
}

// Start implements otlptrace.Client.
func (w *Writer) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client. It does not close the file.
func (w *Writer) Stop(context.Context) error { return nil }

// UploadTraces implements otlptrace.Client: it writes one line.
func (w *Writer) UploadTraces(_ context.Context, spans []*tracepb.ResourceSpans) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.write(spans)
	if w.err == nil {
		w.err = err
	}
	return err
}

// Err returns the first error of writing.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *Writer) write(spans []*tracepb.ResourceSpans) error {
	for _, s := range spans {
		w.sign(s)
	}
	line, err := Line(spans)
	if err == nil {
		_, err = w.w.Write(line)
	}
	if err != nil {
		return lang.Errorf("write spans: %w", err)
	}
	return nil
}

// Line returns spans as a line of OTLP JSON. It leaves their ids in the form in
// which they are written, so that the message is of no use afterwards.
func Line(spans []*tracepb.ResourceSpans) ([]byte, error) {
	if err := spellHex(spans); err != nil {
		return nil, err
	}
	line, err := protojson.MarshalOptions{UseEnumNumbers: true}.Marshal(&tracepb.TracesData{ResourceSpans: spans})
	return append(line, '\n'), err
}

// sign adds to a resource what it does not yet say.
func (w *Writer) sign(s *tracepb.ResourceSpans) {
	if s.Resource == nil {
		s.Resource = &resourcepb.Resource{}
	}
	for _, attribute := range w.own {
		if lookup(s.Resource.Attributes, attribute.Key) == nil {
			s.Resource.Attributes = append(s.Resource.Attributes, attribute)
		}
	}
}

func lookup(attributes []*commonpb.KeyValue, key string) *commonpb.AnyValue {
	for _, a := range attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return nil
}

func intValue(key string, v int64) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: key, Value: &commonpb.AnyValue{Value: &commonpb.AnyValue_IntValue{IntValue: v}}}
}

func stringValue(key, v string) *commonpb.KeyValue {
	return &commonpb.KeyValue{Key: key, Value: &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: v}}}
}
