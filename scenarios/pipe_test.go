package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const (
	pipeMeasured = `
process 7 "pipe": 0s waiting/child 410ms
  thread 7 "MainThread": 0s waiting/child 410ms
  process 8 "ping": 0s running 410ms
    thread 8 "MainThread": 0s waiting/sleep 100ms, waiting/pipe/recv 100ms, waiting/sleep 100ms, waiting/pipe/recv 100ms, running 1ms
      region "has the ball": 0s 100ms, 200ms 100ms
      send "1": 100ms
      receive "2": 200ms
      send "3": 300ms
      receive "4": 401ms
  process 9 "pong": 0s running 410ms
    thread 9 "MainThread": 0s waiting/pipe/recv 100ms, waiting/sleep 100ms, waiting/pipe/recv 100ms, waiting/sleep 100ms
      region "has the ball": 100ms 100ms, 300ms 100ms
      receive "1": 100ms
      send "2": 200ms
      receive "3": 300ms
      send "4": 400ms
`
	pipeFound = "4"
)

func TestPipeClaims(t *testing.T) {
	const (
		sentFirst = iota
		alternation
		oneBall
		eachOther
	)
	args, err := pipe.Args(1, []string{"rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	edited := func(pairs ...string) string {
		text := pipeMeasured
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
		{"as the course says", pipeMeasured, pipeFound, nil},
		{"nothing recorded", ``, ``, []int{sentFirst, alternation, oneBall, eachOther}},
		{"a hit too few", pipeMeasured, "3", []int{sentFirst}},
		{"received, but never sent", edited(`send "4": 400ms`, `send "other": 400ms`), pipeFound, []int{sentFirst}},
		{"pong begins", edited(`receive "2": 200ms`, `receive "2": 99ms`, `send "2": 200ms`, `send "2": 99ms`), pipeFound, []int{alternation}},
		{"sent before it was back", edited(`send "3": 300ms`, `send "3": 150ms`), pipeFound, []int{alternation}},
		{"two balls", edited("100ms 100ms, 300ms 100ms", "50ms 100ms, 300ms 100ms"), pipeFound, []int{oneBall}},
		{"pong does something else", edited("waiting/pipe/recv 100ms, waiting/sleep 100ms, waiting/pipe/recv 100ms, waiting/sleep 100ms\n",
			"running 100ms, waiting/sleep 100ms, running 100ms, waiting/sleep 100ms\n"), pipeFound, []int{eachOther}},
		{"ping does something else", edited("waiting/sleep 100ms, waiting/pipe/recv 100ms, waiting/sleep 100ms, waiting/pipe/recv 100ms, running 1ms",
			"waiting/sleep 100ms, running 100ms, waiting/sleep 100ms, running 101ms"), pipeFound, []int{eachOther}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimPipe(args, m), test.broken...)
		})
	}
}

// A player that comes late has nothing to wait for before.
func TestPipeWithALatePlayer(t *testing.T) {
	late := strings.Replace(pipeMeasured, "0s waiting/pipe/recv 100ms, waiting/sleep", "0s waiting/pipe 90ms, running 9ms, waiting/pipe/recv 1ms, waiting/sleep", 1)
	args, err := pipe.Args(1, []string{"rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	claim := claimPipe(args, Measured{Timeline: timelinetest.Parse(t, late), Result: json.RawMessage(pipeFound)})[3]
	if want := "ping 200 ms of 200 ms, pong 101 ms of 101 ms"; !claim.Holds || claim.Measured.String() != want {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

func TestPipeAnswer(t *testing.T) {
	for text, want := range map[string]string{
		pipeMeasured: "The ball went through the pipe 4 times in 401 ms; ping waited for it for 200 ms, pong for 200 ms.",
		``:           "Nothing went through the pipe.",
	} {
		if got := inEnglish(t, answerPipe(defaults(t, pipe), Measured{Timeline: timelinetest.Parse(t, text)})); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestPipeDrawing(t *testing.T) {
	args, err := pipe.Args(1, []string{"rounds=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "pipe": 0s waiting/child 800ms
  thread 2 "MainThread": 0s waiting/child 800ms
  process 3 "ping": 0s waiting/sleep 200ms, waiting/pipe 200ms, waiting/sleep 200ms, waiting/pipe 200ms
    thread 4 "MainThread": 0s waiting/sleep 200ms, waiting/pipe 200ms, waiting/sleep 200ms, waiting/pipe 200ms
  process 5 "pong": 0s waiting/pipe 200ms, waiting/sleep 200ms, waiting/pipe 200ms, waiting/sleep 200ms
    thread 6 "MainThread": 0s waiting/pipe 200ms, waiting/sleep 200ms, waiting/pipe 200ms, waiting/sleep 200ms
`
	checkDrawing(t, drawPipe(args), want)
}

func TestPipeRuns(t *testing.T) {
	m := checkRun(t, pipe, "rounds=3")
	if want := "La balle a été frappée 6 fois\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
