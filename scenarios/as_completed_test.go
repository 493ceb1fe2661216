package scenarios

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline/timelinetest"
)

const asCompletedMeasured = `
process 7 "as-completed": 0s running 3ms, waiting/network 3s
  thread 7 "event loop": 0s running 3ms, waiting/network 3s
    coroutine 20 "main()": 0s waiting/await 3010ms
      region "handle": 1004ms 1ms, 2003ms 1ms, 3004ms 1ms
    coroutine 21 "result(1)": 0s running 1ms, waiting/sleep 2s
    coroutine 22 "result(2)": 1ms running 1ms, waiting/sleep 3s
    coroutine 23 "result(3)": 2ms running 1ms, waiting/sleep 1s
`

func TestAsCompletedClaims(t *testing.T) {
	const (
		completion = iota
		meanwhile
		soon
		oneThread
	)
	change := func(old, new string) string { return strings.Replace(asCompletedMeasured, old, new, 1) }
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as it should be", asCompletedMeasured, `[3, 1, 2]`, nil},
		{"nothing recorded", ``, ``, []int{completion, meanwhile, soon, oneThread}},
		{"in the order of the call", asCompletedMeasured, `[1, 2, 3]`, []int{completion}},
		{"in another order", asCompletedMeasured, `[3, 2, 1]`, []int{completion}},
		{"one is missing", asCompletedMeasured, `[3, 1]`, []int{completion}},
		{"all at the end", change("1004ms 1ms, 2003ms 1ms, 3004ms 1ms", "3004ms 1ms, 3005ms 1ms, 3006ms 1ms"), `[3, 1, 2]`, []int{meanwhile, soon}},
		{"the first lies there", change("1004ms 1ms", "1904ms 1ms"), `[3, 1, 2]`, []int{soon}},
		{"one is not handled", change(", 3004ms 1ms", ""), `[3, 1, 2]`, []int{meanwhile, soon}},
		{"two threads", change("    coroutine 23", "  thread 8 \"another\": 0s running 1s\n    coroutine 23"), `[3, 1, 2]`, []int{oneThread}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimAsCompleted(defaults(t, asCompleted), m), test.broken...)
		})
	}
}

// TestMeanwhileIsNotJudgedWhereTheMachineIsBusy has the loop wake up for result(1)
// when result(2) has ended too.
func TestMeanwhileIsNotJudgedWhereTheMachineIsBusy(t *testing.T) {
	const thread = "running 3ms, waiting/network 3s\n    coroutine"
	text := strings.NewReplacer("2003ms 1ms, 3004ms 1ms", "3005ms 1ms, 3006ms 1ms", "waiting/sleep 2s", "waiting/sleep/2 s 3s",
		"waiting/sleep 3s", "waiting/sleep/3 s 3s", "waiting/sleep 1s", "waiting/sleep/1 s 1s").Replace(asCompletedMeasured)
	for did, unjudged := range map[string]bool{
		thread: true, // It slept too long.
		"running 2s, waiting/sleep 1003ms\n    coroutine": false, // It had something else to do.
	} {
		tl := timelinetest.Parse(t, strings.Replace(text, thread, did, 1))
		claim := claimAsCompleted(defaults(t, asCompleted), Measured{Timeline: tl})[1]
		if got := strings.HasPrefix(claim.Measured.String(), "not judged"); got != unjudged || claim.Holds != unjudged {
			t.Errorf("%s: holds is %v, measured %q", did, claim.Holds, claim.Measured)
		}
	}
}

func TestAsCompletedAnswer(t *testing.T) {
	for text, want := range map[string]string{
		asCompletedMeasured: "The first of 3 results was handled after 1.00 s, the last after 3.00 s.",
		``:                  "No result came.",
	} {
		if got := inEnglish(t, answerAsCompleted(defaults(t, asCompleted), Measured{Timeline: timelinetest.Parse(t, text)})); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestAsCompletedDrawing(t *testing.T) {
	args, err := asCompleted.Args(1, []string{"tasks=4"})
	if err != nil {
		t.Fatal(err)
	}
	drawn := drawAsCompleted(args)
	checkDrawing(t, drawn, `process 1 "as-completed": 0s
  thread 2 "event loop": 0s
    coroutine 3 "main()": 0s waiting/await 3s
    coroutine 4 "result(1)": 0s waiting/sleep 2s
    coroutine 5 "result(2)": 0s waiting/sleep 3s
    coroutine 6 "result(3)": 0s waiting/sleep 1s
    coroutine 7 "result(4)": 0s waiting/sleep 2.04s
`)
	arrows := 0
	for range drawn.Links() {
		arrows++
	}
	if arrows != 4 {
		t.Errorf("%d arrows, want one for each result", arrows)
	}
}

func TestAsCompletedRuns(t *testing.T) {
	m := checkRun(t, asCompleted)
	const want = "Résultat de la tâche 3\nRésultat de la tâche 1\nRésultat de la tâche 2\n"
	if m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}

func TestNoTwoResultsComeTogether(t *testing.T) {
	args, err := asCompleted.Args(1, []string{"tasks=60"})
	if err != nil {
		t.Fatal(err)
	}
	if apart := nearest(resultTimes(args)); apart < 10*time.Millisecond {
		t.Errorf("two tasks end within %v", apart)
	}
}
