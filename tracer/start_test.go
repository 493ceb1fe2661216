//go:build unix

package tracer_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

func TestStartDoesNothingWithoutARecorder(t *testing.T) {
	t.Setenv(tracer.RecordingVar, "")
	ctx, stop, err := tracer.Start(t.Context())
	if err != nil || ctx != t.Context() || stop() != nil || stop() != nil {
		t.Errorf("Start gave a context of its own or an error: %v", err)
	}
}

func TestNothingIsNeededOfAContext(t *testing.T) {
	for _, err := range []error{
		tracer.ChildStarted(t.Context(), 1), tracer.ChildExited(t.Context(), 1, 0), tracer.SaveResult(t.Context(), 1),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	env := []string{"A=1", "B=2"}
	got := tracer.Environ(t.Context(), env)
	if !slices.Equal(got, env) {
		t.Errorf("environment %q, want %q", got, env)
	}
	if got[0] = "A=3"; env[0] != "A=1" {
		t.Error("Environ returned its argument instead of a copy")
	}
}

func TestStartRefusesAFolderThatIsNoRecording(t *testing.T) {
	t.Setenv(tracer.RecordingVar, t.TempDir())
	_, stop, err := tracer.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), tracer.RecordingVar) {
		t.Errorf("error %v does not name %s", err, tracer.RecordingVar)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestStartRecordsEverySource(t *testing.T) {
	t.Parallel()
	recording := observe(t, "work")
	tl := read(t, recording)
	for _, name := range []string{"process", "gotrace", "spans", "profile"} {
		if ok, why := on(tl, name); !ok {
			t.Errorf("source %s is off: %s", name, why)
		}
	}
	if ok, why := on(tl, "kernel"); !ok && why == "" {
		t.Error("source kernel is off without a reason")
	}
	if got := warnings(tl); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
	if got := string(recording.Result()); !strings.Contains(got, "9") {
		t.Errorf("result %q, want the list with 9", got)
	}
}

func TestASpanIsOnTheGoroutineThatBeganIt(t *testing.T) {
	t.Parallel()
	tl := read(t, observe(t, "work"))
	s := span(t, tl, "work work")
	lane := tl.Lane(s.Lane)
	if lane.Kind != timeline.Goroutine && lane.Kind != timeline.Thread {
		t.Fatalf("the span is on the %v %q, want its goroutine", lane.Kind, lane.Name)
	}
	slept := tl.Totals(s.Lane, s.Start, s.End).Waiting[timeline.Sleep].Std()
	if slept < workSleeps*9/10 {
		t.Errorf("within the span its lane slept %v, want the %v that the program sleeps", slept, workSleeps)
	}
}

func TestChildrenJoinTheRecordingAndTheTrace(t *testing.T) {
	t.Parallel()
	c := command(t, "family")
	c.Scenario = "family"
	tl := read(t, record(t, t.Context(), c))
	want := []string{"family", "  " + filepath.Base(c.Args[0])}
	if got := processes(tl); !slices.Equal(got, want) {
		t.Errorf("processes %q, want %q", got, want)
	}
	parent, child := span(t, tl, "family"), span(t, tl, "work grandchild")
	if child.Parent != parent.ID || child.Trace != parent.Trace {
		t.Errorf("the child's span is %x in %x, want it under %x in %x", child.Parent, child.Trace, parent.ID, parent.Trace)
	}
	if child.Start < parent.Start || child.End > parent.End {
		t.Errorf("the child's span lasts from %v to %v, its parent's from %v to %v", child.Start, child.End, parent.Start, parent.End)
	}
	if got := warnings(tl); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
}

func TestAProgramKeepsItsOwnProvider(t *testing.T) {
	t.Parallel()
	recording := observe(t, "own provider")
	if got, want := recording.Output(), "own spans: 2\n"; got != want {
		t.Errorf("the program says %q, want %q", got, want)
	}
	tl := read(t, recording)
	if s := span(t, tl, "work own provider"); tl.Lane(s.Lane).Kind == timeline.Process {
		t.Error("the span is not on its goroutine")
	}
}

func TestAProgramKeepsItsOwnTrace(t *testing.T) {
	t.Parallel()
	tl := read(t, observe(t, "own trace"))
	if ok, why := on(tl, "gotrace"); ok || !strings.Contains(why, "traces itself") {
		t.Errorf("gotrace is on: %v, %q; want off because the program traces itself", ok, why)
	}
	span(t, tl, "work own trace")
}

func TestASecondStartSpoilsNothing(t *testing.T) {
	t.Parallel()
	recording := observe(t, "starts twice")
	if !recording.Exit.OK() {
		t.Errorf("it says %q", recording.Output())
	}
	tl := read(t, recording)
	if s := span(t, tl, "work starts twice"); tl.Lane(s.Lane).Kind != timeline.Thread && tl.Lane(s.Lane).Kind != timeline.Goroutine {
		t.Errorf("the span is on the %v, want its goroutine", tl.Lane(s.Lane).Kind)
	}
}

func TestAFullDiskIsSaid(t *testing.T) {
	t.Parallel()
	recording := observe(t, "full disk")
	if got := recording.Output(); !strings.Contains(got, "file too large") || !strings.Contains(got, "gotrace") {
		t.Errorf("the program says %q, want an error of gotrace", got)
	}
	if got := warnings(read(t, recording)); !strings.Contains(got, "gotrace") {
		t.Errorf("warnings %q say nothing of the trace", got)
	}
}

func TestEnvironReplacesWhatAnotherRecorderLeft(t *testing.T) {
	t.Parallel()
	recording := observe(t, "family")
	entries, err := os.ReadDir(recording.Dir)
	if err != nil {
		t.Fatal(err)
	}
	spans := 0
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".spans.jsonl") {
			spans++
		}
	}
	if spans != 2 {
		t.Errorf("%d processes wrote spans, want 2", spans)
	}
}

func TestStartTakesItsParentFromTheEnvironment(t *testing.T) {
	t.Parallel()
	c := command(t, "work")
	c.Env = append(c.Env, "TRACEPARENT=00-0102030405060708090a0b0c0d0e0f10-a1a2a3a4a5a6a7a8-01")
	s := span(t, read(t, record(t, context.Background(), c)), "work work")
	if s.Parent != (timeline.SpanKey{0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8}) || s.Trace[0] != 1 {
		t.Errorf("the span is under %x in %x, want it where TRACEPARENT says", s.Parent, s.Trace)
	}
}
