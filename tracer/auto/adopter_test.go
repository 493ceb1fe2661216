package auto

import (
	"context"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

func TestAdopter(t *testing.T) {
	remote := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: trace.FlagsSampled})
	ctx := trace.ContextWithRemoteSpanContext(context.Background(), remote)
	tracer := newAdopter(sdktrace.NewTracerProvider(), ctx).Tracer("test")
	inside, span := tracer.Start(context.Background(), "parent")

	for name, test := range map[string]struct {
		ctx     context.Context
		options []trace.SpanStartOption
		parent  trace.SpanID
	}{
		"without a parent": {context.Background(), nil, remote.SpanID()},
		"with a parent":    {inside, nil, span.SpanContext().SpanID()},
		"a root":           {context.Background(), []trace.SpanStartOption{trace.WithNewRoot()}, trace.SpanID{}},
	} {
		_, started := tracer.Start(test.ctx, "span", test.options...)
		if got := started.(sdktrace.ReadOnlySpan).Parent().SpanID(); got != test.parent {
			t.Errorf("%s: the parent is %v, want %v", name, got, test.parent)
		}
	}
	if provider := sdktrace.NewTracerProvider(); newAdopter(provider, context.Background()) != trace.TracerProvider(provider) {
		t.Error("a provider is wrapped without need")
	}
}
