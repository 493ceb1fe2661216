package scenarios

import (
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const gatherMeasured = `
process 7 "gather": 0s running 3ms, waiting/network 3s
  thread 7 "event loop": 0s running 3ms, waiting/network 3s
    coroutine 20 "main()": 0s running 300us, waiting/await/gather 3s
    coroutine 21 "task(1, 2)": 0s waiting 300us, running 100us, waiting/sleep/2 s 2s, running 100us
    coroutine 22 "task(2, 3)": 0s waiting 400us, running 100us, waiting/sleep/3 s 3s, running 100us
    coroutine 23 "task(3, 1)": 0s waiting 500us, running 100us, waiting/sleep/1 s 1s, running 100us
`

const gatherPrints = `Tâche 1 démarrée
Tâche 2 démarrée
Tâche 3 démarrée
Tâche 3 terminée après 1 secondes
Tâche 1 terminée après 2 secondes
Tâche 2 terminée après 3 secondes
`

// The numbers of the claims of gather.
const (
	overlap = iota
	longest
	oneThread
	prints
)

func TestGatherClaims(t *testing.T) {
	tests := []struct {
		name, timeline, output string
		broken                 []int
	}{
		{"as the course says", gatherMeasured, gatherPrints, nil},
		{"nothing recorded", ``, "", []int{overlap, longest, oneThread, prints}},
		{"one after another", `
thread 7 "event loop": 0s running 1ms, waiting/network 6s
  coroutine 21 "task(1, 2)": 0s running 100us, waiting/sleep/2 s 2s, running 100us
  coroutine 22 "task(2, 3)": 2.0002s running 100us, waiting/sleep/3 s 3s, running 100us
  coroutine 23 "task(3, 1)": 5.0004s running 100us, waiting/sleep/1 s 1s, running 100us
`, gatherPrints, []int{overlap, longest}},
		{"one waits for another", `
thread 7 "event loop": 0s running 1ms, waiting/network 3s
  coroutine 21 "task(1, 2)": 0s running 100us, waiting/sleep/2 s 2s, running 100us
  coroutine 22 "task(2, 3)": 0s waiting 100us, running 100us, waiting/sleep/3 s 3s, running 100us
  coroutine 23 "task(3, 1)": 0s waiting/lock 2.0002s, running 100us, waiting/sleep/1 s 997ms, running 100us
`, gatherPrints, []int{overlap}},
		{"too late", strings.ReplaceAll(gatherMeasured, "sleep/3 s 3s", "sleep/3 s 3.5s"), gatherPrints, []int{longest}},
		{"not judged: the machine woke it too late",
			strings.NewReplacer("sleep/3 s 3s", "sleep/3 s 3.5s", "waiting/network 3s", "waiting/network 3.5s").Replace(gatherMeasured), gatherPrints, nil},
		{"too early", strings.ReplaceAll(gatherMeasured, "sleep/3 s 3s", "sleep/3 s 2.5s"), gatherPrints, []int{longest}},
		{"a task missing", strings.ReplaceAll(gatherMeasured, "task(3, 1)", "other()"), gatherPrints, []int{overlap, oneThread}},
		{"two threads", `
thread 7 "event loop": 0s running 1ms, waiting/network 3s
  coroutine 21 "task(1, 2)": 0s running 100us, waiting/sleep/2 s 2s, running 100us
  coroutine 22 "task(2, 3)": 0s waiting 100us, running 100us, waiting/sleep/3 s 3s, running 100us
thread 8 "another": 0s running 1ms, waiting/network 1s
  coroutine 23 "task(3, 1)": 0s waiting 200us, running 100us, waiting/sleep/1 s 1s, running 100us
`, gatherPrints, []int{oneThread}},
		{"two run at once", strings.ReplaceAll(gatherMeasured, "waiting 400us, running", "waiting 300us, running"), gatherPrints, []int{oneThread}},
		{"started in another order", gatherMeasured,
			strings.Replace(gatherPrints, "Tâche 1 démarrée\nTâche 2 démarrée\n", "Tâche 2 démarrée\nTâche 1 démarrée\n", 1), []int{prints}},
		{"ended in another order", gatherMeasured,
			strings.NewReplacer("Tâche 3 terminée après 1", "Tâche 1 terminée après 2", "Tâche 1 terminée après 2", "Tâche 3 terminée après 1").Replace(gatherPrints),
			[]int{prints}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Output: test.output}
			checkClaims(t, claimGather(defaults(t, gather), m), test.broken...)
		})
	}
}

func TestGatherAnswer(t *testing.T) {
	const want = "3 coroutines waited at the same time on 1 thread: 3.00 s, where one after another would take 6.00 s."
	m := Measured{Timeline: timelinetest.Parse(t, gatherMeasured)}
	if got := inEnglish(t, answerGather(defaults(t, gather), m)); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

func TestGatherDrawing(t *testing.T) {
	args, err := gather.Args(2, []string{"tasks=4"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "gather": 0s
  thread 2 "event loop": 0s
    coroutine 3 "task(1, 2)": 0s waiting/sleep 1s
    coroutine 4 "task(2, 3)": 0s waiting/sleep 1.5s
    coroutine 5 "task(3, 1)": 0s waiting/sleep 500ms
    coroutine 6 "task(4, 2)": 0s waiting/sleep 1s
`
	drawn := timelinetest.Valid(t, drawGather(args))
	if got := timelinetest.Format(drawn); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

// TestGatherRuns checks on a real run what does not depend on how fast the
// machine is.
func TestGatherRuns(t *testing.T) {
	args, err := gather.Args(4, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := runRecorded(t, gather, args)
	claims := claimGather(args, m)
	for _, i := range []int{overlap, oneThread, prints} {
		if !claims[i].Holds {
			t.Errorf("%s: %s", claims[i].Text, claims[i].Measured)
		}
	}
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "task(")
	if took := makespan(m.Timeline, lanes).Std(); took < args.Seconds(3)-time.Millisecond || took > args.Seconds(6) {
		t.Errorf("the whole took %v, want %v and not %v", took, args.Seconds(3), args.Seconds(6))
	}
	if threads := executors(m.Timeline, lanes); len(threads) == 1 && m.Timeline.Lane(threads[0]).Name != eventLoop {
		t.Errorf("the tasks ran on %q, want %q", m.Timeline.Lane(threads[0]).Name, eventLoop)
	}
}
