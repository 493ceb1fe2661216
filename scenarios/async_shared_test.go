package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Two coroutines raise the counter once each, 100 ms from the read to the write.
const asyncSharedMeasured = `
process 7 "async-shared": 0s waiting/network 310ms
  thread 7 "event loop": 0s waiting/network 310ms
    coroutine 21 "main()": 0s waiting/await/gather 310ms
    coroutine 22 "add(1)": 1ms running 1ms, waiting/sleep 100ms
      region "critical section": 1ms 101ms
    coroutine 23 "add(2)": 2ms running 1ms, waiting/sleep 100ms
      region "critical section": 2ms 101ms
    coroutine 24 "add_locked(1)": 104ms running 1ms, waiting/sleep 100ms
      region "critical section": 104ms 101ms
    coroutine 25 "add_locked(2)": 105ms waiting/lock/counter 101ms, running 1ms, waiting/sleep 100ms
      region "critical section": 206ms 101ms
`

func TestAsyncSharedClaims(t *testing.T) {
	const (
		lostWithout = iota
		noneLostWith
		oneThread
		exclusion
		lockWaits
	)
	const found = `{"expected": 2, "without": 1, "with": 2}`
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", asyncSharedMeasured, found, nil},
		{"nothing recorded", ``, ``, []int{lostWithout, noneLostWith, oneThread, exclusion, lockWaits}},
		{"nothing lost", asyncSharedMeasured, strings.Replace(found, `"without": 1`, `"without": 2`, 1), []int{lostWithout}},
		{"lost with the Lock too", asyncSharedMeasured, strings.Replace(found, `"with": 2`, `"with": 1`, 1), []int{noneLostWith}},
		{"a coroutine missing", strings.Replace(asyncSharedMeasured, `"add(2)"`, `"other()"`, 1), found, []int{oneThread, exclusion}},
		{"two threads", strings.Replace(asyncSharedMeasured, `    coroutine 25`, `  thread 8 "another": 0s waiting/network 310ms
    coroutine 25`, 1), found, []int{oneThread}},
		{"overlap with the Lock", strings.Replace(asyncSharedMeasured, "206ms 101ms", "156ms 101ms", 1), found, []int{exclusion}},
		{"nobody waits", strings.Replace(asyncSharedMeasured, "waiting/lock/counter", "waiting/sleep", 1), found, []int{lockWaits}},
	}
	args, err := asyncShared.Args(1, []string{"coroutines=2", "rounds=1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimAsyncShared(args, m), test.broken...)
		})
	}
	for result, want := range map[string]string{
		found: "On 1 thread, 1 of 2 updates were lost without a Lock, in 102 ms; with it 0, in 203 ms.",
		"":    "The program ended before it had counted.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, asyncSharedMeasured), Result: json.RawMessage(result)}
		if got := inEnglish(t, answerAsyncShared(args, m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestAsyncSharedDrawing(t *testing.T) {
	args, err := asyncShared.Args(1, []string{"coroutines=2", "rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "async-shared": 0s
  thread 2 "event loop": 0s
    coroutine 3 "add(1)": 0s waiting/sleep 200ms
    coroutine 4 "add(2)": 0s waiting/sleep 200ms
    coroutine 5 "add_locked(1)": 200ms waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
    coroutine 6 "add_locked(2)": 200ms waiting/lock 100ms, waiting/sleep 100ms, waiting/lock 100ms, waiting/sleep 100ms
`
	checkDrawing(t, drawAsyncShared(args), want)
}

func TestAsyncSharedRuns(t *testing.T) {
	m := checkRun(t, asyncShared, "coroutines=4", "rounds=2")
	if m.Output != "Sans Lock : 2 au lieu de 8\nAvec Lock : 8\n" {
		t.Errorf("printed %q", m.Output)
	}
}
