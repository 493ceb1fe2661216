package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Two jobs of 100 ms of CPU in each way.
func cpuBoundMeasured() partsTimeline {
	return partsTimeline{state: "running", parts: [4]timelinePart{
		{0, 200, [2]int{0, 100}, 100},
		{200, 200, [2]int{200, 200}, 200},
		{400, 110, [2]int{405, 405}, 100},
		{510, 200, [2]int{510, 610}, 100},
	}}
}

func TestCPUBoundClaims(t *testing.T) {
	const (
		done = iota
		threads
		processes
		coroutines
	)
	args, err := cpuBound.Args(1, []string{"jobs=2"})
	if err != nil {
		t.Fatal(err)
	}
	edited := func(way int, p timelinePart) string { return cpuBoundMeasured().with(way, p).String() }
	measured, found := cpuBoundMeasured().String(), partsFound("100000000")
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", measured, found, nil},
		{"nothing recorded", ``, ``, []int{done, threads, processes, coroutines}},
		{"no result", measured, ``, []int{done, threads, processes, coroutines}},
		{"a job was not seen", edited(1, timelinePart{200, 200, [2]int{200, 195}, 200}), found, []int{done}},
		{"threads in parallel", edited(1, timelinePart{200, 100, [2]int{200, 200}, 100}), found, []int{threads}},
		{"processes in turn", edited(2, timelinePart{400, 210, [2]int{405, 505}, 100}), found, []int{processes}},
		{"coroutines in parallel", edited(3, timelinePart{510, 100, [2]int{510, 510}, 100}), found, []int{coroutines}},
		{"no CPU time known", measured, strings.ReplaceAll(found, "100000000", `"?"`), []int{threads, processes, coroutines}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimCPUBound(args, m), test.broken...)
		})
	}
}

// While the machine does much else, processes may be no faster, and it says
// nothing about them.
func TestCPUBoundUnderLoadIsNotJudged(t *testing.T) {
	measured := cpuBoundMeasured().with(2, timelinePart{400, 410, [2]int{405, 405}, 400})
	m := Measured{Timeline: timelinetest.Parse(t, measured.String()), Result: json.RawMessage(partsFound("100000000"))}
	claim := claimCPUBound(defaults(t, cpuBound), m)[2]
	if want := "not judged: the CPUs did much else; the jobs were ready for 800 ms"; !claim.Holds || !strings.HasPrefix(claim.Measured.String(), want) {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

func TestCPUBoundAnswer(t *testing.T) {
	for text, want := range map[string]string{
		cpuBoundMeasured().String(): "200 ms of computing on 2 cores: sequential 200 ms, threads 200 ms (×1.00), processes 110 ms (×1.82), coroutines 200 ms (×1.00).",
		``:                          "Nothing was computed.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text), Result: json.RawMessage(partsFound("100000000"))}
		if got := inEnglish(t, answerCPUBound(defaults(t, cpuBound), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestCPUBoundDrawing(t *testing.T) {
	args, err := cpuBound.Args(1, []string{"jobs=2", "cpu=10"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "cpu-bound": 0s running 70ms
  thread 2 "MainThread": 0s running 20ms, waiting/join 20ms, waiting/queue 10ms, waiting/join 20ms
  thread 3 "Thread-1 (crunch)": 20ms running 5ms, waiting/gil 5ms, running 5ms
  thread 4 "Thread-2 (crunch)": 20ms waiting/gil 5ms, running 5ms, waiting/gil 5ms, running 5ms
  process 8 "ForkPoolWorker-1": 40ms running 10ms
    thread 9 "MainThread": 40ms running 10ms
  process 10 "ForkPoolWorker-2": 40ms running 10ms
    thread 11 "MainThread": 40ms running 10ms
  thread 5 "event loop": 50ms running 20ms
    coroutine 6 "crunch(1)": 50ms running 10ms
    coroutine 7 "crunch(2)": 50ms runnable 10ms, running 10ms
`
	checkDrawing(t, drawCPUBound(args), want)
}

func TestCPUBoundRuns(t *testing.T) {
	m := checkRun(t, cpuBound, "jobs=3", "cpu=400")
	const want = "sequential : 3 tâches terminées\nthreads : 3 tâches terminées\nprocesses : 3 tâches terminées\ncoroutines : 3 tâches terminées\n"
	if m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
	parts, _ := partsOf(m)
	for _, p := range parts {
		if lanes := len(p.lanes()); (lanes == 1) != (p.name == sequentially) {
			t.Errorf("%s: the jobs were done on %d lanes", p.name, lanes)
		}
	}
}
