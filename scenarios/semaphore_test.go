package scenarios

import (
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

// Three coroutines, of which two are let in at once.
const semaphoreMeasured = `
process 7 "semaphore": 0s running 3ms, waiting/network 1s
  thread 7 "event loop": 0s running 3ms, waiting/network 1s
    coroutine 21 "download(1)": 0s running 1ms, waiting/sleep 500ms
      region "inside": 1ms 500ms
    coroutine 22 "download(2)": 1ms running 1ms, waiting/sleep 500ms
      region "inside": 2ms 500ms
    coroutine 23 "download(3)": 2ms waiting/lock/places 500ms, running 1ms, waiting/sleep 500ms
      region "inside": 503ms 500ms
`

func TestSemaphoreClaims(t *testing.T) {
	const (
		limit = iota
		firstCome
		rounds
		oneThread
	)
	change := func(old, new string) string { return strings.Replace(semaphoreMeasured, old, new, 1) }
	tests := []struct {
		name, timeline string
		broken         []int
	}{
		{"as it should be", semaphoreMeasured, nil},
		{"nothing recorded", ``, []int{limit, firstCome, rounds, oneThread}},
		{"three at once", change("503ms 500ms", "403ms 600ms"), []int{limit}},
		{"one after another", change(`"inside": 2ms 500ms`, `"inside": 501ms 1ms`), []int{limit}},
		{"somebody does not get in", change(`"inside": 503ms`, `"outside": 503ms`), []int{firstCome}},
		{"another one first", change(`"inside": 1ms 500ms`, `"inside": 3ms 498ms`), []int{firstCome}},
		{"twice as long", change("waiting/sleep 500ms\n      region \"inside\": 503ms", "waiting/sleep 1s\n      region \"inside\": 503ms"), []int{rounds}},
		{"two threads", change("    coroutine 23", "  thread 8 \"another\": 0s running 1s\n    coroutine 23"), []int{oneThread}},
	}
	args, err := semaphore.Args(1, []string{"tasks=3"})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline)}
			checkClaims(t, claimSemaphore(args, m), test.broken...)
		})
	}
	const want = "Of 3 coroutines at most 2 were inside at once: 1.00 s in all; together they waited 500 ms for a place."
	if got := inEnglish(t, answerSemaphore(args, Measured{Timeline: timelinetest.Parse(t, semaphoreMeasured)})); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
	checkDrawing(t, drawSemaphore(args), `process 1 "semaphore": 0s
  thread 2 "event loop": 0s
    coroutine 3 "download(1)": 0s waiting/sleep 500ms
    coroutine 4 "download(2)": 0s waiting/sleep 500ms
    coroutine 5 "download(3)": 0s waiting/lock 500ms, waiting/sleep 500ms
`)
}

func TestSemaphoreRuns(t *testing.T) {
	checkRun(t, semaphore)
	checkRun(t, semaphore, "tasks=4", "limit=1")
	checkRun(t, semaphore, "tasks=2", "limit=5")
}
