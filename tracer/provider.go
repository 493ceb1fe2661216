package tracer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	rttrace "runtime/trace"
	"strings"

	"go.opentelemetry.io/contrib/propagators/envcar"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"ctrace/tracer/gotrace"
	"ctrace/tracer/spans"
)

// startSpans makes OpenTelemetry's spans land in the recording.
func startSpans(dir string) (stop func() error, err error) {
	file, err := appendable(pidFile(dir, spansSuffix))
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(file, noSpans); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	writer := spans.NewWriter(file, now().span(bootID()))
	exporter, err := otlptrace.New(context.Background(), writer)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	// Spans are written as they end rather than in batches: a kill loses none
	// of them, and no goroutine of the exporter's is in the picture.
	processor := annotator{sdktrace.NewSimpleSpanProcessor(exporter)}
	detach := attach(processor)
	return func() error {
		return errorOf(detach(), writer.Err(), file.Close())
	}, nil
}

// noSpans begins a file of spans, so that one in which no span ended is not taken
// for one that could not be written.
const noSpans = `{"resourceSpans":[{}]}` + "\n"

// attach makes processor see every span of the program: on the program's own
// SDK provider if it has set one, else on a new global provider.
func attach(processor sdktrace.SpanProcessor) (detach func() error) {
	if own, ok := otel.GetTracerProvider().(*sdktrace.TracerProvider); ok {
		own.RegisterSpanProcessor(processor)
		return func() error {
			own.UnregisterSpanProcessor(processor)
			return nil
		}
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithResource(describeProcess()),
		sdktrace.WithSpanProcessor(processor),
		sdktrace.WithSampler(sdktrace.AlwaysSample()),
	)
	otel.SetTracerProvider(provider)
	return func() error { return provider.Shutdown(context.Background()) }
}

// describeProcess returns the resource of the process's spans. The recorder of a
// scenario names the service through OTEL_SERVICE_NAME, as any user may; else it
// is called like the program.
func describeProcess() *resource.Resource {
	program := resource.NewSchemaless(semconv.ServiceName(filepath.Base(os.Args[0])))
	own := resource.NewSchemaless(semconv.ProcessPID(os.Getpid()))
	merged, err := resource.Merge(resource.Default(), own)
	if name, _ := merged.Set().Value(semconv.ServiceNameKey); err == nil && strings.HasPrefix(name.AsString(), "unknown_service") {
		merged, err = resource.Merge(merged, program)
	}
	if err != nil {
		return own
	}
	return merged
}

// annotator logs in the execution trace which goroutine began a span, before
// the processor that it wraps sees the span.
type annotator struct{ sdktrace.SpanProcessor }

// OnStart implements sdktrace.SpanProcessor.
func (a annotator) OnStart(ctx context.Context, s sdktrace.ReadWriteSpan) {
	id := s.SpanContext()
	rttrace.Log(ctx, gotrace.SpanCategory, fmt.Sprintf("%v %v", id.TraceID(), id.SpanID()))
	a.SpanProcessor.OnStart(ctx, s)
}

// remoteParent returns ctx with the span that TRACEPARENT names as the parent
// of the spans to come, unless ctx has a span already.
func remoteParent(ctx context.Context) context.Context {
	if trace.SpanContextFromContext(ctx).IsValid() {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, &envcar.Carrier{})
}
