package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const (
	processMeasured = `
process 7 "process": 0s running 10ms, waiting/child/Process-1 300ms, running 5ms
  thread 7 "MainThread": 0s running 10ms, waiting/child/Process-1 300ms, running 5ms
  process 8 "Process-1": 9ms unknown 11ms, running 290ms
    thread 8 "MainThread": 20ms running 290ms
`
	processFound = `{"parent": 7, "child": 8, "exitcode": 0}`
)

func TestProcessClaims(t *testing.T) {
	const (
		twoPIDs = iota
		join
		printed
	)
	tests := []struct {
		name, timeline, output, result string
		broken                         []int
	}{
		{"as the course says", processMeasured, processLine + "\n", processFound, nil},
		{"nothing recorded", ``, "", "", []int{twoPIDs, join, printed}},
		{"no child", `
process 7 "process": 0s running 10ms
  thread 7 "MainThread": 0s running 10ms
`, processLine + "\n", processFound, []int{twoPIDs, join}},
		{"a root of its own", strings.ReplaceAll(processMeasured, "  process 8", "process 8"), processLine + "\n", processFound, []int{twoPIDs, join}},
		{"other pids than the program saw", processMeasured, processLine + "\n", `{"parent": 7, "child": 9, "exitcode": 0}`, []int{twoPIDs}},
		{"the child failed", processMeasured, processLine + "\n", `{"parent": 7, "child": 8, "exitcode": 1}`, []int{twoPIDs}},
		{"the parent worked on", strings.ReplaceAll(processMeasured, "waiting/child/Process-1 300ms", "running 100ms, waiting/child/Process-1 200ms"),
			processLine + "\n", processFound, []int{join}},
		{"the parent waited for something else", strings.ReplaceAll(processMeasured, "waiting/child", "waiting/lock"), processLine + "\n", processFound, []int{join}},
		{"the parent left early", strings.ReplaceAll(processMeasured, "waiting/child/Process-1 300ms", "waiting/child/Process-1 150ms"),
			processLine + "\n", processFound, []int{join}},
		{"printed twice", processMeasured, processLine + "\n" + processLine + "\n", processFound, []int{printed}},
		{"printed within another line", processMeasured, "<" + processLine + ">\n", processFound, []int{printed}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Output: test.output, Result: json.RawMessage(test.result)}
			checkClaims(t, claimProcess(defaults(t, process), m), test.broken...)
		})
	}
}

func TestProcessAnswer(t *testing.T) {
	for text, want := range map[string]string{
		processMeasured: "Process 7 waited in join() while its child 8 lived for 301 ms and ran for 290 ms of it.",
		``:              "No child process was recorded.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text)}
		if got := inEnglish(t, answerProcess(defaults(t, process), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestProcessDrawing(t *testing.T) {
	const want = `process 1 "process": 0s waiting/child 300ms
  thread 2 "MainThread": 0s waiting/child 300ms
  process 3 "Process-1": 0s running 300ms
    thread 4 "MainThread": 0s running 300ms
`
	drawn := timelinetest.Valid(t, drawOneProcess(defaults(t, process)))
	if got := timelinetest.Format(drawn); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

func TestProcessRuns(t *testing.T) {
	m := checkRun(t, process)
	_, child := parentAndChild(m.Timeline)
	if child == timeline.NoLane {
		t.Fatal("no child")
	}
	// Until its tracer runs, only the kernel may know what the child does.
	for iv := range m.Timeline.Life(child) {
		if iv.State == timeline.Waiting {
			t.Errorf("the child's life begins with %v", iv.State)
		}
		break
	}
	thread := mainThread(m.Timeline, child)
	if thread == timeline.NoLane || m.Timeline.Lane(thread).ID != int64(m.Timeline.Lane(child).PID) {
		t.Errorf("the child's main thread is not the process's first")
	}
}
