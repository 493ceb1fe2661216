package scenarios

import (
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// One round: all sleep for 200 ms, and are woken 1 ms late. Then the blocker
// keeps the thread for 300 ms.
const blockingLoopMeasured = `
process 7 "blocking-loop": 0s running 503ms
  thread 7 "event loop": 0s running 503ms
    coroutine 20 "main()": 0s waiting/await/gather 505ms
    coroutine 21 "blocker()": 0s running 1ms, waiting/sleep/0.2 s 201ms, running 300ms
      region "without await": 202ms 300ms
    coroutine 22 "other(1)": 1ms running 1ms, waiting/sleep/0.2 s 200ms, runnable 300ms, running 1ms
    coroutine 23 "other(2)": 2ms running 1ms, waiting/sleep/0.2 s 500ms, running 1ms
`

// The numbers of the claims of blocking-loop.
const (
	frozen = iota
	lateByBlocking
	oneLoopThread
)

// oneRound are the arguments of the run above.
func oneRound(t *testing.T) Args {
	t.Helper()
	args, err := blockingLoop.Args(1, []string{"rounds=1", "others=2"})
	if err != nil {
		t.Fatal(err)
	}
	return args
}

func TestBlockingLoopClaims(t *testing.T) {
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(blockingLoopMeasured) }
	tests := []struct {
		name, timeline string
		broken         []int
	}{
		{"as it should be", blockingLoopMeasured, nil},
		{"nothing recorded", ``, []int{frozen, lateByBlocking, oneLoopThread}},
		{"another runs meanwhile, on another thread", change("runnable 300ms, running 1ms", "running 10ms",
			"    coroutine 22", "  thread 8 \"another\": 0s running 503ms\n    coroutine 22"), []int{frozen, oneLoopThread}},
		{"nobody is held up", change("runnable 300ms, running 1ms", "runnable 305ms, running 1ms", "0.2 s 500ms", "0.2 s 510ms"), []int{lateByBlocking}},
		{"held up for longer than the blocking", change("202ms 300ms", "202ms 280ms"), []int{lateByBlocking}},
		{"it does not block", change(`region "without await"`, `region "something else"`), []int{frozen, lateByBlocking}},
		{"somebody is missing", change("other(2)", "task(2)"), []int{oneLoopThread}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline)}
			checkClaims(t, claimBlockingLoop(oneRound(t), m), test.broken...)
		})
	}
}

// TestLateIsNotJudgedWhereTheMachineIsBusy holds one of three up exactly, and two
// for longer.
func TestLateIsNotJudgedWhereTheMachineIsBusy(t *testing.T) {
	const ms = timeline.Duration(time.Millisecond)
	exact, busy := delay{block: 300 * ms, after: 301 * ms, untouched: ms}, delay{block: 300 * ms, after: 320 * ms, untouched: ms}
	tests := []struct {
		name            string
		delays          []delay
		holds, unjudged bool
	}{
		{"exact", []delay{exact, exact, busy}, true, false},
		{"most were held up by something else", []delay{exact, busy, busy}, true, true},
		{"all were", []delay{busy, busy, busy}, false, false},
		{"nobody was held up", nil, false, false},
	}
	for _, test := range tests {
		claim := claimLate(test.delays)
		if unjudged := strings.HasPrefix(claim.Measured.String(), "not judged"); claim.Holds != test.holds || unjudged != test.unjudged {
			t.Errorf("%s: holds is %v, measured %q", test.name, claim.Holds, claim.Measured)
		}
	}
}

func TestBlockingLoopAnswer(t *testing.T) {
	for text, want := range map[string]string{
		blockingLoopMeasured: "Whenever blocker() kept the thread for 300 ms, 2 coroutines woke up 299 ms late.",
		``:                   "Nothing blocked the loop.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text)}
		if got := inEnglish(t, answerBlockingLoop(oneRound(t), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestBlockingLoopDrawing(t *testing.T) {
	for setting, blocker := range map[string]string{
		"sleep=0": "waiting/sleep 200ms, running 300ms, waiting/sleep 200ms, running 300ms",
		"sleep=1": "waiting/sleep 1s",
	} {
		args, err := blockingLoop.Args(1, []string{"rounds=2", "others=1", setting})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(`process 1 "blocking-loop": 0s
  thread 2 "event loop": 0s
    coroutine 3 "blocker()": 0s BLOCKER
    coroutine 4 "other(1)": 0s running 100µs, waiting/sleep 199.9ms, runnable 300ms, running 100µs, waiting/sleep 199.9ms, runnable 300ms
`, "BLOCKER", blocker)
		checkDrawing(t, drawBlockingLoop(args), want)
	}
}

func TestBlockingLoopRuns(t *testing.T) {
	for _, setting := range []string{"sleep=0", "sleep=1"} {
		checkRun(t, blockingLoop, setting)
	}
}
