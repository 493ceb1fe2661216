package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const (
	deadlockMeasured = `
process 7 "deadlock": 0s waiting/join 2s
  thread 7 "MainThread": 0s waiting/join 2s
  thread 10 "watchdog": 0s waiting/condition 2ms, waiting/sleep 1s
  thread 11 "Thread-1 (transfer)": 0s running 1ms, waiting/lock/B 1002ms
    region "holds A": 500us 1002ms
  thread 12 "Thread-2 (transfer)": 1ms running 1ms, waiting/lock/A 1001ms
    region "holds B": 1500us 1001ms
  thread 13 "Thread-3 (transfer_ordered)": 1004ms waiting/sleep 300ms, waiting/sleep 301ms
    region "holds A": 1004ms 600ms
    region "holds B": 1304ms 300ms
  thread 14 "Thread-4 (transfer_ordered)": 1004ms waiting/lock/A 600ms, waiting/sleep 600ms
    region "holds A": 1604ms 600ms
    region "holds B": 1904ms 300ms
`
	deadlockFound = `{"cycle": [
		{"Thread": "Thread-2 (transfer)", "Holds": "B", "Waits": "A"},
		{"Thread": "Thread-1 (transfer)", "Holds": "A", "Waits": "B"}
	], "finished": 2}`
)

func TestDeadlockClaims(t *testing.T) {
	const (
		cycle = iota
		found
		stands
		through
	)
	edited := func(pairs ...string) string {
		text := deadlockMeasured
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(text, pairs[i]) {
				t.Fatalf("%q is not in the timeline", pairs[i])
			}
			text = strings.Replace(text, pairs[i], pairs[i+1], 1)
		}
		return text
	}
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as it should be", deadlockMeasured, deadlockFound, nil},
		{"nothing recorded", ``, ``, []int{cycle, found, stands, through}},
		{"the program did not find it", deadlockMeasured, `{"cycle": [], "finished": 2}`, []int{found}},
		{"the program found another one", deadlockMeasured, strings.Replace(deadlockFound, `"Waits": "B"`, `"Waits": "C"`, 1), []int{found}},
		{"one waits for a lock that nobody holds", edited("waiting/lock/A 1001ms", "waiting/lock/C 1001ms"), deadlockFound, []int{cycle, found, stands}},
		{"one sleeps", edited("waiting/lock/A 1001ms", "waiting/sleep/A 1001ms"), deadlockFound, []int{cycle, found, stands}},
		{"one held its lock only before", edited(`"holds B": 1500us 1001ms`, `"holds B": 1500us 100us`), deadlockFound, []int{cycle, found, stands}},
		{"it came undone", edited("waiting/lock/A 1001ms", "waiting/lock/A 500ms"), deadlockFound, []int{stands}},
		{"one did not come through", deadlockMeasured, strings.Replace(deadlockFound, `"finished": 2`, `"finished": 1`, 1), []int{through}},
		{"one got one lock only", edited("    region \"holds B\": 1904ms 300ms\n", ""), deadlockFound, []int{through}},
		{"a cycle in one order too", edited(
			"waiting/sleep 300ms, waiting/sleep 301ms", "waiting/sleep 300ms, waiting/lock/B 301ms",
			`"holds B": 1304ms 300ms`, `"holds C": 1304ms 300ms`,
			`"holds B": 1904ms 300ms`, `"holds B": 1200ms 300ms`), deadlockFound, []int{through}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimDeadlock(defaults(t, deadlock), m), test.broken...)
		})
	}
}

func TestDeadlockAnswer(t *testing.T) {
	for text, want := range map[string]string{
		deadlockMeasured: "Deadlock at 2.00 ms: Thread-1 (transfer) holds A and waits for B, " +
			"Thread-2 (transfer) holds B and waits for A. In one order, all 2 came through.",
		``: "No threads were seen to wait for each other.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text), Result: json.RawMessage(deadlockFound)}
		if got := inEnglish(t, answerDeadlock(defaults(t, deadlock), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestDeadlockDrawing(t *testing.T) {
	args, err := deadlock.Args(1, []string{"threads=3"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "deadlock": 0s waiting/join 2.5s
  thread 2 "MainThread": 0s waiting/join 2.5s
  thread 3 "watchdog": 0s waiting/sleep 1s
  thread 4 "Thread-1 (transfer)": 0s waiting/lock 1s
  thread 5 "Thread-2 (transfer)": 0s waiting/lock 1s
  thread 6 "Thread-3 (transfer)": 0s waiting/lock 1s
  thread 7 "Thread-4 (transfer_ordered)": 1s waiting/sleep 300ms, waiting/lock 300ms, waiting/sleep 300ms
  thread 8 "Thread-5 (transfer_ordered)": 1s waiting/sleep 600ms
  thread 9 "Thread-6 (transfer_ordered)": 1s waiting/lock 900ms, waiting/sleep 600ms
`
	checkDrawing(t, drawDeadlock(args), want)
}

func TestDeadlockRuns(t *testing.T) {
	m := checkRun(t, deadlock, "threads=4")
	if want := "Dans le même ordre : 4 threads terminés\n"; !strings.HasSuffix(m.Output, want) {
		t.Errorf("printed %q", m.Output)
	}
	if printed := strings.Count(m.Output, " tient "); printed != 4 {
		t.Errorf("%d threads of the cycle are printed:\n%s", printed, m.Output)
	}
}
