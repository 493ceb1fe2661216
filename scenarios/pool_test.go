package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const (
	poolMeasured = `
process 7 "pool": 0s running 10ms, waiting/queue/results 500ms
  thread 7 "MainThread": 0s running 10ms, waiting/queue/results 500ms
    send "job 1": 1ms
    send "job 2": 2ms
    receive "ready 1": 3ms
    receive "ready 2": 4ms
    send "task 1": 10ms
    send "task 2": 10ms
    receive "result 2": 211ms
    send "task 5": 211ms
    receive "result 1": 260ms
    receive "result 5": 461ms
  process 11 "ForkPoolWorker-1": 1ms running 511ms
    thread 11 "MainThread": 1ms running 511ms
      receive "job 1": 2ms
      send "ready 1": 2ms
      receive "task 1": 10ms
      span "carre(1)": 10ms 250ms
      send "result 1": 260ms
  process 12 "ForkPoolWorker-2": 2ms running 511ms
    thread 12 "MainThread": 2ms running 511ms
      receive "job 2": 3ms
      send "ready 2": 4ms
      receive "task 2": 10ms
      span "carre(2)": 10ms 200ms
      send "result 2": 211ms
      receive "task 5": 211ms
      span "carre(5)": 211ms 250ms
      send "result 5": 461ms
  process 13 "ForkPoolWorker-3": 3ms running 511ms
    thread 13 "MainThread": 3ms running 511ms
      span "carre(3)": 10ms 240ms
  process 14 "ForkPoolWorker-4": 4ms running 511ms
    thread 14 "MainThread": 4ms running 511ms
      span "carre(4)": 10ms 260ms
`
	poolPrints = "[1, 4, 9, 16, 25]\n"
	poolFound  = "[1, 4, 9, 16, 25]"
)

// replaced returns poolMeasured with one text in the place of another.
func replaced(t *testing.T, old, with string) string {
	t.Helper()
	if !strings.Contains(poolMeasured, old) {
		t.Fatalf("%q is not in the timeline", old)
	}
	return strings.Replace(poolMeasured, old, with, 1)
}

func TestPoolClaims(t *testing.T) {
	const (
		order = iota
		once
		neverMore
		firstFree
	)
	tests := []struct {
		name, timeline, output, result string
		broken                         []int
	}{
		{"as the course says", poolMeasured, poolPrints, poolFound, nil},
		{"nothing recorded", ``, "", "", []int{order, once, neverMore, firstFree}},
		{"another order", poolMeasured, poolPrints, "[4, 1, 9, 16, 25]", []int{order}},
		{"printed in another order", poolMeasured, "[4, 1, 9, 16, 25]\n", poolFound, []int{order}},
		{"a result missing", poolMeasured, poolPrints, "[1, 4, 9, 16]", []int{order}},
		{"an item twice", replaced(t, `"carre(5)"`, `"carre(4)"`), poolPrints, poolFound, []int{once}},
		{"an item of nobody", replaced(t, `"carre(5)"`, `"carre(6)"`), poolPrints, poolFound, []int{once}},
		{"two at once on one worker", replaced(t, `"carre(5)": 211ms`, `"carre(5)": 200ms`), poolPrints, poolFound, []int{neverMore}},
		{"five at once", poolMeasured + `
  process 15 "ForkPoolWorker-5": 4ms running 511ms
    thread 15 "MainThread": 4ms running 511ms
      span "carre(6)": 10ms 260ms
`, poolPrints, poolFound, []int{once, neverMore}},
		{"a worker was passed over", strings.ReplaceAll(poolMeasured, `"result 1": 260ms`, `"result 1": 210ms`), poolPrints, poolFound, []int{firstFree}},
		{"a worker that was not free", replaced(t, `receive "result 2": 211ms`, `receive "result 2": 212ms`), poolPrints, poolFound, []int{firstFree}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Output: test.output, Result: json.RawMessage(test.result)}
			checkClaims(t, claimPool(defaults(t, pool), m), test.broken...)
		})
	}
}

func TestPoolAnswer(t *testing.T) {
	for text, want := range map[string]string{
		poolMeasured: "5 items with 1.25 s of computing took 451 ms on 4 processes.",
		``:           "No item was worked on.",
	} {
		m := Measured{Timeline: timelinetest.Parse(t, text)}
		if got := inEnglish(t, answerPool(defaults(t, pool), m)); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestPoolDrawing(t *testing.T) {
	args, err := pool.Args(2, []string{"workers=2", "items=3", "cpu=200"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "pool": 0s waiting/queue 200ms
  thread 2 "MainThread": 0s waiting/queue 200ms
  process 3 "ForkPoolWorker-1": 0s running 200ms
    thread 4 "MainThread": 0s running 200ms
  process 5 "ForkPoolWorker-2": 0s running 100ms, waiting/queue 100ms
    thread 6 "MainThread": 0s running 100ms, waiting/queue 100ms
`
	drawn := timelinetest.Valid(t, drawPool(args))
	if got := timelinetest.Format(drawn); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
	arrows := 0
	for range drawn.Links() {
		arrows++
	}
	if arrows != 6 {
		t.Errorf("%d arrows, want one out and one in for each of 3 items", arrows)
	}
}

// TestPoolRuns looks at a real run: every item goes out and comes back as a
// message between the main thread and a worker's.
func TestPoolRuns(t *testing.T) {
	const workers, items = 3, 8
	m := checkRun(t, pool, "workers=3", "items=8", "cpu=100")
	processes := lanesNamed(m.Timeline, timeline.Process, "ForkPoolWorker-")
	if len(processes) != workers {
		t.Fatalf("%d workers, want %d", len(processes), workers)
	}
	main := mainThread(m.Timeline, m.Timeline.Lane(processes[0]).Parent)
	out, in := 0, 0
	for link := range m.Timeline.Links() {
		switch {
		case link.Kind != timeline.Send:
		case link.From == main && m.Timeline.Lane(link.To).Name == mainThreadName:
			out++
		case link.To == main && m.Timeline.Lane(link.From).Name == mainThreadName:
			in++
		}
	}
	// Besides the items, each worker gets its job and answers that it is ready.
	if out != items+workers || in != items+workers {
		t.Errorf("%d messages went out and %d came in, want %d each", out, in, items+workers)
	}
	if waited := m.Timeline.LifeTotals(main).Waiting[timeline.Queue]; waited == 0 {
		t.Error("the main thread never waited for the results")
	}
}
