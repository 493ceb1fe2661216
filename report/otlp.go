package report

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// How long sending may take, and how it is tried again when an endpoint says
// that it is overloaded.
const (
	pushLimit     = 10 * time.Second
	firstRetry    = 200 * time.Millisecond
	slowestRetry  = 2 * time.Second
	retryingLimit = 3 * time.Second
)

// tracesPath is where OTLP over HTTP takes spans.
const tracesPath = "/v1/traces"

// CheckEndpoint returns an error if endpoint is no URL that [Push] can send to.
func CheckEndpoint(endpoint string) error {
	_, err := parseEndpoint(endpoint)
	return err
}

// Push sends the OpenTelemetry spans of r to an OTLP endpoint: http:// and
// https:// speak OTLP over HTTP unless OTEL_EXPORTER_OTLP_PROTOCOL says grpc,
// grpc:// and grpcs:// speak gRPC. Headers, certificates and the like come from
// OpenTelemetry's OTEL_EXPORTER_OTLP_… variables. It takes ten seconds at most,
// unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise, and returns how many spans the
// endpoint took.
func Push(ctx context.Context, endpoint string, r *Report) (sent int, err error) {
	return PushRest(ctx, endpoint, r, 0)
}

// PushRest is Push for spans of which an endpoint took so many already. It returns
// how many more it took.
func PushRest(ctx context.Context, endpoint string, r *Report, already int) (sent int, err error) {
	target, err := parseEndpoint(endpoint)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, target.limit, lang.Errorf("no answer within %s", timeline.Duration(target.limit)))
	defer cancel()
	sent, err = push(ctx, newClient(target), r, already)
	if err != nil {
		return sent, lang.Errorf("send spans to %s: %v", target.shown, oneLine{reason(ctx, err)})
	}
	return sent, nil
}

func push(ctx context.Context, client otlptrace.Client, r *Report, already int) (sent int, err error) {
	if err := client.Start(ctx); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, client.Stop(context.WithoutCancel(ctx))) }()
	for batch := range batches(r) {
		if already >= batch.count {
			already -= batch.count
			continue
		}
		if err := client.UploadTraces(ctx, batch.resources()); err != nil {
			return sent, err
		}
		sent += batch.count
	}
	return sent, nil
}

// newClient returns a client for an endpoint.
func newClient(e endpoint) otlptrace.Client {
	if e.grpc {
		return otlptracegrpc.NewClient(
			otlptracegrpc.WithEndpointURL(e.url.Scheme+"://"+e.url.Host),
			otlptracegrpc.WithCompressor("gzip"),
			otlptracegrpc.WithTimeout(e.limit),
			otlptracegrpc.WithRetry(otlptracegrpc.RetryConfig{
				Enabled: true, InitialInterval: firstRetry, MaxInterval: slowestRetry, MaxElapsedTime: retryingLimit,
			}),
		)
	}
	return otlptracehttp.NewClient(
		otlptracehttp.WithEndpointURL(e.url.String()),
		otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
		otlptracehttp.WithTimeout(e.limit),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{
			Enabled: true, InitialInterval: firstRetry, MaxInterval: slowestRetry, MaxElapsedTime: retryingLimit,
		}),
	)
}

// reason returns why sending failed: that time is up, where it is.
func reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// maxReason bounds what is repeated of an endpoint's answer, in bytes.
const maxReason = 300

// oneLine is an error whose text is shortened and fit to be shown: an endpoint may
// answer anything.
type oneLine struct{ error }

// In says the error in a language.
func (e oneLine) In(l lang.Language) string {
	line := strings.ToValidUTF8(strings.Join(strings.FieldsFunc(lang.Describe(e.error, l), breaks), " "), "�")
	if len(line) > maxReason {
		line = strings.ToValidUTF8(line[:maxReason], "") + "…"
	}
	return visible(line)
}

// Error says it in English.
func (e oneLine) Error() string { return e.In(lang.English) }
