package scenarios

import (
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

var toThreadMeasured = strings.Replace(`
process 7 "to-thread": 0s running 3ms, waiting/network 1s
  thread 7 "event loop": 0s running 3ms, waiting/network 1s
    coroutine 20 "heartbeat()": 0s BEATS
    coroutine 21 "call(1)": 1ms running 1ms, waiting/await/blocking() 1s
    coroutine 22 "call(2)": 2ms running 1ms, waiting/await/blocking() 1s
  thread 8 "asyncio_0": 2ms waiting/sleep/blocking() 1s, waiting/queue/idle 10ms
  thread 9 "asyncio_1": 3ms waiting/sleep/blocking() 1s, waiting/queue/idle 9ms
`, "BEATS", "running 1ms, waiting/sleep/0.1 s 100ms"+strings.Repeat(", running 1ms, waiting/sleep/0.1 s 100ms", beats-1), 1)

func TestToThreadClaims(t *testing.T) {
	const (
		ownThreads = iota
		loopFree
		keepsTime
		oneCall
	)
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(toThreadMeasured) }
	tests := []struct {
		name, timeline string
		broken         []int
	}{
		{"as it should be", toThreadMeasured, nil},
		{"nothing recorded", ``, []int{ownThreads, loopFree, keepsTime, oneCall}},
		{"one thread for all", change("3ms waiting/sleep/blocking() 1s", "3ms waiting/queue/idle 1s"), []int{ownThreads, oneCall}},
		{"it does not block for long", change("waiting/sleep/blocking() 1s", "waiting/sleep/blocking() 400ms, waiting/queue/idle 600ms"), []int{oneCall}},
		{"one after another", change("3ms waiting/sleep/blocking() 1s", "3ms waiting/queue/idle 1s, waiting/sleep/blocking() 1s"), []int{ownThreads, oneCall}},
		{"the loop blocks", change("running 3ms, waiting/network 1s\n    coroutine", "running 3ms, waiting/sleep 1s\n    coroutine"), []int{loopFree}},
		{"the loop computes between two beats", strings.Replace(change("running 3ms, waiting/network 1s\n    coroutine", "running 800ms, waiting/network 203ms\n    coroutine"),
			"waiting/sleep/0.1 s 100ms", "waiting/sleep/0.1 s 900ms", 1), []int{keepsTime}},
		{"the machine is late", strings.Replace(toThreadMeasured, "waiting/sleep/0.1 s 100ms", "waiting/sleep/0.1 s 900ms", 1), nil},
		{"the heart stops", strings.Replace(toThreadMeasured, ", running 1ms, waiting/sleep/0.1 s 100ms", "", 1), []int{keepsTime}},
		{"not judged: the second thread starts late", change("3ms waiting/sleep/blocking() 1s", "3ms waiting/queue/idle 800ms, waiting/sleep/blocking() 1s"), nil},
	}
	args, err := toThread.Args(1, []string{"calls=2"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline)}
			checkClaims(t, claimToThread(args, m), test.broken...)
		})
	}
	const want = "2 calls blocked as many threads at once; the event loop's own thread was blocked for 0 s, and its heart beat 9 times."
	if got := inEnglish(t, answerToThread(args, Measured{Timeline: timelinetest.Parse(t, toThreadMeasured)})); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
	checkDrawing(t, drawToThread(args), `process 1 "to-thread": 0s
  thread 2 "event loop": 0s
    coroutine 3 "heartbeat()": 0s waiting/sleep 900ms
    coroutine 4 "call(1)": 0s waiting/await 1s
    coroutine 5 "call(2)": 0s waiting/await 1s
  thread 6 "asyncio_0": 0s waiting/sleep 1s
  thread 7 "asyncio_1": 0s waiting/sleep 1s
`)
}

func TestToThreadRuns(t *testing.T) { checkRun(t, toThread) }

// TestAsManyThreadsAsCalls runs the largest number of calls that a scenario may
// have: on every machine asyncio has a thread for each.
func TestAsManyThreadsAsCalls(t *testing.T) { checkRun(t, toThread, "calls=5") }
