package spans_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"ctrace/tracer/spans"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const (
	traceID = "0102030405060708090a0b0c0d0e0f10"
	spanID  = "a1a2a3a4a5a6a7a8"
	base    = 1_700_000_000_000_000_000 // when the spans of the tests begin, in ns since 1970
)

// line returns an OTLP line with one span, from start to end ns after base, and
// more fields of the span.
func line(resource string, start, end int64, more string) string {
	return fmt.Sprintf(`{"resourceSpans":[{"resource":{"attributes":[%s]},"scopeSpans":[{"spans":[{`+
		`"traceId":%q,"spanId":%q,"name":"work","startTimeUnixNano":"%d","endTimeUnixNano":"%d"%s}]}]}]}`+"\n",
		resource, traceID, spanID, base+start, base+end, more)
}

func stringAttr(key, value string) string {
	return fmt.Sprintf(`{"key":%q,"value":{"stringValue":%q}}`, key, value)
}

func intAttr(key string, value int64) string {
	return fmt.Sprintf(`{"key":%q,"value":{"intValue":"%d"}}`, key, value)
}

// read returns the timeline of a file read into b.
func read(t *testing.T, b *timeline.Builder, text string) *timeline.Timeline {
	t.Helper()
	if err := spans.Read(t.Context(), strings.NewReader(text), "a.jsonl", b); err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, b.Build(0))
}

func alone() *timeline.Builder { return timeline.NewBuilder(timeline.Clock{}) }

// only returns the one span of a timeline.
func only(t *testing.T, tl *timeline.Timeline) timeline.Span {
	t.Helper()
	all := slices.Collect(tl.Spans())
	if len(all) != 1 {
		t.Fatalf("%d spans, want 1", len(all))
	}
	return all[0]
}

func warnings(tl *timeline.Timeline) string {
	var texts []string
	for w := range tl.Warnings() {
		texts = append(texts, w.String())
	}
	return strings.Join(texts, "\n")
}

func TestReadTranslatesASpan(t *testing.T) {
	text := line(stringAttr("service.name", "shop")+","+intAttr("process.pid", 7), 0, 2000,
		`,"parentSpanId":"b1b2b3b4b5b6b7b8","kind":3,"status":{"code":2,"message":"no"},"unheardOf":{"a":[1]},`+
			`"attributes":[`+stringAttr("s", "text")+`,`+intAttr("i", -3)+`,`+
			`{"key":"b","value":{"boolValue":true}},{"key":"d","value":{"doubleValue":1.5}},{"key":"none","value":{}},{"key":"bytes","value":{"bytesValue":"AQI="}},`+
			`{"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"x"}]}}},`+
			`{"key":"map","value":{"kvlistValue":{"values":[{"key":"k","value":{"intValue":2}}]}}}],`+
			`"events":[{"timeUnixNano":"1700000000000001000","name":"retry","attributes":[`+intAttr("n", 1)+`]}],`+
			`"links":[{"traceId":"`+traceID+`","spanId":"c1c2c3c4c5c6c7c8"}]`)
	tl := read(t, alone(), text)
	got := only(t, tl)
	want := timeline.Span{
		Origin: timeline.OpenTelemetry, Kind: timeline.ClientSpan, Name: "work", Lane: got.Lane, Start: 0, End: 2000,
		Trace:  timeline.TraceKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
		ID:     timeline.SpanKey{0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8},
		Parent: timeline.SpanKey{0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8},
		Status: timeline.StatusError, Message: "no",
		Attributes: []timeline.Attribute{
			{Key: "s", Value: "text"}, {Key: "i", Value: "-3"}, {Key: "b", Value: "true"}, {Key: "d", Value: "1.5"}, {Key: "none"},
			{Key: "bytes", Value: "AQI="}, {Key: "list", Value: "[1, x]"}, {Key: "map", Value: "{k: 2}"},
		},
		Events: []timeline.SpanEvent{{Time: 1000, Name: "retry", Attributes: []timeline.Attribute{{Key: "n", Value: "1"}}}},
		Links:  []timeline.SpanLink{{Trace: got.Trace, Span: timeline.SpanKey{0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8}}},
	}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
	if lane := tl.Lane(got.Lane); lane.Kind != timeline.Process || lane.PID != 7 || lane.Name != "shop" || lane.End != 2000 {
		t.Errorf("on lane %+v, want process 7 of the shop until 2000", lane)
	}
	if got := warnings(tl); got != "" {
		t.Errorf("warnings: %s", got)
	}
}

func TestReadLeavesOutWhatMakesNoSense(t *testing.T) {
	good := line("", 0, 10, "")
	tests := []struct {
		name, text string
		spans      int
		want       string
	}{
		{"a cut line", good + good[:40], 1, "line 2 is skipped: no OTLP JSON"},
		{"several bad lines", "x\n" + good + "{\n", 1, "2 lines are skipped, the first is line 1"},
		{"other JSON", `{"a":1}`, 0, "it has no resourceSpans"},
		{"short ids", strings.Replace(good, spanID, "a1a2", 1), 0, "has ids of 16 and 2 bytes, not 16 and 8"},
		{"ids that are no hex", strings.Replace(good, spanID, "zzzzzzzzzzzzzzzz", 1), 0, "is no id"},
		{"an end before the start", line("", 10, 0, ""), 1, "1 spans end before they start"},
		{"no end", strings.Replace(good, fmt.Sprint(base+10), "0", 1), 1, "1 spans have no end"},
		{"a time out of this world", good + strings.ReplaceAll(good, fmt.Sprint(base), "18446744073709551615"), 1, "1 spans are left out"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tl := read(t, alone(), test.text)
			if got := len(slices.Collect(tl.Spans())); got != test.spans {
				t.Errorf("%d spans, want %d", got, test.spans)
			}
			if got := warnings(tl); !strings.Contains(got, test.want) {
				t.Errorf("warnings %q do not say %q", got, test.want)
			}
		})
	}
}

func TestReadAcceptsIDsInBase64(t *testing.T) {
	text := strings.NewReplacer(traceID, "AQIDBAUGBwgJCgsMDQ4PEA==", spanID, "oaKjpKWmp6g=").Replace(line("", 0, 10, ""))
	if got := only(t, read(t, alone(), text)); fmt.Sprintf("%x %x", got.Trace, got.ID) != traceID+" "+spanID {
		t.Errorf("ids %x %x, want %s %s", got.Trace, got.ID, traceID, spanID)
	}
}

func TestReadAlignsByTheClocksThatTheResourceRelates(t *testing.T) {
	clock := timeline.Clock{Boot: "boot", Mono: 1_000, Wall: time.Unix(0, base)}
	// The wall clock was a second ahead when this process started.
	pair := func(boot string) string {
		return intAttr(spans.MonoKey, 1_000) + "," + intAttr(spans.WallKey, base+1e9) + "," + stringAttr(spans.BootKey, boot)
	}
	tests := []struct {
		name, resource string
		want           timeline.Time
	}{
		{"same boot", pair("boot"), 500},
		{"another boot", pair("other"), 1e9 + 500},
		{"no pair", "", 1e9 + 500},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := only(t, read(t, timeline.NewBuilder(clock), line(test.resource, 1e9+500, 1e9+600, ""))); got.Start != test.want {
				t.Errorf("starts at %d, want %d", got.Start, test.want)
			}
		})
	}
}

func TestReadSetsTheClockOfAFileAlone(t *testing.T) {
	resource := intAttr(spans.MonoKey, 1_000) + "," + intAttr(spans.WallKey, base) + "," + stringAttr(spans.BootKey, "boot")
	want := timeline.Clock{Boot: "boot", Mono: 1_700, Wall: time.Unix(0, base+700)}
	if got := read(t, alone(), line(resource, 700, 800, "")).Clock(); got != want {
		t.Errorf("clock %+v, want %+v", got, want)
	}
}

func TestReadGivesEachServiceALane(t *testing.T) {
	tl := read(t, alone(), line(stringAttr("service.name", "a"), 0, 10, "")+
		line(stringAttr("service.name", "b"), 5, 20, "")+line(stringAttr("service.name", "a"), 20, 30, ""))
	const want = "a lives from 0s for 30ns\nb lives from 5ns for 15ns\n"
	var got strings.Builder
	for _, lane := range tl.Lanes() {
		fmt.Fprintf(&got, "%s lives from %v for %v\n", lane.Name, lane.Start.Std(), lane.Life().Std())
	}
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

func TestReadPutsASpanOnTheLaneThatBeganIt(t *testing.T) {
	b := alone()
	lane := b.Lane(timeline.Lane{Kind: timeline.Goroutine, PID: 7, ID: 1, Parent: timeline.NoLane})
	b.SpanOn(timeline.TraceKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
		timeline.SpanKey{0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8}, lane)
	if got := only(t, read(t, b, line(intAttr("process.pid", 7), 0, 10, ""))); got.Lane != lane {
		t.Errorf("on lane %d, want %d", got.Lane, lane)
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	var file bytes.Buffer
	tracer := newProvider(t, spans.NewWriter(&file, instant), attribute.String("service.name", "gather")).Tracer("scope")
	ctx, root := tracer.Start(t.Context(), "root")
	_, child := tracer.Start(ctx, "child", trace.WithAttributes(attribute.Int("n", 3)))
	child.AddEvent("half")
	child.End()
	root.End()
	all := slices.Collect(read(t, alone(), file.String()).Spans())
	if len(all) != 2 || all[0].Name != "root" || all[1].Name != "child" {
		t.Fatalf("spans %+v, want root and child", all)
	}
	r, c := all[0], all[1]
	if c.Trace != r.Trace || c.Parent != r.ID || timeline.SpanKey(child.SpanContext().SpanID()) != c.ID {
		t.Errorf("child %x of %x in %x, want a child of %x in %x", c.ID, c.Parent, c.Trace, r.ID, r.Trace)
	}
	if len(c.Events) != 1 || c.Events[0].Time < c.Start || c.Events[0].Time > c.End {
		t.Errorf("events %+v, want one within the span", c.Events)
	}
	if c.Start < r.Start || c.End > r.End {
		t.Errorf("child from %d to %d, root from %d to %d: want one inside the other", c.Start, c.End, r.Start, r.End)
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		head string
		want bool
	}{
		{`{"resourceSpans":[`, true},
		{" \n{ \"resourceSpans\" : [", true},
		{`{"resourceLogs":[`, false},
		{"go 1.26 trace\x00\x00\x00", false},
		{"", false},
	}
	for _, test := range tests {
		if got := spans.Match([]byte(test.head)); got != test.want {
			t.Errorf("Match(%q) is %v, want %v", test.head, got, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(line(intAttr("process.pid", 7)+","+intAttr(spans.MonoKey, 5)+","+stringAttr(spans.BootKey, "b"), 0, 10, `,"links":[{}],"events":[{}],"status":{"code":2}`))
	f.Add(line("", 10, 0, `,"parentSpanId":"00"`) + "\n{")
	f.Fuzz(func(t *testing.T, text string) {
		read(t, alone(), text)
		read(t, timeline.NewBuilder(timeline.Clock{Boot: "b", Mono: 5, Wall: time.Unix(0, base)}), text)
	})
}
