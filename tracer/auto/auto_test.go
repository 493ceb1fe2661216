//go:build unix

package auto_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	rttrace "runtime/trace"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	"ctrace/tracer"
	"ctrace/tracer/auto"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// The tests observe this test binary itself: with programVar in its environment
// it runs one of the programs instead of the tests.
const programVar = "AUTO_TEST_PROGRAM"

func TestMain(m *testing.M) {
	program, ok := os.LookupEnv(programVar)
	if !ok {
		os.Exit(m.Run())
	}
	os.Exit(programs[program]())
}

var programs = map[string]func() int{
	"steps":            func() int { return steps() },
	"steps, then Stop": func() int { defer check(auto.Stop); return steps() },
	"tells":            tells,
}

// check makes a program fail if the recording did.
func check(stop func() error) {
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// numSteps steps take much longer than the trace is kept back.
const numSteps = 20

// steps has a span for each step, each on a goroutine of its own.
func steps() int {
	done := make(chan struct{})
	for range numSteps {
		go func() {
			_, span := otel.Tracer("test").Start(context.Background(), "step")
			time.Sleep(20 * time.Millisecond)
			span.End()
			done <- struct{}{}
		}()
		<-done
	}
	return 0
}

// tells tells whether it is recorded.
func tells() int {
	fmt.Println(rttrace.IsEnabled(), auto.Context() != nil, auto.Stop())
	return 0
}

func observe(t *testing.T, program string, env ...string) (*timeline.Timeline, *tracer.Recording) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	recording, err := tracer.Record(t.Context(), filepath.Join(t.TempDir(), "rec"), tracer.Command{
		Args: []string{executable}, Env: append(append(os.Environ(), programVar+"="+program), env...),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !recording.Exit.OK() {
		t.Fatalf("%v: %s", recording.Exit, recording.Output())
	}
	tl, err := recording.Timeline(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, tl), recording
}

// stepsIn returns the spans of the steps, and how many are on goroutines.
func stepsIn(tl *timeline.Timeline) (spans []timeline.Span, onGoroutine int) {
	for s := range tl.Spans() {
		if s.Name == "step" {
			spans = append(spans, s)
			if tl.Lane(s.Lane).Kind == timeline.Goroutine {
				onGoroutine++
			}
		}
	}
	return spans, onGoroutine
}

func warnings(tl *timeline.Timeline) string {
	var all strings.Builder
	for w := range tl.Warnings() {
		fmt.Fprintln(&all, w.Source, w)
	}
	return all.String()
}

func TestAProgramThatStopsLosesNothing(t *testing.T) {
	t.Parallel()
	tl, _ := observe(t, "steps, then Stop")
	if spans, on := stepsIn(tl); len(spans) != numSteps || on != numSteps {
		t.Errorf("%d spans, %d on goroutines; want all %d", len(spans), on, numSteps)
	}
	if got := warnings(tl); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
}

// TestAProgramThatJustEndsLosesItsLastMoment holds that the beginning is there
// although the program never waits for the runtime to write it out, and that the
// report says what is missing.
func TestAProgramThatJustEndsLosesItsLastMoment(t *testing.T) {
	t.Parallel()
	tl, _ := observe(t, "steps")
	if spans, on := stepsIn(tl); len(spans) != numSteps || on < 1 {
		t.Errorf("%d spans, %d on goroutines; want all %d, and some", len(spans), on, numSteps)
	}
	if got := warnings(tl); !strings.Contains(got, "the end of what it did may be missing") {
		t.Errorf("warnings do not say that something may be missing: %q", got)
	}
}

func TestSpansJoinThroughTheEnvironment(t *testing.T) {
	t.Parallel()
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	tl, _ := observe(t, "steps, then Stop", "TRACEPARENT="+parent)
	spans, _ := stepsIn(tl)
	for _, s := range spans {
		if got := fmt.Sprintf("00-%x-%x-01", s.Trace, s.Parent); got != parent {
			t.Fatalf("a span's parent is %s, want %s", got, parent)
		}
	}
	if len(spans) == 0 {
		t.Error("there are no spans")
	}
}

func TestWithoutARecorderNothingHappens(t *testing.T) {
	t.Parallel()
	if _, recording := observe(t, "tells"); recording.Output() != "true true <nil>\n" {
		t.Errorf("with a recorder: %q", recording.Output())
	}
	if os.Getenv(tracer.RecordingVar) != "" {
		t.Skip("these tests are recorded themselves")
	}
	if rttrace.IsEnabled() || auto.Stop() != nil || trace.SpanContextFromContext(auto.Context()).IsValid() {
		t.Error("this process has no recorder, but something of one")
	}
}
