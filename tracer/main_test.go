//go:build unix

package tracer_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// The tests observe this test binary itself: with programVar in its environment
// it runs one of the programs of programs_test.go instead of the tests.
const programVar = "TRACER_TEST_PROGRAM"

func TestMain(m *testing.M) {
	name, ok := os.LookupEnv(programVar)
	if !ok {
		os.Exit(m.Run())
	}
	if err := programs[name](context.Background()); err != nil {
		fmt.Fprintf(os.Stderr, "program %s: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// command returns the command that runs one of the programs.
func command(t testing.TB, program string) tracer.Command {
	t.Helper()
	if programs[program] == nil {
		t.Fatalf("there is no program %q", program)
	}
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return tracer.Command{
		Args: []string{executable},
		Env:  append(os.Environ(), programVar+"="+program),
	}
}

// record records a command into a new folder.
func record(t testing.TB, ctx context.Context, c tracer.Command) *tracer.Recording {
	t.Helper()
	recording, err := tracer.Record(ctx, filepath.Join(t.TempDir(), "rec"), c)
	if err != nil {
		t.Fatal(err)
	}
	return recording
}

// observe records a program that runs to its end.
func observe(t testing.TB, program string) *tracer.Recording {
	t.Helper()
	return record(t, t.Context(), command(t, program))
}

// read returns a recording's timeline, checked.
func read(t testing.TB, recording *tracer.Recording) *timeline.Timeline {
	t.Helper()
	tl, err := recording.Timeline(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return timelinetest.Valid(t, tl)
}

func warnings(tl *timeline.Timeline) string {
	var texts []string
	for w := range tl.Warnings() {
		texts = append(texts, w.Source+": "+w.String())
	}
	return strings.Join(texts, "\n")
}

// span returns the span of a name.
func span(t testing.TB, tl *timeline.Timeline, name string) timeline.Span {
	t.Helper()
	for s := range tl.Spans() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no span %q", name)
	return timeline.Span{}
}

// on returns whether the recording has a source, and why not.
func on(tl *timeline.Timeline, name string) (bool, string) {
	for s := range tl.Sources() {
		if s.Name == name {
			return s.On, s.Why.String()
		}
	}
	return false, "it is not mentioned"
}

// processes returns the names of the program's processes, parents before their children.
func processes(tl *timeline.Timeline) []string {
	var names []string
	var walk func(parent timeline.LaneID, depth int)
	walk = func(parent timeline.LaneID, depth int) {
		for _, id := range tl.Children(parent) {
			if lane := tl.Lane(id); lane.Kind == timeline.Process && lane.Group == timeline.Program {
				names = append(names, strings.Repeat("  ", depth)+lane.Name)
				walk(id, depth+1)
			}
		}
	}
	walk(timeline.NoLane, 0)
	return names
}

// waitFor reads what a program prints until it has printed a line.
type waitFor struct {
	line  string
	found chan struct{}
	seen  bytes.Buffer
}

// newWaitFor returns a writer whose channel is closed when line was written.
func newWaitFor(line string) *waitFor { return &waitFor{line: line + "\n", found: make(chan struct{})} }

func (w *waitFor) Write(p []byte) (int, error) {
	had := strings.Contains(w.seen.String(), w.line)
	w.seen.Write(p)
	if !had && strings.Contains(w.seen.String(), w.line) {
		close(w.found)
	}
	return len(p), nil
}

// soon fails the test if f does not come true within a time that only a broken
// program needs.
func soon(t testing.TB, what string, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !f(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still not so after 20 s: %s", what)
		}
	}
}
