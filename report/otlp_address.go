package report

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"time"

	"ctrace/tracer/timeline"
)

// Where Jaeger shows what it was sent, beside the port on which it takes it.
const (
	jaegerPort  = "16686"
	jaegerLimit = time.Second // for an answer
)

// Traces returns the ids of the OpenTelemetry traces of r, in the order of their
// starts.
func (r *Report) Traces() []string {
	var ids []string
	seen := map[timeline.TraceKey]bool{}
	for s := range r.Timeline.Spans() {
		if s.Origin == timeline.OpenTelemetry && !seen[s.Trace] {
			seen[s.Trace] = true
			ids = append(ids, hex.EncodeToString(s.Trace[:]))
		}
	}
	return ids
}

// JaegerOf returns the address under which a Jaeger on an endpoint's host shows
// traces, "" if none answers there: http://HOST:16686/trace/.
func JaegerOf(ctx context.Context, endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	base := &url.URL{Scheme: "http", Host: net.JoinHostPort(u.Hostname(), jaegerPort)}
	return tracesPage(ctx, base)
}

// tracesPage returns the address of a Jaeger's pages of traces, "" if base is none.
func tracesPage(ctx context.Context, base *url.URL) string {
	ctx, cancel := context.WithTimeout(ctx, jaegerLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base.JoinPath("api", "services").String(), nil)
	if err != nil {
		return ""
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	var answer struct{ Data json.RawMessage }
	if response.StatusCode != http.StatusOK || json.NewDecoder(response.Body).Decode(&answer) != nil || answer.Data == nil {
		return ""
	}
	return base.JoinPath("trace").String() + "/"
}
