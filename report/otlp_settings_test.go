package report

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestVariablesSayHowToSend(t *testing.T) {
	tests := []struct {
		name, variable, value, endpoint string
		grpc                            bool
		limit                           time.Duration
		refused                         string // part of the error, "" for none
	}{
		{"nothing said", "PROTOCOL", "", "http://a:1", false, pushLimit, ""},
		{"gRPC by scheme", "PROTOCOL", "http/protobuf", "grpc://a:1", true, pushLimit, ""},
		{"gRPC by variable", "PROTOCOL", "grpc", "http://a:1", true, pushLimit, ""},
		{"for traces only", "TRACES_PROTOCOL", "grpc", "https://a:1", true, pushLimit, ""},
		{"no protocol", "PROTOCOL", "carrier pigeon", "http://a:1", false, 0, "carrier pigeon"},
		{"less time", "TIMEOUT", "250", "http://a:1", false, 250 * time.Millisecond, ""},
		{"no time", "TIMEOUT", "-1", "http://a:1", false, 0, "no number of milliseconds"},
		{"no certificate", "CERTIFICATE", "otlp.go", "https://a:1", false, pushLimit, "no certificate"},
		{"no file", "CERTIFICATE", "gone.pem", "https://a:1", false, pushLimit, "gone.pem"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(otlpVariables+test.variable, test.value)
			e, err := parseEndpoint(test.endpoint)
			switch {
			case test.refused != "":
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("error %v, want one that says %q", err, test.refused)
				}
			case err != nil || e.grpc != test.grpc || e.limit != test.limit:
				t.Errorf("gRPC %v within %v, error %v; want %v within %v", e.grpc, e.limit, err, test.grpc, test.limit)
			}
		})
	}
}

func TestTheEnvironmentNamesTheEndpoint(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://all:4318")
	if got := EndpointFromEnvironment(); got != "http://all:4318" {
		t.Errorf("%q, want the one of all signals", got)
	}
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", " http://traces:4318")
	if got := EndpointFromEnvironment(); got != "http://traces:4318" {
		t.Errorf("%q, want the one of traces", got)
	}
}

// TestOnlyWhoHasTheCertificateIsAnswered holds that the variable's certificate is
// what a server is checked against, and that the headers reach it.
func TestOnlyWhoHasTheCertificateIsAnswered(t *testing.T) {
	var key string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { key = r.Header.Get("X-Key") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused once
	server.StartTLS()
	t.Cleanup(server.Close)
	r := newRun()
	r.span(1, 0, r.process(1), 0, 10)
	pushed := r.report()
	if _, err := Push(t.Context(), server.URL, pushed); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("error %v, want one about the certificate", err)
	}
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", path)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "X-Key=sesame")
	if sent, err := Push(t.Context(), server.URL, pushed); err != nil || sent != 1 || key != "sesame" {
		t.Errorf("sent %d with the key %q, error %v", sent, key, err)
	}
}

func TestTracesPageIsJaegers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, answer string
		status       int
		jaeger       bool
	}{
		{"Jaeger", `{"data":["pool"],"total":1}`, 200, true},
		{"another page", `<html>`, 200, false},
		{"other JSON", `{"services":[]}`, 200, false},
		{"no such page", `{"data":[]}`, 404, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/api/services" {
					t.Errorf("asked for %s", r.URL)
				}
				w.WriteHeader(test.status)
				w.Write([]byte(test.answer))
			}))
			defer server.Close()
			base, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if test.jaeger {
				want = server.URL + "/trace/"
			}
			if got := tracesPage(t.Context(), base); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// TestTheRestIsSent holds that spans which an endpoint took before it broke down
// are not sent again.
func TestTheRestIsSent(t *testing.T) {
	t.Parallel()
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests++; requests == 2 {
			http.Error(w, "out of order", http.StatusBadRequest)
		}
	}))
	t.Cleanup(server.Close)
	r := newRun()
	lane := r.process(1)
	for number := 1; number <= 2_500; number++ {
		r.span(number, 0, lane, 0, 10)
	}
	pushed := r.report()
	sent, err := Push(t.Context(), server.URL, pushed)
	if err == nil || sent != 1_000 {
		t.Fatalf("sent %d, error %v; want the first request's 1000", sent, err)
	}
	if rest, err := PushRest(t.Context(), server.URL, pushed, sent); err != nil || rest != 1_500 || requests != 4 {
		t.Errorf("sent %d more in %d requests in all, error %v; want 1500 and 4", rest, requests, err)
	}
}
