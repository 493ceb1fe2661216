//go:build linux

package tracer_test

import (
	"cmp"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
	"ctrace/tracer/timeline"
)

// truths compare what a timeline says with what the kernel counted in the same run,
// which no other program on the machine can bring apart.
var truths = []struct {
	name    string
	program string
	within  float64 // of the oracle
	figures func(testing.TB, *tracer.Recording, *timeline.Timeline) []figure
}{
	{"threads", "busy threads", 0.005, threadsAndTheirClocks},
	{"tree", "busy family", 0.01, treeAndItsUsage},
	{"goroutines", "busy goroutines", 0.02, goroutinesAndTheirUsage},
	{"claims", "busy goroutines", 0.02, goroutinesAndTheirClaims},
}

// figure is a length of time and what says how long it should be.
type figure struct {
	measured, oracle time.Duration
	preemptions      int // of whoever was measured
}

// off returns by which share of the oracle the figure is wrong.
func (f figure) off() float64 { return (f.measured - f.oracle).Seconds() / f.oracle.Seconds() }

// interrupt is what a thread seems to run longer, or shorter, when an interrupt makes
// another one preempt it: handling it counts for the one in the kernel's clocks and
// for the other in its switches. On virtual machines that takes long.
const interrupt = 10 * time.Microsecond

// holds reports whether the figure is right, give or take a share of the oracle.
func (f figure) holds(within float64) bool {
	return (f.measured - f.oracle).Abs() <= time.Duration(within*float64(f.oracle))+time.Duration(f.preemptions)*interrupt
}

func TestTruth(t *testing.T) {
	for _, truth := range truths {
		t.Run(truth.name, func(t *testing.T) {
			recording, tl := observeExactly(t, truth.program)
			for _, f := range truth.figures(t, recording, tl) {
				if !f.holds(truth.within) {
					t.Errorf("%v, want %v within %g %%, after %d preemptions", f.measured, f.oracle, 100*truth.within, f.preemptions)
				}
			}
		})
	}
}

// BenchmarkTruth prints the figures beside their oracles; of several the worst.
func BenchmarkTruth(b *testing.B) {
	for _, truth := range truths {
		b.Run(truth.name, func(b *testing.B) {
			var figures []figure
			for b.Loop() {
				recording, tl := observeExactly(b, truth.program)
				figures = append(figures, truth.figures(b, recording, tl)...)
			}
			worst := slices.MaxFunc(figures, func(x, y figure) int { return cmp.Compare(math.Abs(x.off()), math.Abs(y.off())) })
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(worst.measured.Seconds(), "s-measured")
			b.ReportMetric(worst.oracle.Seconds(), "s-oracle")
			b.ReportMetric(100*worst.off(), "%off")
			b.ReportMetric(100*truth.within, "%goal")
		})
	}
}

// observeExactly records every context switch of a program.
func observeExactly(t testing.TB, program string) (*tracer.Recording, *timeline.Timeline) {
	t.Helper()
	if best, err := kernel.Available(); best != kernel.Perf {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	c := command(t, program)
	c.Kernel = kernel.Perf
	recording := record(t, t.Context(), c)
	if !recording.Exit.OK() {
		t.Fatal(recording.Exit, recording.Output())
	}
	return recording, read(t, recording)
}

// result reads what the program saved.
func result[T any](t testing.TB, recording *tracer.Recording) (v T) {
	t.Helper()
	if err := json.Unmarshal(recording.Result(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// threadsAndTheirClocks compares each thread with its clock, but for the first: it was
// there before it executed the program, and its clock counts that.
func threadsAndTheirClocks(t testing.TB, recording *tracer.Recording, tl *timeline.Timeline) (figures []figure) {
	ran := map[int64]figure{}
	for id, lane := range tl.Lanes() {
		if lane.Kind == timeline.Thread {
			ran[lane.SystemID()] = onCPU(tl, id)
		}
	}
	for _, clock := range result[[]threadClock](t, recording) {
		if clock.TID != recording.PID {
			f := ran[int64(clock.TID)]
			f.oracle = clock.Used
			figures = append(figures, f)
		}
	}
	return figures
}

// treeAndItsUsage compares all threads of all processes with rusage.
func treeAndItsUsage(_ testing.TB, recording *tracer.Recording, tl *timeline.Timeline) []figure {
	all := figure{oracle: recording.Usage.User + recording.Usage.System}
	for id, lane := range tl.Lanes() {
		if lane.Kind == timeline.Thread {
			f := onCPU(tl, id)
			all.measured += f.measured
			all.preemptions += f.preemptions
		}
	}
	return []figure{all}
}

// onCPU returns how long a lane ran.
func onCPU(tl *timeline.Timeline, id timeline.LaneID) (f figure) {
	f.measured = tl.LifeTotals(id).States[timeline.Running].Std()
	for iv := range tl.Life(id) {
		if preempted(iv) {
			f.preemptions++
		}
	}
	return f
}

func preempted(iv timeline.Interval) bool {
	return iv.State == timeline.Runnable && iv.Reason == timeline.Preempted
}

// goroutinesAndTheirUsage compares what the goroutines ran while they were busy with
// what the process used.
func goroutinesAndTheirUsage(t testing.TB, recording *tracer.Recording, tl *timeline.Timeline) []figure {
	all := figure{oracle: result[time.Duration](t, recording)}
	busy := span(t, tl, "busy")
	for id, lane := range tl.Lanes() {
		if lane.Kind == timeline.Goroutine {
			all.measured += tl.Totals(id, busy.Start, busy.End).States[timeline.Running].Std()
			all.preemptions += onCPU(tl, id).preemptions
		}
	}
	return []figure{all}
}

// goroutinesAndTheirClaims compares where the program's goroutines ran, or were
// preempted by the kernel, with where the runtime claims that they ran. Those of the
// runtime also wait there: to stop the world, say.
func goroutinesAndTheirClaims(t testing.TB, _ *tracer.Recording, tl *timeline.Timeline) []figure {
	var all figure
	var ran, claimed timeline.Duration
	for id := range tl.Find(timeline.Goroutine) {
		for claim := range tl.Claims(id, -timeline.Forever, timeline.Forever) {
			if claim.State != timeline.Running {
				continue
			}
			claimed += claim.Length()
			ran += tl.Totals(id, claim.Start, claim.End).States[timeline.Running]
			for iv := range tl.Intervals(id, claim.Start, claim.End) {
				if preempted(iv) {
					all.measured += (min(iv.End, claim.End) - max(iv.Start, claim.Start)).Std()
				}
			}
		}
	}
	// As many goroutines again as there are CPUs cannot all run at once.
	if float64(claimed) < 1.25*float64(ran) {
		t.Errorf("the runtime claims %v, of which the kernel ran %v", claimed.Std(), ran.Std())
	}
	all.measured += ran.Std()
	all.oracle = claimed.Std()
	return []figure{all}
}
