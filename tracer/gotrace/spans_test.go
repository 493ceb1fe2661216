package gotrace

import (
	"bytes"
	"context"
	"fmt"
	rttrace "runtime/trace"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestTasksAndRegions checks names, parents and lanes of what runtime/trace
// calls tasks and regions, ended and not.
func TestTasksAndRegions(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Goroutine, "main")
		ctx, outer := rttrace.NewTask(context.Background(), "outer")
		inner, innerTask := rttrace.NewTask(ctx, "inner")
		rttrace.WithRegion(inner, "step", func() { rttrace.Log(inner, "note", "hello") })
		innerTask.End()
		outer.End()
		rttrace.StartRegion(ctx, "open")
	}))
	main := lane(t, tl, timeline.Goroutine, "main")
	spans := map[string]timeline.Span{}
	for s := range tl.Spans() {
		if s.Lane != main {
			t.Errorf("span %s is on lane %d, want %d", s.Name, s.Lane, main)
		}
		spans[s.Name] = s
	}
	outer, inner, step := spans["outer"], spans["inner"], spans["step"]
	if outer.Origin != timeline.UserTask || step.Origin != timeline.UserRegion {
		t.Errorf("origins: %v and %v", outer.Origin, step.Origin)
	}
	if inner.Parent != outer.ID || step.Parent != inner.ID || inner.Trace != outer.Trace {
		t.Errorf("inner is not below outer, or step not below inner:\n%+v\n%+v\n%+v", outer, inner, step)
	}
	if step.Start < inner.Start || step.End > inner.End || inner.End > outer.End {
		t.Errorf("they do not nest in time:\n%+v\n%+v\n%+v", outer, inner, step)
	}
	if !spans["open"].StillOpened || step.StillOpened {
		t.Errorf("still open: %v for the open region, %v for the ended one", spans["open"].StillOpened, step.StillOpened)
	}
	var logs []string
	for l := range tl.Logs() {
		logs = append(logs, l.Category+": "+l.Message)
	}
	if got := strings.Join(logs, ", "); got != "note: hello" {
		t.Errorf("logs %q, want those of the program only", got)
	}
}

// TestAnnouncedSpan checks that the task which OpenTelemetry begins for a span
// is not shown twice, that the span finds its lane, and that a region in it
// becomes its child.
func TestAnnouncedSpan(t *testing.T) {
	const traceID, spanID = "0102030405060708090a0b0c0d0e0f10", "1112131415161718"
	data := record(t, func() {
		name(timeline.Goroutine, "main")
		rttrace.Log(context.Background(), SpanCategory, traceID+" "+spanID)
		ctx, task := rttrace.NewTask(context.Background(), "GET /")
		rttrace.WithRegion(ctx, "step", func() {})
		task.End()
	})
	key := timeline.TraceKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	id := timeline.SpanKey{17, 18, 19, 20, 21, 22, 23, 24}
	b := timeline.NewBuilder(timeline.Clock{})
	if err := Read(context.Background(), bytes.NewReader(data), Process{PID: 7}, b); err != nil {
		t.Fatal(err)
	}
	b.Span(timeline.Span{Origin: timeline.OpenTelemetry, Name: "GET /", Lane: timeline.NoLane, Trace: key, ID: id})
	tl := timelinetest.Valid(t, b.Build(0))
	main := lane(t, tl, timeline.Goroutine, "main")
	seen := 0
	for s := range tl.Spans() {
		switch s.Name {
		case "GET /":
			seen++
			if s.Lane != main || s.Origin != timeline.OpenTelemetry {
				t.Errorf("the span is %+v, want OpenTelemetry's on lane %d", s, main)
			}
		case "step":
			if s.Trace != key || s.Parent != id {
				t.Errorf("the region is below %x/%x, want the span", s.Trace, s.Parent)
			}
		}
	}
	if seen != 1 {
		t.Errorf("the span is there %d times", seen)
	}
}

// TestMessages links who sent to who received.
func TestMessages(t *testing.T) {
	tl := build(t, record(t, func() {
		name(timeline.Goroutine, "main")
		rttrace.Log(context.Background(), SendCategory, "item 1")
		<-subject(func() { rttrace.Log(context.Background(), ReceiveCategory, "item 1") })
	}))
	main, sub := lane(t, tl, timeline.Goroutine, "main"), lane(t, tl, timeline.Goroutine, "subject")
	sent := 0
	for l := range tl.Links() {
		if l.Kind == timeline.Send {
			sent++
			if l.From != main || l.To != sub {
				t.Errorf("sent from lane %d to %d, want %d to %d", l.From, l.To, main, sub)
			}
		}
	}
	if sent != 1 {
		t.Errorf("%d messages, want 1", sent)
	}
}

// TestBadAnnotations writes what the vocabulary does not allow: each is named
// in a warning, and nothing else happens.
func TestBadAnnotations(t *testing.T) {
	tests := []struct{ category, message, warning string }{
		{LaneCategory, "goblin x", `unknown kind "goblin"`},
		{LaneCategory, "cpu x", "cannot be a cpu"},
		{CoroutineCategory, "one x", "invalid syntax"},
		{CoroutineCategory, "1 x", "before it has created one"},
		{ReadyCategory, "99", "never named"},
		{SpanCategory, "00 00", "no trace id"},
		{SpanCategory, strings.Repeat("0", 32) + " zz", "no span id"},
		{vocabularyPrefix + "unheard-of", "x", "category is unknown"},
	}
	tl := build(t, record(t, func() {
		for _, test := range tests {
			rttrace.Log(context.Background(), test.category, test.message)
		}
	}))
	var warnings []string
	for w := range tl.Warnings() {
		warnings = append(warnings, w.String())
	}
	all := strings.Join(warnings, "\n")
	for _, test := range tests {
		if !strings.Contains(all, test.warning) {
			t.Errorf("%s %q: no warning with %q in\n%s", test.category, test.message, test.warning, all)
		}
	}
}

// TestWarningsAreBounded lets a program write more nonsense than anyone reads.
func TestWarningsAreBounded(t *testing.T) {
	tl := build(t, record(t, func() {
		for n := range 10 * maxWarnings {
			rttrace.Log(context.Background(), ReadyCategory, fmt.Sprintf("nonsense %d", n))
		}
	}))
	given, last := 0, ""
	for w := range tl.Warnings() {
		given, last = given+1, w.String()
	}
	if given != maxWarnings || !strings.Contains(last, "left out") {
		t.Errorf("%d warnings, the last %q; want %d that say that there are more", given, last, maxWarnings)
	}
}
