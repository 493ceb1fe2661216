package gotrace

import (
	"bytes"
	"context"
	"iter"
	"os"
	"testing"

	"ctrace/tracer/timeline"
)

// TestWhatRunsNamesItsThread holds what timeline.Reconcile cuts by: whatever runs or is
// in a system call says on which thread.
func TestWhatRunsNamesItsThread(t *testing.T) {
	data := record(t, func() {
		<-subject(func() {
			next, stop := iter.Pull(func(yield func(int) bool) { yield(len(os.Args)) })
			defer stop()
			next()
			os.ReadFile("/proc/self/status")
		})
	})
	b := timeline.NewBuilder(timeline.Clock{})
	if err := Read(context.Background(), bytes.NewReader(data), Process{PID: 7}, b); err != nil {
		t.Fatal(err)
	}
	tl := b.Build(0)
	var seen [timeline.NumKinds]int
	for id, lane := range tl.Lanes() {
		if lane.Kind != timeline.Goroutine && lane.Kind != timeline.Coroutine {
			continue
		}
		for iv := range tl.Life(id) {
			if iv.State != timeline.Running && iv.State != timeline.Syscall {
				continue
			}
			seen[lane.Kind]++
			if iv.On == timeline.NoLane || tl.Lane(iv.On).Kind != timeline.Thread || tl.Lane(iv.On).PID != 7 {
				t.Errorf("%v %q is %v at %v on lane %d", lane.Kind, lane.Name, iv.State, iv.Start.Std(), iv.On)
			}
		}
	}
	if seen[timeline.Goroutine] == 0 || seen[timeline.Coroutine] == 0 {
		t.Errorf("running goroutines and coroutines: %v", seen)
	}
}
