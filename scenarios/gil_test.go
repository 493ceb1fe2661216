package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/scenarios/threading"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// Two threads that take turns of 5 ms until each has computed for 10 ms.
const gilMeasured = `
process 7 "gil": 0s running 20ms
  thread 7 "MainThread": 0s waiting/join 20ms
  thread 11 "Thread-1 (compute)": 0s running 5ms, waiting/gil/GIL 5ms, running 5ms
    region "bytecode": 0s 5ms, 10ms 5ms
  thread 12 "Thread-2 (compute)": 0s waiting/gil/GIL 5ms, running 5ms, waiting/gil/GIL 5ms, running 5ms
    region "bytecode": 5ms 5ms, 15ms 5ms
`

const gilFound = `{"cpu_ns": [10000000, 10000000], "switches": 4, "cores": 2}`

// The numbers of the claims of gil.
const (
	oneAtATime = iota
	noSpeedUp
	switchInterval
)

func TestGILClaims(t *testing.T) {
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", gilMeasured, gilFound, nil},
		{"nothing recorded", ``, ``, []int{oneAtATime, noSpeedUp, switchInterval}},
		{"no result", gilMeasured, ``, []int{noSpeedUp}},
		{"off the CPU half of the time", gilMeasured, strings.ReplaceAll(gilFound, "10000000", "5000000"), nil},
		{"in parallel", `
thread 11 "Thread-1 (compute)": 0s running 10ms
  region "bytecode": 0s 10ms
thread 12 "Thread-2 (compute)": 0s running 10ms
  region "bytecode": 0s 10ms
`, gilFound, []int{oneAtATime, noSpeedUp, switchInterval}},
		{"two at once for a moment", strings.Replace(gilMeasured, "5ms 5ms, 15ms 5ms", "4.9ms 5ms, 15ms 5ms", 1), gilFound, []int{oneAtATime}},
		{"more CPU than there was time", gilMeasured, strings.ReplaceAll(gilFound, "10000000", "11000000"), []int{noSpeedUp}},
		{"nobody's for long", `
thread 11 "Thread-1 (compute)": 0s running 5ms, waiting/gil/GIL 60ms, running 5ms
  region "bytecode": 0s 5ms, 65ms 5ms
thread 12 "Thread-2 (compute)": 0s waiting/gil/GIL 10ms, running 10ms
  region "bytecode": 10ms 10ms
`, gilFound, []int{noSpeedUp}},
		{"turns of 1 ms", `
thread 11 "Thread-1 (compute)": 0s running 1ms, waiting/gil 1ms, running 9ms
  region "bytecode": 0s 1ms, 2ms 9ms
thread 12 "Thread-2 (compute)": 0s waiting/gil 1ms, running 1ms, waiting/gil 9ms, running 9ms
  region "bytecode": 1ms 1ms, 11ms 9ms
`, gilFound, []int{switchInterval}},
		{"never handed over", `
thread 11 "Thread-1 (compute)": 0s running 10ms
  region "bytecode": 0s 10ms
thread 12 "Thread-2 (compute)": 0s waiting/gil 10ms, running 10ms
  region "bytecode": 10ms 10ms
`, gilFound, []int{switchInterval}},
		{"too short for turns", `
thread 11 "Thread-1 (compute)": 0s running 1ms
  region "bytecode": 0s 1ms
thread 12 "Thread-2 (compute)": 0s waiting/gil 1ms, running 1ms
  region "bytecode": 1ms 1ms
`, strings.ReplaceAll(gilFound, "10000000", "1000000"), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimGIL(defaults(t, gil), m), test.broken...)
		})
	}
}

func TestGILAnswer(t *testing.T) {
	args, err := gil.Args(1, []string{"threads=2", "cpu=10"})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		gilMeasured: "2 threads that compute for 10.0 ms each took turns under the GIL: 20.0 ms, not 10.0 ms.",
		``:          "No thread ran bytecode.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text)}
		if got := inEnglish(t, answerGIL(args, m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestGILDrawing(t *testing.T) {
	args, err := gil.Args(1, []string{"threads=2", "cpu=12"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "gil": 0s running 24ms
  thread 2 "MainThread": 0s waiting/join 24ms
  thread 3 "Thread-1 (compute)": 0s running 5ms, waiting/gil 5ms, running 5ms, waiting/gil 5ms, running 2ms
  thread 4 "Thread-2 (compute)": 0s waiting/gil 5ms, running 5ms, waiting/gil 5ms, running 5ms, waiting/gil 2ms, running 2ms
`
	checkDrawing(t, drawGIL(args), want)
}

func TestGILRuns(t *testing.T) {
	m := checkRun(t, gil, "threads=3", "cpu=200")
	if want := "3 threads terminés\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	if turns := regionsOn(m.Timeline, lanes, threading.BytecodeRegion); len(turns) <= len(lanes) {
		t.Errorf("%d turns of %d threads: no thread was made to switch", len(turns), len(lanes))
	}
	if waited := waitedFor(m.Timeline, lanes, timeline.GIL).Std(); waited < threading.SwitchInterval {
		t.Errorf("waited for the GIL for %v in all, less than it takes to ask for it once", waited)
	}
}
