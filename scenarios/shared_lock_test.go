package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Two processes raise the number once each, 100 ms from the read to the write.
const sharedLockMeasured = `
process 7 "shared-lock": 0s waiting/child 300ms
  thread 7 "MainThread": 0s waiting/child 300ms
  process 11 "Process-1": 0s running 100ms
    thread 11 "MainThread": 0s waiting/sleep 100ms
      region "critical section": 0s 100ms
  process 12 "Process-2": 0s running 100ms
    thread 12 "MainThread": 0s waiting/sleep 100ms
      region "critical section": 0s 100ms
  process 13 "Process-3": 100ms running 100ms
    thread 13 "MainThread": 100ms waiting/sleep 100ms
      region "critical section": 100ms 100ms
  process 14 "Process-4": 100ms running 200ms
    thread 14 "MainThread": 100ms waiting/lock/shared lock 100ms, running 1us, waiting/sleep 100ms
      region "critical section": 200ms 100ms
`

func TestSharedLockClaims(t *testing.T) {
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", sharedLockMeasured, lockFound, nil},
		{"nothing recorded", ``, ``, []int{lostWithout, noneLostWith, exclusion, lockWaits}},
		{"nothing lost", sharedLockMeasured, strings.Replace(lockFound, `"without": 1`, `"without": 2`, 1), []int{lostWithout}},
		{"lost with the Lock too", sharedLockMeasured, strings.Replace(lockFound, `"with": 2`, `"with": 1`, 1), []int{noneLostWith}},
		{"overlap with the Lock", strings.Replace(sharedLockMeasured, "200ms 100ms", "150ms 100ms", 1), lockFound, []int{exclusion}},
		{"nobody waits", strings.Replace(sharedLockMeasured, "waiting/lock/shared lock", "waiting/sleep", 1), lockFound, []int{lockWaits}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimSharedLock(defaults(t, sharedLock), m), test.broken...)
		})
	}
}

func TestSharedLockAnswer(t *testing.T) {
	for result, want := range map[string]string{
		lockFound: "Without a Lock 1 of 2 updates of the shared number were lost in 100 ms; with it 0, in 200 ms.",
		"":        "The program ended before it had counted.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, sharedLockMeasured), Result: json.RawMessage(result)}
		if got := inEnglish(t, answerSharedLock(defaults(t, sharedLock), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestSharedLockDrawing(t *testing.T) {
	args, err := sharedLock.Args(1, []string{"rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "shared-lock": 0s waiting/child 600ms
  thread 2 "MainThread": 0s waiting/child 600ms
  process 3 "Process-1": 0s waiting/sleep 200ms
    thread 4 "MainThread": 0s waiting/sleep 200ms
  process 5 "Process-2": 0s waiting/sleep 200ms
    thread 6 "MainThread": 0s waiting/sleep 200ms
  process 7 "Process-3": 200ms waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
    thread 8 "MainThread": 200ms waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
  process 9 "Process-4": 200ms waiting/lock 100ms, waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
    thread 10 "MainThread": 200ms waiting/lock 100ms, waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
`
	checkDrawing(t, drawSharedLock(args), want)
}

func TestSharedLockRuns(t *testing.T) {
	m := checkRun(t, sharedLock, "processes=3")
	if !strings.HasSuffix(m.Output, "Avec Lock : 15\n") {
		t.Errorf("printed %q", m.Output)
	}
}
