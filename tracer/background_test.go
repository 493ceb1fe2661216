package tracer_test

import (
	"os"
	"path/filepath"
	rttrace "runtime/trace"
	"testing"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// startsAnother starts a goroutine and waits for its end.
func startsAnother() {
	done := make(chan struct{})
	go closes(done)
	<-done
}

func closes(done chan struct{}) { close(done) }

// TestBackgroundStandsWithTheRuntime starts the same goroutines on the program's
// account and in the background.
func TestBackgroundStandsWithTheRuntime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := rttrace.Start(file); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	tracer.Background(func() { startsAnother(); close(done) })
	<-done
	startsAnother()
	rttrace.Stop()

	tl, err := tracer.OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	groups := map[timeline.Group]int{}
	for _, lane := range timelinetest.Valid(t, tl).Lanes() {
		if lane.Name == "tracer_test.closes" {
			groups[lane.Group]++
		}
	}
	if groups[timeline.Runtime] != 1 || groups[timeline.Program] != 1 {
		t.Errorf("of the two goroutines that were started, %d stand with the runtime and %d with the program, want one each\n%s",
			groups[timeline.Runtime], groups[timeline.Program], timelinetest.Format(tl))
	}
}
