package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Two processes compute for 500 ms each, side by side.
const (
	processesCPUMeasured = `
process 7 "processes-cpu": 0s waiting/queue 520ms
  thread 7 "MainThread": 0s waiting/queue 520ms
  process 11 "ForkPoolWorker-1": 0s running 520ms
    thread 11 "MainThread": 0s waiting/queue 5ms, running 505ms, waiting/queue 10ms
      region "job": 5ms 505ms
  process 12 "ForkPoolWorker-2": 0s running 520ms
    thread 12 "MainThread": 0s waiting/queue 5ms, running 505ms, waiting/queue 10ms
      region "job": 5ms 505ms
`
	processesCPUFound = `{"cpu_ns": [500000000, 500000000], "cores": 2}`
)

func TestProcessesCPUClaims(t *testing.T) {
	const (
		own = iota
		atOnceOnCPU
		speedUp
	)
	args, err := processesCPU.Args(1, []string{"processes=2"})
	if err != nil {
		t.Fatal(err)
	}
	halved := strings.ReplaceAll(processesCPUFound, "500000000", "250000000")
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", processesCPUMeasured, processesCPUFound, nil},
		{"nothing recorded", ``, ``, []int{own, atOnceOnCPU, speedUp}},
		{"both jobs in one process", strings.Replace(processesCPUMeasured, `    thread 12 "MainThread"`, `    thread 13 "other"`, 1),
			processesCPUFound, []int{own, atOnceOnCPU}},
		{"one after the other", strings.NewReplacer(
			"running 505ms, waiting/queue 10ms\n      region \"job\": 5ms 505ms\n  process 12", "running 505ms, waiting/queue 510ms\n      region \"job\": 5ms 505ms\n  process 12",
			`thread 12 "MainThread": 0s waiting/queue 5ms`, `thread 12 "MainThread": 0s waiting/queue 510ms`,
			"region \"job\": 5ms 505ms\n", "region \"job\": 5ms 505ms\n").Replace(strings.TrimSuffix(processesCPUMeasured, "5ms 505ms\n")) + "510ms 505ms\n",
			processesCPUFound, []int{atOnceOnCPU, speedUp}},
		{"they wait for each other", strings.ReplaceAll(processesCPUMeasured, "running 505ms", "running 250ms, waiting/lock 255ms"), halved, []int{speedUp}},
		{"more CPU than there was time", processesCPUMeasured, strings.ReplaceAll(processesCPUFound, "500000000", "700000000"), []int{speedUp}},
		{"no CPU time known", strings.ReplaceAll(processesCPUMeasured, "running 505ms", "waiting/lock 505ms"), `{"cpu_ns": [0, 0], "cores": 2}`, []int{atOnceOnCPU, speedUp}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimProcessesCPU(args, m), test.broken...)
		})
	}
}

// Whether processes use several cores cannot be said of a machine with one, nor of
// one whose cores did something else while the processes were ready.
func TestSpeedUpThatCannotBeJudged(t *testing.T) {
	args, err := processesCPU.Args(1, []string{"processes=2"})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ result, why string }{
		"one core": {strings.Replace(processesCPUFound, `"cores": 2`, `"cores": 1`, 1), "one core, or one job, cannot show it"},
		"load":     {strings.ReplaceAll(processesCPUFound, "500000000", "250000000"), "the CPUs did much else; the jobs were ready for 1.01 s"},
	} {
		m := Measured{Timeline: timelinetest.Parse(t, processesCPUMeasured), Result: json.RawMessage(test.result)}
		claims := claimProcessesCPU(args, m)
		checkClaims(t, claims)
		if got := claims[2].Measured.String(); !strings.HasPrefix(got, "not judged: "+test.why) {
			t.Errorf("%s: measured %q, want that it cannot be judged because %s", name, got, test.why)
		}
	}
}

func TestProcessesCPUAnswer(t *testing.T) {
	for text, want := range map[string]string{
		processesCPUMeasured: "1.00 s of computing took 505 ms on 2 processes and 2 cores: a speed-up of 1.98.",
		``:                   "No process computed.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text), Result: json.RawMessage(processesCPUFound)}
		if got := inEnglish(t, answerProcessesCPU(defaults(t, processesCPU), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestProcessesCPUDrawing(t *testing.T) {
	args, err := processesCPU.Args(1, []string{"processes=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "processes-cpu": 0s waiting/queue 500ms
  thread 2 "MainThread": 0s waiting/queue 500ms
  process 3 "ForkPoolWorker-1": 0s running 500ms
    thread 4 "MainThread": 0s running 500ms
  process 5 "ForkPoolWorker-2": 0s running 500ms
    thread 6 "MainThread": 0s running 500ms
`
	checkDrawing(t, drawProcessesCPU(args), want)
}

func TestProcessesCPURuns(t *testing.T) {
	m := checkRun(t, processesCPU, "processes=3", "cpu=400")
	if want := "3 processus terminés\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
