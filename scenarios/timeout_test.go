package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const timeoutMeasured = `
process 7 "timeout": 0s running 3ms, waiting/network 1700ms
  thread 7 "event loop": 0s running 3ms, waiting/network 1700ms
    coroutine 20 "main()": 0s waiting/await 1704ms
    coroutine 21 "quick()": 0s running 1ms, waiting/sleep/0.5 s 500ms
    coroutine 22 "slow()": 501ms running 1ms, waiting/sleep/3 s 1s, running 1ms, waiting/sleep/0.2 s 200ms
`

const timeoutFound = `{"quick": "résultat", "timed_out": true, "cancelled": true, "cleaned_up": true}`

func TestTimeoutClaims(t *testing.T) {
	const (
		quick = iota
		cut
		cancellation
		endsFirst
	)
	change := func(old, new string) string { return strings.Replace(timeoutMeasured, old, new, 1) }
	without := func(name string) string { return strings.Replace(timeoutFound, name+`": true`, name+`": false`, 1) }
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as it should be", timeoutMeasured, timeoutFound, nil},
		{"nothing recorded", ``, ``, []int{quick, cut, cancellation, endsFirst}},
		{"quick() is cut off", timeoutMeasured, strings.Replace(timeoutFound, "résultat", "", 1), []int{quick}},
		{"quick() returns too early", change("0.5 s 500ms", "0.5 s 100ms"), timeoutFound, []int{quick}},
		{"slow() may sleep on", change("3 s 1s", "3 s 3s"), timeoutFound, []int{cut, endsFirst}},
		{"slow() is cut off too early", change("3 s 1s", "3 s 900ms"), timeoutFound, []int{cut}},
		{"no TimeoutError", timeoutMeasured, without("timed_out"), []int{cut}},
		{"slow() does not learn of it", timeoutMeasured, without("cancelled"), []int{cancellation}},
		{"slow() cannot clean up", timeoutMeasured, without("cleaned_up"), []int{cancellation}},
		{"slow() is torn away", change(", running 1ms, waiting/sleep/0.2 s 200ms", ", running 1ms"), timeoutFound, []int{cancellation}},
		{"main() goes on before", change("waiting/await 1704ms", "waiting/await 1502ms"), timeoutFound, []int{endsFirst}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimTimeout(defaults(t, timeout), m), test.broken...)
		})
	}
}

func TestTimeoutAnswer(t *testing.T) {
	for text, want := range map[string]string{
		timeoutMeasured: "slow() wanted to sleep for 3.00 s and was cut off after 1.00 s; quick() came back after 501 ms.",
		``:              "slow() did not sleep.",
	} {
		if got := inEnglish(t, answerTimeout(defaults(t, timeout), Measured{Timeline: timelinetest.Parse(t, text)})); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestTimeoutDrawing(t *testing.T) {
	checkDrawing(t, drawTimeout(defaults(t, timeout)), `process 1 "timeout": 0s
  thread 2 "event loop": 0s
    coroutine 3 "main()": 0s waiting/await 1.7s
    coroutine 4 "quick()": 0s waiting/sleep 500ms
    coroutine 5 "slow()": 500ms waiting/sleep 1s, running 1ms, waiting/sleep 199ms
`)
}

func TestTimeoutRuns(t *testing.T) {
	m := checkRun(t, timeout)
	const want = "quick() : résultat\nslow() est annulée et range\nslow() : TimeoutError\n"
	if m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
