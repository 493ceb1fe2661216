//go:build linux

package tracer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// TestCPUsRanTheThreads compares two views of the same.
func TestCPUsRanTheThreads(t *testing.T) {
	_, tl := observeExactly(t, "family")
	ran := map[timeline.Kind]timeline.Duration{}
	for id, lane := range tl.Lanes() {
		ran[lane.Kind] += tl.LifeTotals(id).States[timeline.Running]
	}
	if threads, cpus := ran[timeline.Thread], ran[timeline.CPU]; threads == 0 || threads != cpus {
		t.Errorf("threads ran for %v, CPUs ran them for %v", threads.Std(), cpus.Std())
	}
}

// TestOpenFileReadsWhatTheKernelRan opens the kernel's file with no recording around
// it.
func TestOpenFileReadsWhatTheKernelRan(t *testing.T) {
	recording, _ := observeExactly(t, "work")
	tl, alone, err := tracer.Open(t.Context(), filepath.Join(recording.Dir, "kernel.switches"))
	if err != nil || alone != nil {
		t.Fatal(alone, err)
	}
	for id, lane := range tl.Lanes() {
		if lane.Kind == timeline.Process && lane.PID == recording.PID && tl.LifeTotals(id).States[timeline.Running] > 0 {
			return
		}
	}
	t.Errorf("process %d did not run", recording.PID)
}

// TestDamagedKernelFileIsAWarning damages the file of the kernel in a recording that
// is good otherwise.
func TestDamagedKernelFileIsAWarning(t *testing.T) {
	recording, _ := observeExactly(t, "work")
	path := filepath.Join(recording.Dir, "kernel.switches")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		content []byte
		warning string
		kept    bool // what could be read
	}{
		{"cut", good[:len(good)-10], "kernel: kernel.switches: the kernel recording is cut at byte", true},
		{"of another kind", []byte("go 1.26 trace\x00\x00\x00"), "kernel: kernel.switches: kernel: no kernel recording", false},
		{"empty", nil, "kernel: kernel.switches: it is empty", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(path, test.content, 0o644); err != nil {
				t.Fatal(err)
			}
			tl := read(t, recording)
			if got := warnings(tl); !strings.Contains(got, test.warning) {
				t.Errorf("warnings %q, want %q", got, test.warning)
			}
			if got, _ := on(tl, "kernel"); got != test.kept {
				t.Errorf("the kernel is a source that is on: %v, want %v", got, test.kept)
			}
			if span(t, tl, "work work").Lane == timeline.NoLane {
				t.Error("the span has lost its lane")
			}
		})
	}
}
