//go:build linux

package tracer_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
	"ctrace/tracer/timeline"
)

func init() { programs["busy"] = started(busy) }

// busy has four goroutines compute on as many threads, more than there may be CPUs.
func busy(ctx context.Context) error {
	runtime.GOMAXPROCS(4)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			tracer.NameLane(ctx, timeline.Goroutine, "busy")
			for begin := used(); used()-begin < 400*time.Millisecond; {
			}
		})
	}
	all.Wait()
	return nil
}

// used returns the CPU time of this process.
func used() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return math.MaxInt64
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// exactly returns the timeline of a program whose context switches are recorded, and
// skips the test where that is not permitted.
func exactly(t *testing.T, program string) (*timeline.Timeline, *tracer.Recording) {
	t.Helper()
	if mode, err := kernel.Available(); mode != kernel.Perf {
		t.Skip(err)
	}
	recording := observe(t, program)
	tl := read(t, recording)
	if isOn, why := on(tl, "kernel"); !isOn {
		t.Fatalf("the kernel was not recorded: %s", why)
	}
	return tl, recording
}

// TestRunningIsWhatTheKernelRan compares the threads' time on CPUs with what the
// system counted.
func TestRunningIsWhatTheKernelRan(t *testing.T) {
	tl, recording := exactly(t, "busy")
	var threads, cpus timeline.Duration
	for id, lane := range tl.Lanes() {
		switch lane.Kind {
		case timeline.Thread:
			threads += tl.LifeTotals(id).States[timeline.Running]
		case timeline.CPU:
			cpus += tl.LifeTotals(id).States[timeline.Running]
		}
	}
	if threads != cpus {
		t.Errorf("threads ran for %v, CPUs ran them for %v", threads.Std(), cpus.Std())
	}
	counted := recording.Usage.User + recording.Usage.System
	if off := ratio(threads.Std(), counted); off > 0.02 {
		t.Errorf("threads ran for %v, the system counted %v: %.1f %% off", threads.Std(), counted, 100*off)
	}
}

// TestClaimsAreCutToWhatTheKernelRan compares what the runtime says of goroutines
// with what is left of it.
func TestClaimsAreCutToWhatTheKernelRan(t *testing.T) {
	tl, _ := exactly(t, "busy")
	goroutines := 0
	for id, lane := range tl.Lanes() {
		if lane.Kind != timeline.Goroutine || lane.Name != "busy" {
			continue
		}
		goroutines++
		if !tl.Claimed(id) {
			t.Fatalf("of goroutine %d nothing was cut: four compute at once", lane.ID)
		}
		claimed, ran := tl.ClaimedTotals(id).States, tl.LifeTotals(id).States
		before := claimed[timeline.Running] + claimed[timeline.Syscall] + claimed[timeline.Runnable] + claimed[timeline.Waiting]
		after := ran[timeline.Running] + ran[timeline.Syscall] + ran[timeline.Runnable] + ran[timeline.Waiting]
		if before != after || ran[timeline.Runnable] <= claimed[timeline.Runnable] {
			t.Errorf("goroutine %d: claimed %v, ran %v", lane.ID, claimed, ran)
		}
		if got := ran[timeline.Syscall]; got > claimed[timeline.Syscall]/50 {
			t.Errorf("goroutine %d: of %v in system calls, %v are not cut", lane.ID, claimed[timeline.Syscall].Std(), got.Std())
		}
	}
	if goroutines != 4 {
		t.Errorf("%d goroutines, want 4", goroutines)
	}
}

func ratio(a, b time.Duration) float64 { return math.Abs(float64(a)/float64(b) - 1) }

// TestOpenFileReadsWhatTheKernelRan opens the kernel's file with no recording around
// it.
func TestOpenFileReadsWhatTheKernelRan(t *testing.T) {
	_, recording := exactly(t, "work")
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
	_, recording := exactly(t, "work")
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
