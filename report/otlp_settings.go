package report

import (
	"cmp"
	"crypto/x509"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/lang"
)

// endpoint is where spans go and how. What OpenTelemetry's variables say beyond
// that (headers, client certificates, …) the exporters read themselves.
type endpoint struct {
	shown string // as it was written, without its password
	url   *url.URL
	grpc  bool
	limit time.Duration // how long sending may take in all
}

// EndpointFromEnvironment returns the endpoint that OpenTelemetry's variables
// name, "" if they name none.
func EndpointFromEnvironment() string { return variable("ENDPOINT") }

// variable returns the value of an OTEL_EXPORTER_OTLP_… variable: the one for
// traces goes before the one for all signals.
func variable(name string) string {
	return strings.TrimSpace(cmp.Or(os.Getenv(tracesVariables+name), os.Getenv(otlpVariables+name)))
}

const (
	otlpVariables   = "OTEL_EXPORTER_OTLP_"
	tracesVariables = otlpVariables + "TRACES_"
)

// parseEndpoint checks an endpoint and the variables about it, and completes the
// path of an HTTP one.
func parseEndpoint(text string) (e endpoint, err error) {
	if e.url, err = url.Parse(text); err != nil {
		return e, lang.Errorf("%q is no URL: %v", text, oneLine{err})
	}
	if e.url.Host == "" {
		return e, lang.Errorf("%q names no host: write it as http://127.0.0.1:4318 or grpc://127.0.0.1:4317", text)
	}
	e.shown = e.url.Redacted()
	switch e.url.Scheme {
	case "http", "https":
		if e.grpc, err = speaksGRPC(); err != nil {
			return e, err
		}
		if !e.grpc && !strings.HasSuffix(e.url.Path, tracesPath) {
			e.url = e.url.JoinPath(tracesPath)
		}
	case "grpc", "grpcs":
		e.grpc = true
		e.url.Scheme = map[string]string{"grpc": "http", "grpcs": "https"}[e.url.Scheme]
	default:
		return e, lang.Errorf("%q: spans travel over http, https, grpc or grpcs, not %s", text, e.url.Scheme)
	}
	if e.limit, err = timeLimit(); err != nil {
		return e, err
	}
	return e, checkCertificate()
}

// speaksGRPC reports whether the variables want gRPC where the endpoint's scheme
// does not tell.
func speaksGRPC() (bool, error) {
	switch protocol := variable("PROTOCOL"); protocol {
	case "", "http/protobuf", "http/json":
		return false, nil
	case "grpc":
		return true, nil
	default:
		return false, lang.Errorf("%sPROTOCOL: %q is neither grpc, http/protobuf nor http/json", otlpVariables, protocol)
	}
}

func timeLimit() (time.Duration, error) {
	text := variable("TIMEOUT")
	if text == "" {
		return pushLimit, nil
	}
	ms, err := strconv.ParseInt(text, 10, 32)
	if err != nil || ms <= 0 {
		return 0, lang.Errorf("%sTIMEOUT: %q is no number of milliseconds", otlpVariables, text)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// checkCertificate finds out what the exporters only ignore: that there is no
// certificate where the variable says so.
func checkCertificate() error {
	path := variable("CERTIFICATE")
	if path == "" {
		return nil
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return lang.Errorf("%sCERTIFICATE: %w", otlpVariables, err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		return lang.Errorf("%sCERTIFICATE: %s holds no certificate in PEM form", otlpVariables, path)
	}
	return nil
}
