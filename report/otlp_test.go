package report_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	coltracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"ctrace/report"
	"ctrace/tracer/timeline"
)

// The wall clock at Time 0 of the tests' timelines.
var origin = time.Unix(1_700_000_000, 123_456_789)

// spanReport returns a report of a program with two processes: in the parent a
// span "run", in its child spans "item 0" to "item n−1" under it.
func spanReport(n int) *report.Report {
	b := timeline.NewBuilder(timeline.Clock{Host: "host", Wall: origin})
	parent := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Name: "pool", Parent: timeline.NoLane})
	child := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 8, ID: 8, Name: "worker", Parent: parent})
	thread := b.Lane(timeline.Lane{Kind: timeline.Thread, PID: 8, ID: 8, Name: "main", Parent: child})
	trace, root := timeline.TraceKey{0xc7, byte(n >> 8), byte(n)}, timeline.SpanKey{1}
	for _, lane := range []timeline.LaneID{parent, child, thread} {
		b.Live(lane, 0, timeline.Time(time.Second))
	}
	b.Span(timeline.Span{
		Origin: timeline.OpenTelemetry, Kind: timeline.InternalSpan, Name: "run", Lane: parent, Start: 0, End: timeline.Time(time.Second),
		Trace: trace, ID: root, Attributes: []timeline.Attribute{{Key: "items", Value: fmt.Sprint(n)}},
	})
	for i := range n {
		at := timeline.Time(i) * 1_000
		b.Span(timeline.Span{
			Origin: timeline.OpenTelemetry, Kind: timeline.InternalSpan, Name: fmt.Sprintf("item %d", i), Lane: thread, Start: at, End: at + 500,
			Trace: trace, ID: timeline.SpanKey{2, byte(i >> 8), byte(i)}, Parent: root, Status: timeline.StatusError, Message: "no",
			Events: []timeline.SpanEvent{{Time: at + 100, Name: "tried"}}, Links: []timeline.SpanLink{{Trace: trace, Span: timeline.SpanKey{9}}},
		})
	}
	b.Span(timeline.Span{Origin: timeline.UserRegion, Name: "no span of OpenTelemetry's", Lane: thread, Start: 0, End: 5})
	return &report.Report{Title: "pool", Timeline: b.Build(0)}
}

// collector is an OTLP endpoint that keeps what it gets.
type collector struct {
	coltracepb.UnimplementedTraceServiceServer

	mu       sync.Mutex
	requests int
	got      []*tracepb.ResourceSpans
}

func (c *collector) Export(_ context.Context, request *coltracepb.ExportTraceServiceRequest) (*coltracepb.ExportTraceServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	c.got = append(c.got, request.ResourceSpans...)
	return &coltracepb.ExportTraceServiceResponse{}, nil
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/v1/traces" {
		http.NotFound(w, r)
		return
	}
	body, err := gzip.NewReader(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	data, err := io.ReadAll(body)
	var request coltracepb.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(data, &request) != nil {
		http.Error(w, "no OTLP", http.StatusBadRequest)
		return
	}
	c.Export(r.Context(), &request)
}

// services returns how many spans came from each process: "pool 7: 1".
func (c *collector) services() map[string]int {
	counts := map[string]int{}
	for _, resource := range c.got {
		service, pid := "", int64(0)
		for _, a := range resource.Resource.Attributes {
			switch a.Key {
			case "service.name":
				service = a.Value.GetStringValue()
			case "process.pid":
				pid = a.Value.GetIntValue()
			}
		}
		for _, scope := range resource.ScopeSpans {
			counts[fmt.Sprintf("%s %d", service, pid)] += len(scope.Spans)
		}
	}
	return counts
}

// find returns the span of a name.
func (c *collector) find(t *testing.T, name string) *tracepb.Span {
	t.Helper()
	for _, resource := range c.got {
		for _, scope := range resource.ScopeSpans {
			for _, s := range scope.Spans {
				if s.Name == name {
					return s
				}
			}
		}
	}
	t.Fatalf("no span %q arrived", name)
	return nil
}

// serveHTTP returns the URL of an endpoint.
func serveHTTP(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func serveGRPC(t *testing.T, c *collector) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	coltracepb.RegisterTraceServiceServer(server, c)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "grpc://" + listener.Addr().String()
}

func TestPushSendsEverySpanOnce(t *testing.T) {
	t.Parallel()
	const items = 1500 // more than one request
	for _, protocol := range []string{"http", "grpc"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			c := &collector{}
			url := ""
			if protocol == "http" {
				url = serveHTTP(t, c)
			} else {
				url = serveGRPC(t, c)
			}
			sent, err := report.Push(t.Context(), url, spanReport(items))
			if err != nil || sent != items+1 {
				t.Fatalf("sent %d, error %v; want %d", sent, err, items+1)
			}
			if got, want := fmt.Sprint(c.services()), fmt.Sprint(map[string]int{"pool 7": 1, "pool 8": items}); got != want {
				t.Errorf("arrived: %s, want %s", got, want)
			}
			if c.requests != 2 {
				t.Errorf("%d requests, want 2", c.requests)
			}
		})
	}
}

func TestPushKeepsWhatASpanSays(t *testing.T) {
	t.Parallel()
	c := &collector{}
	if _, err := report.Push(t.Context(), serveHTTP(t, c), spanReport(3)); err != nil {
		t.Fatal(err)
	}
	root, item := c.find(t, "run"), c.find(t, "item 2")
	start := uint64(origin.UnixNano()) + 2_000
	want := &tracepb.Span{
		TraceId: root.TraceId, SpanId: []byte{2, 0, 2, 0, 0, 0, 0, 0}, ParentSpanId: root.SpanId, Name: "item 2",
		Kind: tracepb.Span_SPAN_KIND_INTERNAL, StartTimeUnixNano: start, EndTimeUnixNano: start + 500,
		Status:     &tracepb.Status{Code: tracepb.Status_STATUS_CODE_ERROR, Message: "no"},
		Events:     []*tracepb.Span_Event{{TimeUnixNano: start + 100, Name: "tried"}},
		Links:      []*tracepb.Span_Link{{TraceId: root.TraceId, SpanId: []byte{9, 0, 0, 0, 0, 0, 0, 0}}},
		Attributes: item.Attributes,
	}
	if !proto.Equal(item, want) {
		t.Errorf("arrived:\n%v\nwant:\n%v", item, want)
	}
	if got := fmt.Sprint(item.Attributes); !strings.Contains(got, "ctrace.lane") || !strings.Contains(got, "main") {
		t.Errorf("attributes %s do not name the lane", got)
	}
	if len(root.ParentSpanId) != 0 {
		t.Errorf("the root has parent %x", root.ParentSpanId)
	}
}

// answer returns a handler that always answers the same.
func answer(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, text, status) }
}

func TestPushSaysInOneLineWhatWentWrong(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	down := "http://" + silent.Addr().String()
	if err := silent.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, url, want string }{
		{"down", down, "connection refused"},
		{"down, grpc", strings.Replace(down, "http", "grpc", 1), "connection refused"},
		{"400", serveHTTP(t, answer(400, "what is this?")), "what is this?"},
		{"500", serveHTTP(t, answer(500, "oh no")), "500"},
		{"503", serveHTTP(t, answer(503, "come back later")), "come back later"},
		{"a refusal", serveHTTP(t, http.HandlerFunc(refuseSome)), "too many spans"},
		{"a page", serveHTTP(t, answer(404, "<html>\n<b>\x1b[31mlost</b>\n"+strings.Repeat("x", 10_000))), "404"},
		{"another protocol", speaksSMTP(t), "send spans to "}, // which of its ends gives up first is chance
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sent, err := report.Push(t.Context(), test.url, spanReport(3))
			if err == nil || sent != 0 {
				t.Fatalf("sent %d without an error", sent)
			}
			text := err.Error()
			if !strings.Contains(text, test.want) || strings.ContainsAny(text, "\n\x1b") || len(text) > 500 {
				t.Errorf("error %q, want one line that says %q", text, test.want)
			}
		})
	}
}

// refuseSome answers that it did not take all spans.
func refuseSome(w http.ResponseWriter, _ *http.Request) {
	answer, err := proto.Marshal(&coltracepb.ExportTraceServiceResponse{
		PartialSuccess: &coltracepb.ExportTracePartialSuccess{RejectedSpans: 2, ErrorMessage: "too many spans"},
	})
	if err != nil {
		http.Error(w, err.Error(), http.StatusTeapot)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	w.Write(answer)
}

// speaksSMTP returns the URL of something that is no HTTP server.
func speaksSMTP(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if _, err := conn.Read(make([]byte, 1<<16)); err == nil { // the request
				io.WriteString(conn, "500 what is that?\r\n")
			}
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func TestPushTriesAgainWhenTheEndpointIsBusy(t *testing.T) {
	t.Parallel()
	c := &collector{}
	var busy sync.Once
	url := serveHTTP(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served := false
		busy.Do(func() { served = true; http.Error(w, "busy", http.StatusTooManyRequests) })
		if !served {
			c.ServeHTTP(w, r)
		}
	}))
	if sent, err := report.Push(t.Context(), url, spanReport(3)); err != nil || sent != 4 {
		t.Errorf("sent %d, error %v; want 4", sent, err)
	}
}

func TestPushDoesNotHang(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	asked, release := make(chan struct{}), make(chan struct{})
	url := serveHTTP(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-release
	}))
	defer close(release)
	go func() {
		<-asked
		cancel()
	}()
	if _, err := report.Push(ctx, url, spanReport(1)); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("error %v, want one that says canceled", err)
	}
}

func TestPushGivesUpInTheEnd(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	url := serveHTTP(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer close(release)
	if _, err := report.Push(t.Context(), url, spanReport(1)); err == nil || !strings.Contains(err.Error(), "no answer within 10.0 s") {
		t.Errorf("error %v, want one that says how long it waited", err)
	}
}

func TestCheckEndpoint(t *testing.T) {
	t.Parallel()
	tests := []struct {
		endpoint, want string // want is "" for a good one
	}{
		{"http://127.0.0.1:4318", ""},
		{"https://otlp.example.com/otlp/v1/traces", ""},
		{"grpc://127.0.0.1:4317", ""},
		{"grpcs://otlp.example.com:443", ""},
		{"", "names no host"},
		{"127.0.0.1:4318", "no URL"},
		{"localhost:4318", "names no host"},
		{"ftp://127.0.0.1", "not ftp"},
		{"http://\x1b", "no URL"},
	}
	for _, test := range tests {
		err := report.CheckEndpoint(test.endpoint)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("CheckEndpoint(%q) is %v, want %q", test.endpoint, err, test.want)
		}
	}
}
