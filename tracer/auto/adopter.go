package auto

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// adopter is a provider of tracers whose spans have the parent that TRACEPARENT
// names, unless they have another one.
type adopter struct {
	trace.TracerProvider
	parent trace.SpanContext
}

// newAdopter returns a provider with the parent that ctx carries.
func newAdopter(provider trace.TracerProvider, ctx context.Context) trace.TracerProvider {
	parent := trace.SpanContextFromContext(ctx)
	if !parent.IsValid() {
		return provider
	}
	return adopter{provider, parent}
}

// Tracer implements trace.TracerProvider.
func (a adopter) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return adoptingTracer{a.TracerProvider.Tracer(name, options...), a.parent}
}

type adoptingTracer struct {
	trace.Tracer
	parent trace.SpanContext
}

// Start implements trace.Tracer.
func (t adoptingTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	orphan := !trace.SpanContextFromContext(ctx).IsValid()
	wanted := trace.NewSpanStartConfig(options...)
	if orphan && !wanted.NewRoot() {
		ctx = trace.ContextWithRemoteSpanContext(ctx, t.parent)
	}
	return t.Tracer.Start(ctx, name, options...)
}
