package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const threadsMeasured = `
process 7 "threads": 0s waiting/join 1s
  thread 7 "MainThread": 0s running 1ms, waiting/join 999ms
  thread 11 "Thread-1 (worker)": 1ms waiting/sleep/1s 1s
  thread 12 "Thread-2 (worker)": 1ms waiting/sleep/1s 1s
  thread 13 "Thread-3 (worker)": 1ms waiting/sleep/1s 1s
`

const threadsFound = `{"native_ids": [11, 12, 13], "list": [2, 1, 3]}`

// The numbers of the claims of threads.
const (
	oneProcess = iota
	ownThreads
	sharedList
	sleepTogether
)

func TestThreadsClaims(t *testing.T) {
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", threadsMeasured, threadsFound, nil},
		{"on a system that tells no ids", threadsMeasured, strings.Replace(threadsFound, "11, 12, 13", "0, 0, 0", 1), nil},
		{"nothing recorded", ``, ``, []int{oneProcess, ownThreads, sharedList, sleepTogether}},
		{"three processes", `
process 7 "threads": 0s waiting/join 1s
  thread 11 "Thread-1 (worker)": 0s waiting/sleep 1s
process 8 "threads": 0s waiting/join 1s
  thread 12 "Thread-2 (worker)": 0s waiting/sleep 1s
process 9 "threads": 0s waiting/join 1s
  thread 13 "Thread-3 (worker)": 0s waiting/sleep 1s
`, threadsFound, []int{oneProcess}},
		{"a thread missing", strings.Replace(threadsMeasured, "Thread-3", "Another", 1), threadsFound,
			[]int{oneProcess, ownThreads, sleepTogether}},
		{"other ids than the threads saw", threadsMeasured, strings.Replace(threadsFound, "13", "14", 1), []int{ownThreads}},
		{"a list of its own for one", threadsMeasured, strings.Replace(threadsFound, "[2, 1, 3]", "[2, 1]", 1), []int{sharedList}},
		{"appended twice", threadsMeasured, strings.Replace(threadsFound, "[2, 1, 3]", "[2, 1, 3, 3]", 1), []int{sharedList}},
		{"one after another", `
process 7 "threads": 0s waiting/join 3s
  thread 11 "Thread-1 (worker)": 0s waiting/sleep 1s
  thread 12 "Thread-2 (worker)": 1s waiting/sleep 1s
  thread 13 "Thread-3 (worker)": 2s waiting/sleep 1s
`, threadsFound, []int{sleepTogether}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimThreads(defaults(t, threads), m), test.broken...)
		})
	}
}

func TestThreadsAnswer(t *testing.T) {
	const want = "3 threads of one process waited side by side: 1.00 s, not 3.00 s."
	m := Measured{Timeline: timelinetest.Parse(t, threadsMeasured)}
	if got := inEnglish(t, answerThreads(defaults(t, threads), m)); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

func TestThreadsDrawing(t *testing.T) {
	const want = `process 1 "threads": 0s waiting/join 1s
  thread 2 "MainThread": 0s waiting/join 1s
  thread 3 "Thread-1 (worker)": 0s waiting/sleep 1s
  thread 4 "Thread-2 (worker)": 0s waiting/sleep 1s
  thread 5 "Thread-3 (worker)": 0s waiting/sleep 1s
`
	checkDrawing(t, drawThreads(defaults(t, threads)), want)
}

func TestThreadsRuns(t *testing.T) {
	m := checkRun(t, threads, "threads=5")
	var result threadsResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		t.Fatal(err)
	}
	if want := pythonList(result.List) + "\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
