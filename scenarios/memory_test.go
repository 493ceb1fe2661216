package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const (
	memoryMeasured = `
process 7 "memory": 0s running 10ms, waiting/child 300ms, waiting/join 300ms
  thread 7 "MainThread": 0s running 10ms, waiting/child 300ms, waiting/join 300ms
  thread 17 "Thread-1 (raise_counter)": 310ms waiting/sleep 300ms
  thread 18 "Thread-2 (raise_counter)": 310ms waiting/sleep 300ms
  process 8 "Process-1": 5ms waiting/sleep 300ms
    thread 8 "MainThread": 5ms waiting/sleep 300ms
  process 9 "Process-2": 5ms waiting/sleep 300ms
    thread 9 "MainThread": 5ms waiting/sleep 300ms
`
	memoryFound = `{"in_children": [3, 3], "after_processes": 0, "after_threads": 6}`
)

func TestMemoryClaims(t *testing.T) {
	const (
		isolated = iota
		shared
		sideBySide
	)
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", memoryMeasured, memoryFound, nil},
		{"nothing recorded", ``, "", []int{isolated, shared, sideBySide}},
		{"the parent saw a step", memoryMeasured, `{"in_children": [3, 3], "after_processes": 1, "after_threads": 6}`, []int{isolated}},
		{"the children shared", memoryMeasured, `{"in_children": [6, 6], "after_processes": 0, "after_threads": 6}`, []int{isolated}},
		{"a child is missing", memoryMeasured, `{"in_children": [3], "after_processes": 0, "after_threads": 6}`, []int{isolated}},
		{"one process", strings.ReplaceAll(memoryMeasured, `"Process-2"`, `"other"`), memoryFound, []int{isolated, sideBySide}},
		{"a step of a thread was lost", memoryMeasured, `{"in_children": [3, 3], "after_processes": 0, "after_threads": 5}`, []int{shared}},
		{"a thread of another process", strings.ReplaceAll(memoryMeasured, `  thread 9 "MainThread": 5ms waiting/sleep 300ms`,
			`  thread 9 "MainThread": 5ms waiting/sleep 300ms
    thread 19 "Thread-2 (raise_counter)": 310ms waiting/sleep 300ms`), memoryFound, []int{shared, sideBySide}},
		{"one process after the other", strings.ReplaceAll(memoryMeasured, `"MainThread": 5ms waiting/sleep 300ms
  process 9`, `"MainThread": 5ms waiting/lock 300ms
  process 9`), memoryFound, []int{sideBySide}},
		{"one thread after the other", strings.ReplaceAll(memoryMeasured, `"Thread-2 (raise_counter)": 310ms`, `"Thread-2 (raise_counter)": 610ms`),
			memoryFound, []int{sideBySide}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimMemory(defaults(t, memory), m), test.broken...)
		})
	}
}

// TestMemoryOnABusyMachine shows that nothing is said of a child that came too late
// because it got no CPU.
func TestMemoryOnABusyMachine(t *testing.T) {
	late := strings.ReplaceAll(memoryMeasured, `    thread 9 "MainThread": 5ms waiting/sleep 300ms`,
		`    thread 9 "MainThread": 5ms runnable 310ms, waiting/sleep 300ms`)
	m := Measured{Timeline: timelinetest.Parse(t, late), Result: json.RawMessage(memoryFound)}
	claims := claimMemory(defaults(t, memory), m)
	if c := claims[len(claims)-1]; !c.Unjudged {
		t.Errorf("%q is judged: %s", c.Text.String(), c.Measured.String())
	}
}

func TestMemoryAnswer(t *testing.T) {
	for result, want := range map[string]string{
		memoryFound: "Of 6 steps in other processes the parent saw 0, of 6 in its own threads 6.",
		"":          "The program ended before it had counted.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, memoryMeasured), Result: json.RawMessage(result)}
		if got := inEnglish(t, answerMemory(defaults(t, memory), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestMemoryDrawing(t *testing.T) {
	const want = `process 1 "memory": 0s waiting/child 300ms, waiting/join 300ms
  thread 2 "MainThread": 0s waiting/child 300ms, waiting/join 300ms
  process 5 "Process-1": 0s waiting/sleep 300ms
    thread 6 "MainThread": 0s waiting/sleep 300ms
  process 7 "Process-2": 0s waiting/sleep 300ms
    thread 8 "MainThread": 0s waiting/sleep 300ms
  thread 3 "Thread-1 (raise_counter)": 300ms waiting/sleep 300ms
  thread 4 "Thread-2 (raise_counter)": 300ms waiting/sleep 300ms
`
	drawn := timelinetest.Valid(t, drawMemory(defaults(t, memory)))
	if got := timelinetest.Format(drawn); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

func TestMemoryRuns(t *testing.T) {
	m := checkRun(t, memory, "rounds=20")
	const want = "Processus : les enfants lisent [20, 20], le parent lit 0\nThreads : le parent lit 40\n"
	if m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
