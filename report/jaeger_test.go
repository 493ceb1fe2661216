package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ctrace/report"
	"ctrace/tracer/timeline"
)

// jaeger is a real Jaeger, all in one, on loopback.
type jaeger struct {
	http, grpc string // where it takes spans
	query      string // where it answers
}

// jaegerBinary returns the path of Jaeger, which `make check` builds. Without
// one the test is skipped, unless CTRACE_FULL asks for all tests.
func jaegerBinary(t testing.TB) string {
	t.Helper()
	path := os.Getenv("CTRACE_JAEGER")
	if path == "" {
		path = filepath.Join("..", ".cache", "bin", "jaeger-all-in-one")
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatalf("no Jaeger (make check builds it, CTRACE_JAEGER names another): %v", err)
		}
		t.Skipf("no Jaeger (make check builds it, CTRACE_JAEGER names another): %v", err)
	}
	return path
}

// startJaeger starts Jaeger on free ports and waits until it is ready. Between
// choosing a port and listening there another program may take it: then Jaeger
// ends, and others are tried.
func startJaeger(t testing.TB) jaeger {
	t.Helper()
	path := jaegerBinary(t)
	for range 5 {
		if j, ok := tryJaeger(t, path, freePorts(t, 4)); ok {
			return j
		}
	}
	t.Fatal("Jaeger found no port that stayed free")
	return jaeger{}
}

// tryJaeger starts Jaeger on these ports. It reports false if Jaeger ended
// instead of getting ready.
func tryJaeger(t testing.TB, path string, ports []string) (j jaeger, ready bool) {
	t.Helper()
	var log bytes.Buffer
	cmd := exec.Command(path,
		"--collector.otlp.http.host-port="+ports[0],
		"--collector.otlp.grpc.host-port="+ports[1],
		"--query.http-server.host-port="+ports[2],
		"--admin.http.host-port="+ports[3],
		"--query.grpc-server.host-port=127.0.0.1:0",
		"--collector.grpc-server.host-port=127.0.0.1:0",
		"--collector.http-server.host-port=127.0.0.1:0",
		"--http-server.host-port=127.0.0.1:0",
		"--processor.jaeger-binary.server-host-port=127.0.0.1:0",
		"--processor.jaeger-compact.server-host-port=127.0.0.1:0",
		"--processor.zipkin-compact.server-host-port=127.0.0.1:0",
	)
	cmd.Env = append(os.Environ(), "SPAN_STORAGE_TYPE=memory", "OTEL_TRACES_SAMPLER=always_off")
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cmd.Wait()
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("Jaeger said:\n%s", log.String())
		}
	})
	gone := false
	poll(t, "Jaeger is ready", func() bool {
		select {
		case <-ended:
			gone = true
		default:
		}
		return gone || getJSON("http://"+ports[3]+"/", nil) == nil
	})
	return jaeger{http: "http://" + ports[0], grpc: "grpc://" + ports[1], query: "http://" + ports[2]}, !gone
}

// freePorts returns addresses on loopback that nobody listens on.
func freePorts(t testing.TB, n int) []string {
	t.Helper()
	var addresses []string
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close() // after the last is chosen, so that all differ
		addresses = append(addresses, listener.Addr().String())
	}
	return addresses
}

// poll waits until f is true: Jaeger tells nobody when it is.
func poll(t testing.TB, what string, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !f(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not so after 20 s: %s", what)
		}
	}
}

// getJSON decodes what a URL answers into v, unless v is nil.
func getJSON(url string, v any) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	if v == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(v)
}

// jaegerTrace is what Jaeger's API answers about a trace.
type jaegerTrace struct {
	Spans     []jaegerSpan
	Processes map[string]struct{ ServiceName string }
}

type jaegerSpan struct {
	SpanID        string
	OperationName string
	StartTime     int64 // µs since 1970
	Duration      int64 // µs
	ProcessID     string
	References    []struct{ RefType, TraceID, SpanID string }
}

// parent returns the id of a span's parent. Jaeger lists links among the
// references too.
func (s jaegerSpan) parent() string {
	for _, r := range s.References {
		if r.RefType == "CHILD_OF" {
			return r.SpanID
		}
	}
	return ""
}

// trace returns a trace once all its spans have arrived.
func (j jaeger) trace(t *testing.T, id string, spans int) jaegerTrace {
	t.Helper()
	var answer struct{ Data []jaegerTrace }
	poll(t, "the trace has arrived", func() bool {
		answer.Data = nil
		err := getJSON(j.query+"/api/traces/"+id, &answer)
		return err == nil && len(answer.Data) == 1 && len(answer.Data[0].Spans) >= spans
	})
	return answer.Data[0]
}

func (j jaeger) services(t *testing.T) []string {
	t.Helper()
	var answer struct{ Data []string }
	if err := getJSON(j.query+"/api/services", &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Data
}

func TestJaegerAnswersWithWhatWasPushed(t *testing.T) {
	t.Parallel()
	j := startJaeger(t)
	tests := []struct {
		name, url string
		items     int // gives each a trace of its own
	}{
		{"http", j.http, 5},
		{"grpc", j.grpc, 1200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pushed := spanReport(test.items)
			if sent, err := report.Push(t.Context(), test.url, pushed); err != nil || sent != test.items+1 {
				t.Fatalf("sent %d, error %v; want %d", sent, err, test.items+1)
			}
			var all []timeline.Span
			for s := range pushed.Timeline.Spans() {
				if s.Origin == timeline.OpenTelemetry {
					all = append(all, s)
				}
			}
			compare(t, j.trace(t, fmt.Sprintf("%x", all[0].Trace), len(all)), all)
		})
	}
	if got := j.services(t); !slices.Equal(got, []string{"pool"}) {
		t.Errorf("services %q, want one for the program", got)
	}
}

// compare checks that a trace has exactly the spans that were sent, with their
// parents and, to the microsecond that Jaeger keeps, their times.
func compare(t *testing.T, trace jaegerTrace, sent []timeline.Span) {
	t.Helper()
	if len(trace.Spans) != len(sent) {
		t.Errorf("%d spans, want %d", len(trace.Spans), len(sent))
	}
	arrived := map[string]jaegerSpan{}
	for _, s := range trace.Spans {
		arrived[s.SpanID] = s
	}
	for _, s := range sent {
		got, ok := arrived[fmt.Sprintf("%x", s.ID)]
		if !ok {
			t.Errorf("%q has not arrived", s.Name)
			continue
		}
		parent := strings.TrimLeft(fmt.Sprintf("%x", s.Parent), "0")
		if strings.TrimLeft(got.parent(), "0") != parent || got.OperationName != s.Name {
			t.Errorf("%q arrived as %q under %q, want it under %q", s.Name, got.OperationName, got.parent(), parent)
		}
		start := origin.Add(s.Start.Std()).UnixMicro()
		if got.StartTime != start || got.Duration != int64(s.End-s.Start)/1000 {
			t.Errorf("%q starts at %d µs for %d µs, want %d µs for %v", s.Name, got.StartTime, got.Duration, start, (s.End - s.Start).Std())
		}
	}
}
