package report

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/spans"
	"ctrace/tracer/timeline"
)

// exported is a span as it stands in a line of OTLP JSON.
type exported struct {
	SpanID, ParentSpanID string
	Name                 string
	StartTimeUnixNano    int64 `json:",string"`
	EndTimeUnixNano      int64 `json:",string"`
	DroppedEventsCount   int
	Links                []struct{ SpanID string }
	Attributes           []exportedAttribute
	Events               []struct {
		Name       string
		Attributes []exportedAttribute
	}
}

type exportedAttribute struct {
	Key   string
	Value struct {
		StringValue string
		DoubleValue float64
	}
}

// length returns an attribute in milliseconds as the ns that it stands for, 0 if
// there is none.
func (s exported) length(key string) timeline.Duration {
	for _, a := range s.Attributes {
		if a.Key == key {
			return timeline.Duration(math.Round(a.Value.DoubleValue * 1e6))
		}
	}
	return 0
}

func (s exported) text(key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			return a.Value.StringValue
		}
	}
	return ""
}

// exportOf returns the spans that a report exports.
func exportOf(t testing.TB, r *Report) []exported {
	t.Helper()
	var all []exported
	for d := json.NewDecoder(bytes.NewReader(spansFile(t, r))); ; {
		var line struct {
			ResourceSpans []struct{ ScopeSpans []struct{ Spans []exported } }
		}
		if err := d.Decode(&line); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		for _, resource := range line.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				all = append(all, scope.Spans...)
			}
		}
	}
}

func spansFile(t testing.TB, r *Report) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := writeSpans(&file, r); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// run builds a timeline with spans for tests.
type run struct{ *timeline.Builder }

func newRun() run {
	return run{timeline.NewBuilder(timeline.Clock{Host: "host", Boot: "boot", Mono: 5, Wall: time.Unix(1_700_000_000, 0)})}
}

// process adds a lane with intervals, one after the other, each of a length.
func (r run) process(pid int, intervals ...timeline.Interval) timeline.LaneID {
	id := r.Lane(timeline.Lane{Kind: timeline.Process, PID: pid, ID: int64(pid), Name: fmt.Sprint("process ", pid), Parent: timeline.NoLane})
	var at timeline.Time
	for _, iv := range intervals {
		iv.Start, iv.End, iv.On = at, at+iv.End, timeline.NoLane
		r.Append(id, iv)
		at = iv.End
	}
	return id
}

// span adds a span of the one trace, named by its number; parent 0 is none.
func (r run) span(number, parent int, lane timeline.LaneID, start, end timeline.Time) {
	r.Span(timeline.Span{
		Origin: timeline.OpenTelemetry, Name: fmt.Sprint("span ", number), Lane: lane, Start: start, End: end,
		Trace: timeline.TraceKey{1}, ID: spanKey(number), Parent: spanKey(parent),
	})
}

func spanKey(number int) (key timeline.SpanKey) {
	binary.BigEndian.PutUint64(key[:], uint64(number))
	return key
}

func (r run) report() *Report { return &Report{Title: "run", Timeline: r.Build(0)} }

func randomIntervals(random *rand.Rand, n int) []timeline.Interval {
	var all []timeline.Interval
	for range n {
		iv := timeline.Interval{State: timeline.State(random.IntN(int(timeline.NumStates))), End: timeline.Time(1 + random.IntN(40))}
		if iv.State == timeline.Waiting {
			iv.Reason = timeline.Reason(random.IntN(int(timeline.NumReasons)))
		}
		all = append(all, iv)
	}
	return all
}

// TestEverySpanAccountsForItsTime compares the attributes of random spans with
// what their lanes did in each nanosecond.
func TestEverySpanAccountsForItsTime(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		r := newRun()
		lanes := []timeline.LaneID{timeline.NoLane, r.process(1, randomIntervals(random, 20)...), r.process(2, randomIntervals(random, 20)...), r.process(3)}
		for number := 1; number <= 20; number++ {
			start := timeline.Time(random.IntN(500))
			r.span(number, random.IntN(number+1), lanes[random.IntN(len(lanes))], start, start+timeline.Time(random.IntN(300)))
		}
		report := r.report()
		report.SpanStates = StatesNone
		got := exportOf(t, report)
		all := slices.Collect(report.Timeline.Spans())
		if len(got) != len(all) {
			t.Fatalf("seed %d: %d spans, want %d", seed, len(got), len(all))
		}
		for _, s := range got {
			i := slices.IndexFunc(all, func(o timeline.Span) bool { return o.Name == s.Name })
			compareAccount(t, report.Timeline, all, i, s)
		}
	}
}

// compareAccount holds that what span i says of itself is what its lane did.
func compareAccount(t *testing.T, tl *timeline.Timeline, all []timeline.Span, i int, got exported) {
	t.Helper()
	s := all[i]
	want := map[string]timeline.Duration{}
	for at := s.Start; at < s.End; at++ {
		alone := !slices.ContainsFunc(all, func(c timeline.Span) bool {
			return c.Parent == s.ID && c.ID != s.ID && c.Start <= at && at < c.End
		})
		for _, key := range keysAt(tl, s.Lane, at) {
			want["ctrace."+key]++
			if alone {
				want["ctrace.self."+key]++
			}
		}
	}
	for _, a := range got.Attributes {
		if strings.HasSuffix(a.Key, "_ms") && got.length(a.Key) != want[a.Key] {
			t.Errorf("%s of %q is %d ns, want %d ns", a.Key, s.Name, got.length(a.Key), want[a.Key])
		}
		delete(want, a.Key)
	}
	for key, length := range want {
		t.Errorf("%q lacks %s, which is %d ns", s.Name, key, length)
	}
}

// keysAt returns the attributes that an instant of a lane counts for.
func keysAt(tl *timeline.Timeline, lane timeline.LaneID, at timeline.Time) []string {
	var iv timeline.Interval
	if lane != timeline.NoLane {
		iv, _ = tl.At(lane, at)
		if at < iv.Start || at >= iv.End {
			iv = timeline.Interval{}
		}
	}
	switch {
	case iv.State == timeline.Syscall:
		return []string{"unknown_ms", "unknown.syscall_ms"}
	case iv.State == timeline.Waiting && iv.Reason == timeline.NoReason:
		return []string{"waiting_ms", "waiting.unknown_ms"}
	case iv.State == timeline.Waiting:
		return []string{"waiting_ms", "waiting." + strings.ReplaceAll(iv.Reason.String(), " ", "_") + "_ms"}
	}
	return []string{iv.State.String() + "_ms"}
}

func TestAccountsSayWhoseWordTheyAre(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name             string
		claimed, sampled bool
		state            timeline.State
		want             string
	}{
		{"the runtime's claim", false, false, timeline.Running, "runtime"},
		{"cut to what the kernel ran", true, false, timeline.Running, "kernel"},
		{"cut to what a poller saw", true, true, timeline.Running, "kernel, sampled"},
		{"nobody's", false, false, timeline.Unknown, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRun()
			lane := r.process(1, timeline.Interval{State: test.state, End: 100})
			if test.claimed {
				r.Claim(lane, timeline.Interval{State: timeline.Running, End: 100, On: timeline.NoLane})
			}
			r.Source(timeline.Source{Name: "kernel", On: test.claimed, Approximate: test.sampled})
			r.span(1, 0, lane, 0, 50)
			if got := exportOf(t, r.report())[0].text("ctrace.states.source"); got != test.want {
				t.Errorf("it says %q, want %q", got, test.want)
			}
		})
	}
}

// TestStatesAreShownWhereNoChildShowsThem holds which intervals become spans, and
// that they are cut to their span.
func TestStatesAreShownWhereNoChildShowsThem(t *testing.T) {
	t.Parallel()
	r := newRun()
	lane := r.process(1,
		timeline.Interval{State: timeline.Running, End: 100},
		timeline.Interval{State: timeline.Waiting, Reason: timeline.Sleep, Detail: "until 3", End: 100},
		timeline.Interval{State: timeline.Unknown, End: 100},
		timeline.Interval{State: timeline.Runnable, End: 100})
	other := r.process(2, timeline.Interval{State: timeline.Waiting, End: 400})
	r.span(1, 0, lane, 50, 400)
	r.span(2, 1, lane, 150, 160)
	r.span(3, 1, other, 300, 400)
	var got strings.Builder
	const start = 1_700_000_000_000_000_000
	for _, s := range exportOf(t, r.report()) {
		fmt.Fprintf(&got, "%s under %s: %d to %d\n", s.Name, strings.TrimLeft(s.ParentSpanID, "0"), s.StartTimeUnixNano-start, s.EndTimeUnixNano-start)
	}
	const want = `span 1 under : 50 to 400
running under 1: 50 to 100
waiting: sleep under 1: 100 to 150
waiting: sleep under 1: 160 to 200
runnable under 1: 300 to 400
span 2 under 1: 150 to 160
waiting: sleep under 2: 150 to 160
span 3 under 1: 300 to 400
waiting under 3: 300 to 400
`
	if got.String() != want {
		t.Errorf("exported:\n%swant:\n%s", got.String(), want)
	}
}

// TestATraceHasAsManySpansAsAskedFor holds when states are spans, events or
// neither.
func TestATraceHasAsManySpansAsAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		states                 int
		how                    SpanStates
		spans, events, dropped int
	}{
		{1_999, StatesAuto, 2_000, 0, 0},
		{2_000, StatesAuto, 1, 128, 1_872},
		{100, StatesNone, 1, 0, 0},
		{2_000, StatesAll, 2_001, 0, 0},
		{9_999, StatesAll, 10_000, 0, 0},
		{10_000, StatesAll, 1, 128, 9_872},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.states, " ", test.how), func(t *testing.T) {
			r := newRun()
			var intervals []timeline.Interval
			for i := range test.states {
				intervals = append(intervals, timeline.Interval{State: timeline.State(1 + i%2), End: 10})
			}
			r.span(1, 0, r.process(1, intervals...), 0, timeline.Time(10*test.states))
			report := r.report()
			report.SpanStates = test.how
			got := exportOf(t, report)
			if len(got) != test.spans || len(got[0].Events) != test.events || got[0].DroppedEventsCount != test.dropped {
				t.Errorf("%d spans, %d events, %d dropped; want %d, %d, %d",
					len(got), len(got[0].Events), got[0].DroppedEventsCount, test.spans, test.events, test.dropped)
			}
		})
	}
}

// TestEventsAreTheLongestStates holds which states a span keeps if they are too
// many.
func TestEventsAreTheLongestStates(t *testing.T) {
	t.Parallel()
	r := newRun()
	intervals := slices.Repeat([]timeline.Interval{{State: timeline.Running, End: 10}, {State: timeline.Runnable, End: 10}}, 2_000)
	intervals = append(intervals, timeline.Interval{State: timeline.Waiting, Reason: timeline.Lock, End: 500})
	r.span(1, 0, r.process(1, intervals...), 0, 40_500)
	events := exportOf(t, r.report())[0].Events
	if last := events[len(events)-1]; last.Name != "waiting: lock" {
		t.Errorf("the last of %d events is %q, want the long wait for the lock", len(events), last.Name)
	}
}

// TestMessagesLinkTheirSpans holds that a span that received a message is linked to
// the innermost one that sent it, once, unless that is its parent.
func TestMessagesLinkTheirSpans(t *testing.T) {
	t.Parallel()
	r := newRun()
	producer, consumer := r.process(1, timeline.Interval{State: timeline.Running, End: 1_000}), r.process(2, timeline.Interval{State: timeline.Running, End: 1_000})
	r.span(1, 0, producer, 0, 900)
	r.span(2, 1, producer, 100, 460)
	r.span(3, 1, consumer, 0, 900)
	r.span(4, 1, consumer, 500, 600)
	for i, times := range [][2]timeline.Time{{150, 300}, {160, 310}, {400, 450}, {150, 550}, {950, 700}, {150, 950}} {
		r.Sent(fmt.Sprint("message ", i), producer, times[0])
		r.Received(fmt.Sprint("message ", i), consumer, times[1])
	}
	// An answer, to the producer and to what is above it: circles.
	for i, at := range []timeline.Time{455, 580} {
		r.Sent(fmt.Sprint("answer ", i), consumer, at-10)
		r.Received(fmt.Sprint("answer ", i), producer, at)
	}
	got := map[string]string{}
	for _, s := range exportOf(t, r.report()) {
		for _, l := range s.Links {
			got[s.Name] += strings.TrimLeft(l.SpanID, "0") + " "
		}
	}
	if want := map[string]string{"span 3": "2 ", "span 4": "2 "}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("links %v, want %v", got, want)
	}
}

// TestExportedSpansAreRead holds that a file of spans has in it what they were.
func TestExportedSpansAreRead(t *testing.T) {
	t.Parallel()
	r := newRun()
	lane := r.process(7, timeline.Interval{State: timeline.Waiting, Reason: timeline.Network, End: 2_000})
	r.Span(timeline.Span{
		Origin: timeline.OpenTelemetry, Kind: timeline.ClientSpan, Name: "get \x1b[31m", Lane: lane, Start: 10, End: 1_500,
		Trace: timeline.TraceKey{1}, ID: timeline.SpanKey{2}, Parent: timeline.SpanKey{3}, Status: timeline.StatusError, Message: "refused",
		Attributes: []timeline.Attribute{{Key: "url", Value: "http://x"}},
		Events:     []timeline.SpanEvent{{Time: 20, Name: "exception"}},
		Links:      []timeline.SpanLink{{Trace: timeline.TraceKey{1}, Span: timeline.SpanKey{9}}},
	})
	written := r.report()
	b := timeline.NewBuilder(written.Timeline.Clock())
	if err := spans.Read(t.Context(), bytes.NewReader(spansFile(t, written)), "spans.jsonl", b); err != nil {
		t.Fatal(err)
	}
	again := &Report{Title: "run", Timeline: b.Build(0)}
	for w := range again.Timeline.Warnings() {
		t.Errorf("warning: %v", w)
	}
	read := slices.Collect(again.Timeline.Spans())
	if len(read) != 2 {
		t.Fatalf("%d spans, want the span and its state", len(read))
	}
	want := slices.Collect(written.Timeline.Spans())[0]
	got := read[0]
	got.Lane, got.Attributes = want.Lane, got.Attributes[:len(want.Attributes)]
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("read\n%+v\nwant\n%+v", got, want)
	}
	if state := read[1]; state.Name != "waiting: network" || state.Parent != want.ID || state.Start != 10 || state.End != 1_500 {
		t.Errorf("the state is %+v", state)
	}
	if got, want := len(exportOf(t, again)), len(read); got != want {
		t.Errorf("exported again they are %d spans, want %d: nothing is added twice", got, want)
	}
}

func TestSpanStatesAreAWord(t *testing.T) {
	t.Parallel()
	for _, want := range []SpanStates{StatesAuto, StatesAll, StatesNone} {
		var got SpanStates
		if err := got.Set(want.String()); err != nil || got != want {
			t.Errorf("%v is read as %v, error %v", want, got, err)
		}
	}
	if err := new(SpanStates).Set("some"); err == nil || !strings.Contains(err.Error(), "auto, all, none") {
		t.Errorf("error %v, want one that lists the words", err)
	}
}

// BenchmarkEnrich is what it costs to say what 10,000 spans did in 1,000,000
// intervals.
func BenchmarkEnrich(b *testing.B) {
	r := newRun()
	const lanes, intervals, perLane = 100, 10_000, 100
	for pid := 1; pid <= lanes; pid++ {
		states := slices.Repeat([]timeline.Interval{{State: timeline.Running, End: 10}, {State: timeline.Waiting, Reason: timeline.Lock, End: 10}}, intervals/2)
		lane := r.process(pid, states...)
		first := pid * perLane
		r.span(first, 0, lane, 0, 10*intervals)
		for i := 1; i < perLane; i++ {
			at := timeline.Time(i) * 10 * intervals / perLane
			r.span(first+i, first, lane, at, at+500)
		}
	}
	report := r.report()
	for b.Loop() {
		x := newExport(report.Timeline, StatesAuto)
		for i := range x.spans {
			x.span(i)
		}
	}
}
