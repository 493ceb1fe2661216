package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Two threads raise the counter once each, 100 ms from the read to the write.
const lockMeasured = `
process 7 "lock": 0s waiting/join 300ms
  thread 7 "MainThread": 0s waiting/join 300ms
  thread 11 "Thread-1 (add)": 0s waiting/sleep 100ms
    region "critical section": 0s 100ms
  thread 12 "Thread-2 (add)": 0s waiting/sleep 100ms
    region "critical section": 0s 100ms
  thread 13 "Thread-3 (add_locked)": 100ms waiting/sleep 100ms
    region "critical section": 100ms 100ms
  thread 14 "Thread-4 (add_locked)": 100ms waiting/lock/counter 100ms, running 1us, waiting/sleep 100ms
    region "critical section": 200ms 100ms
`

const lockFound = `{"expected": 2, "without": 1, "with": 2}`

// The numbers of the claims of lock.
const (
	lostWithout = iota
	noneLostWith
	exclusion
	lockWaits
)

func TestLockClaims(t *testing.T) {
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", lockMeasured, lockFound, nil},
		{"nothing recorded", ``, ``, []int{lostWithout, noneLostWith, exclusion, lockWaits}},
		{"nothing lost", lockMeasured, strings.Replace(lockFound, `"without": 1`, `"without": 2`, 1), []int{lostWithout}},
		{"lost with the Lock too", lockMeasured, strings.Replace(lockFound, `"with": 2`, `"with": 1`, 1), []int{noneLostWith}},
		{"overlap with the Lock", strings.Replace(lockMeasured, "200ms 100ms", "150ms 100ms", 1), lockFound, []int{exclusion}},
		{"one after the other without it", strings.Replace(lockMeasured, `
  thread 12 "Thread-2 (add)": 0s waiting/sleep 100ms
    region "critical section": 0s 100ms`, `
  thread 12 "Thread-2 (add)": 0s waiting/sleep 200ms
    region "critical section": 100ms 100ms`, 1), lockFound, []int{exclusion}},
		{"nobody waits", strings.Replace(lockMeasured, "waiting/lock/counter", "waiting/sleep", 1), lockFound, []int{lockWaits}},
		{"the wait is no smaller without it", strings.Replace(lockMeasured, "waiting/sleep 100ms", "waiting/lock 100ms", 1), lockFound, []int{lockWaits}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimLock(defaults(t, lock), m), test.broken...)
		})
	}
}

func TestLockAnswer(t *testing.T) {
	args, err := lock.Args(1, []string{"threads=2", "rounds=1"})
	if err != nil {
		t.Fatal(err)
	}
	for result, want := range map[string]string{
		lockFound: "Without a Lock 1 of 2 updates were lost in 100 ms; with it 0, in 200 ms.",
		"":        "The program ended before it had counted.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, lockMeasured), Result: json.RawMessage(result)}
		if got := inEnglish(t, answerLock(args, m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestLockDrawing(t *testing.T) {
	args, err := lock.Args(1, []string{"threads=2", "rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "lock": 0s waiting/join 600ms
  thread 2 "MainThread": 0s waiting/join 600ms
  thread 3 "Thread-1 (add)": 0s waiting/sleep 200ms
  thread 4 "Thread-2 (add)": 0s waiting/sleep 200ms
  thread 5 "Thread-3 (add_locked)": 200ms waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
  thread 6 "Thread-4 (add_locked)": 200ms waiting/lock 100ms, waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
`
	checkDrawing(t, drawLock(args), want)
}

func TestLockRuns(t *testing.T) {
	m := checkRun(t, lock, "threads=4")
	if !strings.HasSuffix(m.Output, "Avec Lock : 20\n") {
		t.Errorf("printed %q", m.Output)
	}
}
