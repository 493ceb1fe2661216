package scenarios

import (
	"reflect"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestPrintedResults shows what is read of what the course's programs print, and that
// nothing is made of an output that ends early.
func TestPrintedResults(t *testing.T) {
	tests := []struct {
		scenario, output string
		want             any
	}{
		{"lock", "Sans Lock : 5 au lieu de 15\nAvec Lock : 15\n", lockResult{Expected: 15, Without: 5, With: 15}},
		{"lock", "Sans Lock : 5 au lieu de 15\n", nil},
		{"memory", "Processus : les enfants lisent [3, 4], le parent lit 0\nThreads : le parent lit 6\n", memoryResult{[]int{3, 4}, 0, 6}},
		{"memory", "Processus : les enfants lisent [3, 4], le parent lit 0\n", nil},
		{"pool", "[1, 4, 9]\n", []int{1, 4, 9}},
		{"pool", "", nil},
		{"pipe", "La balle a été frappée 10 fois\n", 10},
		{"pipe", "", nil},
		{"threads", "[2, 1]\n", threadsResult{List: []int{2, 1}}},
		{"as-completed", "Résultat de la tâche 3\nRésultat de la tâche 1\n", []int{3, 1}},
		{"timeout", "quick() : résultat\nslow() est annulée et range\nslow() : TimeoutError\n", timeoutResult{"résultat", true, true, true}},
		{"timeout", "quick() : résultat\n", timeoutResult{Quick: "résultat"}},
	}
	for _, test := range tests {
		if got := pythonForms[test.scenario].result(Measured{Output: test.output}); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s, %q: %+v, want %+v", test.scenario, test.output, got, test.want)
		}
	}
}

// TestPythonFormsBelongToScenarios holds that no form is left over.
func TestPythonFormsBelongToScenarios(t *testing.T) {
	for name := range pythonForms {
		if Find(name) == nil {
			t.Errorf("there is no scenario %s", name)
		}
	}
}

// TestAsMeasured shows which measured lanes give their names to drawn ones.
func TestAsMeasured(t *testing.T) {
	drawing := timelinetest.Parse(t, `
thread 1 "event loop": 0s waiting 1ns
coroutine 2 "get(/0)": 0s waiting 1ns
coroutine 3 "get(/1)": 0s waiting 1ns
coroutine 4 "task(1, 2)": 0s waiting 1ns
coroutine 5 "other()": 0s waiting 1ns
thread 6 "Thread-1 (download)": 0s waiting 1ns
thread 7 "Thread-2 (download)": 0s waiting 1ns
`)
	measured := timelinetest.Parse(t, `
thread 1 "MainThread": 0s waiting 9ns
thread 2 "Thread-1 (serve)": 0s waiting 9ns
coroutine 3 "get(80, '/0')": 1ns waiting 1ns
coroutine 4 "get(80, '/1')": 2ns waiting 1ns
coroutine 5 "task(3, 1)": 2ns waiting 1ns
coroutine 6 "task(1, 2)": 3ns waiting 1ns
thread 7 "Thread-2 (download)": 4ns waiting 1ns
thread 8 "Thread-3 (download)": 5ns waiting 1ns
`)
	var names []string
	for _, lane := range gather.AsMeasured(drawing, measured).Lanes() {
		names = append(names, lane.Name)
	}
	want := []string{"event loop", "get(80, '/0')", "get(80, '/1')", "task(1, 2)", "other()", "Thread-2 (download)", "Thread-3 (download)"}
	if !slices.Equal(names, want) {
		t.Errorf("the drawing's lanes are called %q, want %q", names, want)
	}
}

// TestLongSteps shows that steps count as they were begun and ended, although the
// thread was blocked in them.
func TestLongSteps(t *testing.T) {
	tl := timelinetest.Parse(t, `
coroutine 1 "blocker()": 0s running 1ms, waiting/sleep 9ms, waiting/await 5ms, running 2ms
  claimed: 0s running 10ms, waiting/await 5ms, running 2ms
coroutine 2 "other()": 0s running 8ms
`)
	got := longSteps("step", tl, []timeline.LaneID{0, 1}, 5e6)
	want := []timeline.Span{regionOn(0, "step", 0, 10e6), regionOn(1, "step", 0, 8e6)}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("steps %+v, want %+v", got, want)
	}
}

// TestPartsInPython shows the ways of cpu-bound and io-bound that are found where
// nothing marks them.
func TestPartsInPython(t *testing.T) {
	tl := timelinetest.Parse(t, `
process 1 "io-bound": 0s unknown 40ms
  thread 1 "MainThread": 0s running 1ms, waiting/network 9ms, running 1ms, waiting/network 1ms, waiting/network 8ms, waiting/join 10ms, waiting/network 10ms
  thread 2 "Thread-1 (serve_forever)": 0s waiting/network 40ms
  thread 3 "Thread-2 (fetch)": 20ms waiting/network 9ms
  thread 4 "Thread-3 (fetch)": 20ms waiting/network 10ms
  process 5 "ForkPoolWorker-1": 30ms waiting 6ms
    thread 5 "MainThread": 31ms waiting 5ms
      region "fetch('http://…')": 32ms 2ms
  coroutine 6 "get(1)": 36ms waiting/network 3ms
`)
	jobs := requestedInPython(tl, 10e6)
	var counts []int
	for _, way := range allWays() {
		counts = append(counts, len(jobs[way]))
	}
	if want := []int{2, 2, 1, 1}; !slices.Equal(counts, want) {
		t.Errorf("there are %d jobs, want %d", counts, want)
	}
	parts, _ := partsOf(Measured{Timeline: tl.WithSpans(partsInPython(tl, jobs)...), Result: []byte(`{"cores": 2}`), Python: true})
	var took []timeline.Duration
	for _, p := range parts {
		took = append(took, p.took)
	}
	if want := []timeline.Duration{19e6, 10e6, 4e6, 3e6}; !slices.Equal(took, want) {
		t.Errorf("the ways took %v, want %v", took, want)
	}
}

// TestJudge shows that a claim about Python that fails is not judged where the kernel's
// record is missing or does not explain what threads waited for.
func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name, did string
		exact     bool
		broken    int
	}{
		{"explained", "0s waiting/lock 1s", true, 2},
		{"not recorded exactly", "0s waiting/lock 1s", false, 0},
		{"hardly explained", "0s waiting/lock 980ms, waiting 20ms", true, 0},
	} {
		tl := timelinetest.Parse(t, "\nthread 1 \"Thread-1 (worker)\": "+test.did+"\n")
		m := threads.InPython(defaults(t, threads), Measured{Timeline: kernelTold(t, tl, test.exact), Output: "[1, 2, 3]\n"})
		broken := 0
		for _, claim := range threads.Judge(defaults(t, threads), m) {
			checkFrench(t, claim.Measured)
			if !claim.Holds {
				broken++
			}
		}
		if broken != test.broken {
			t.Errorf("%s: %d claims are broken, want %d", test.name, broken, test.broken)
		}
	}
}
