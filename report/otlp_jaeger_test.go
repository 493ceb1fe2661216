package report_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"ctrace/report"
	"ctrace/tracer/timeline"
)

// tagged is what Jaeger's API answers about a span beside what jaegerSpan has.
type tagged struct {
	jaegerSpan
	Tags []struct {
		Key   string
		Value any
	}
}

// number returns a tag that is a number, 0 if there is none.
func (s tagged) number(key string) float64 {
	for _, tag := range s.Tags {
		if tag.Key == key {
			n, _ := tag.Value.(float64)
			return n
		}
	}
	return 0
}

// conversation returns a report of two processes under one span that answer each
// other: messages to and fro link them.
func conversation() *report.Report {
	b := timeline.NewBuilder(timeline.Clock{Host: "host", Wall: origin})
	trace, ms := timeline.TraceKey{0xab}, timeline.Time(time.Millisecond)
	var lanes []timeline.LaneID
	for pid := range 3 {
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: pid + 1, ID: int64(pid + 1), Name: "talk", Parent: timeline.NoLane})
		b.Append(lane, timeline.Interval{Start: 0, End: 3 * ms, State: timeline.Running, On: timeline.NoLane})
		b.Append(lane, timeline.Interval{Start: 3 * ms, End: 7 * ms, State: timeline.Waiting, Reason: timeline.Pipe, On: timeline.NoLane})
		b.Append(lane, timeline.Interval{Start: 7 * ms, End: 10 * ms, State: timeline.Runnable, On: timeline.NoLane})
		lanes = append(lanes, lane)
		s := timeline.Span{
			Origin: timeline.OpenTelemetry, Name: fmt.Sprint("talker ", pid), Lane: lane, Start: 0, End: 10 * ms,
			Trace: trace, ID: timeline.SpanKey{byte(pid + 1)},
		}
		if pid > 0 {
			s.Parent = timeline.SpanKey{1}
		}
		b.Span(s)
	}
	for i, from := range []int{1, 2, 1, 2, 0} {
		b.Sent(fmt.Sprint(i), lanes[from], timeline.Time(i+1)*ms)
		b.Received(fmt.Sprint(i), lanes[(from+1)%3], timeline.Time(i+1)*ms+100)
	}
	return &report.Report{Title: "talk", Timeline: b.Build(0)}
}

// TestJaegerKnowsWhatASpanDid holds that what was said about spans arrives: their
// accounts add up to what Jaeger takes for their length, their states stand under
// them, and Jaeger shows each of them although they are linked.
func TestJaegerKnowsWhatASpanDid(t *testing.T) {
	t.Parallel()
	j := startJaeger(t)
	pushed := conversation()
	sent, err := report.Push(t.Context(), j.http, pushed)
	if err != nil || sent != 12 {
		t.Fatalf("sent %d, error %v; want 3 spans with 3 states each", sent, err)
	}
	id := pushed.Traces()[0]
	j.trace(t, id, sent)
	var answer struct{ Data []struct{ Spans []tagged } }
	if err := getJSON(j.query+"/api/traces/"+id, &answer); err != nil {
		t.Fatal(err)
	}
	spans := map[string]tagged{}
	for _, s := range answer.Data[0].Spans {
		spans[s.SpanID] = s
	}
	for _, s := range spans {
		above := s
		for steps := 0; len(above.References) > 0; steps++ {
			if steps > len(spans) {
				t.Fatalf("%q stands in a circle: Jaeger's page would not show it", s.OperationName)
			}
			above = spans[above.References[0].SpanID] // Jaeger's page goes by the first
		}
		if !strings.HasPrefix(s.OperationName, "talker") {
			if parent := spans[s.parent()]; !strings.HasPrefix(parent.OperationName, "talker") {
				t.Errorf("the state %q stands under %q", s.OperationName, parent.OperationName)
			}
			continue
		}
		sum := 0.0
		for _, state := range []string{"running", "runnable", "waiting", "unknown"} {
			sum += s.number("ctrace." + state + "_ms")
		}
		if length := float64(s.Duration) / 1e3; math.Abs(sum-length) > length/100 {
			t.Errorf("%q lasted %v ms, and did something for %v ms", s.OperationName, length, sum)
		}
		if got := s.number("ctrace.waiting.pipe_ms"); got != 4 {
			t.Errorf("%q waited for a pipe for %v ms, want 4", s.OperationName, got)
		}
	}
}

// BenchmarkPush is what sending 10,000 spans to a Jaeger on this machine takes.
func BenchmarkPush(b *testing.B) {
	for _, protocol := range []string{"http", "grpc"} {
		b.Run(protocol, func(b *testing.B) {
			j := startJaeger(b)
			url := map[string]string{"http": j.http, "grpc": j.grpc}[protocol]
			pushed := manySpans(10_000)
			for b.Loop() {
				if sent, err := report.Push(b.Context(), url, pushed); err != nil || sent != 10_000 {
					b.Fatalf("sent %d, error %v", sent, err)
				}
			}
		})
	}
}

// manySpans returns a report of one process with so many spans that have nothing
// to say but where their time went.
func manySpans(n int) *report.Report {
	b := timeline.NewBuilder(timeline.Clock{Host: "host", Wall: origin})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 7, ID: 7, Name: "many", Parent: timeline.NoLane})
	b.Append(lane, timeline.Interval{Start: 0, End: timeline.Time(n) * 1_000, State: timeline.Running, On: timeline.NoLane})
	for i := range n {
		s := timeline.Span{
			Origin: timeline.OpenTelemetry, Name: "work", Lane: lane, Start: timeline.Time(i) * 1_000, End: timeline.Time(i+1) * 1_000,
			Trace: timeline.TraceKey{1},
		}
		binary.BigEndian.PutUint64(s.ID[:], uint64(i+1))
		b.Span(s)
	}
	return &report.Report{Title: "many", Timeline: b.Build(0), SpanStates: report.StatesNone}
}
