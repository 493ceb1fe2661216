package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// Three items of a slow producer, then three for a slow consumer, through one
// place.
const (
	queueMeasured = `
process 7 "queue": 0s waiting/child 700ms
  thread 7 "MainThread": 0s waiting/child 700ms
  process 8 "producer": 0s running 700ms
    thread 8 "MainThread": 0s waiting/sleep 300ms, running 1ms, waiting/queue/full 200ms, running 1ms
      send "1": 100ms
      send "2": 200ms
      send "3": 300ms
      send "4": 300500us
      send "5": 301ms
      send "6": 501ms
  process 9 "consumer": 0s running 700ms
    thread 9 "MainThread": 0s waiting/queue/empty 300ms, running 1ms, waiting/sleep 399ms
      receive "1": 100100us
      receive "2": 200100us
      receive "3": 300100us
      receive "4": 300600us
      receive "5": 501ms
      receive "6": 601ms
`
	queueFound = "[1, 2, 3, 4, 5, 6]"
)

func TestQueueClaims(t *testing.T) {
	const (
		nothingLost = iota
		whileEmpty
		whileFull
	)
	args, err := queue.Args(1, []string{"items=3", "places=1"})
	if err != nil {
		t.Fatal(err)
	}
	edited := func(old, with string) string {
		if !strings.Contains(queueMeasured, old) {
			t.Fatalf("%q is not in the timeline", old)
		}
		return strings.Replace(queueMeasured, old, with, 1)
	}
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", queueMeasured, queueFound, nil},
		{"nothing recorded", ``, ``, []int{nothingLost, whileEmpty, whileFull}},
		{"one lost", queueMeasured, "[1, 2, 3, 4, 5]", []int{nothingLost}},
		{"one twice", queueMeasured, "[1, 2, 3, 4, 5, 5, 6]", []int{nothingLost}},
		{"another order", queueMeasured, "[1, 2, 3, 4, 6, 5]", []int{nothingLost}},
		{"one not seen on its way", edited(`receive "2": 200100us`, `receive "two": 200100us`), queueFound, []int{nothingLost, whileFull}},
		{"the consumer polls", edited(`waiting/queue/empty 300ms`, `running 300ms`), queueFound, []int{whileEmpty}},
		{"the producer polls", edited(`waiting/queue/full 200ms`, `running 200ms`), queueFound, []int{whileFull}},
		{"the producer sleeps", edited(`waiting/queue/full 200ms`, `waiting/sleep 200ms`), queueFound, []int{whileFull}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimQueue(args, m), test.broken...)
		})
	}
}

func TestQueueThatNeverFillsIsNotJudged(t *testing.T) {
	args, err := queue.Args(1, []string{"items=3", "places=2"})
	if err != nil {
		t.Fatal(err)
	}
	claim := claimQueue(args, Measured{Timeline: timelinetest.Parse(t, queueMeasured)})[2]
	if want := "not judged: the queue has room for all that the producer has"; claim.Measured.String() != want || !claim.Holds {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

func TestQueueAnswer(t *testing.T) {
	for text, want := range map[string]string{
		queueMeasured: "6 items went through a queue with 2 places: the consumer waited 300 ms for items, the producer 200 ms for room.",
		``:            "No item went through the queue.",
	} {
		if got := inEnglish(t, answerQueue(defaults(t, queue), Measured{Timeline: timelinetest.Parse(t, text)})); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestQueueDrawing(t *testing.T) {
	args, err := queue.Args(1, []string{"items=3", "places=1"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "queue": 0s waiting/child 1.8s
  thread 2 "MainThread": 0s waiting/child 1.8s
  process 3 "producer": 0s waiting/sleep 900ms, waiting/queue 300ms
    thread 4 "MainThread": 0s waiting/sleep 900ms, waiting/queue 300ms
  process 5 "consumer": 0s waiting/queue 900ms, waiting/sleep 900ms
    thread 6 "MainThread": 0s waiting/queue 900ms, waiting/sleep 900ms
`
	checkDrawing(t, drawQueue(args), want)
}

func TestQueueRuns(t *testing.T) {
	m := checkRun(t, queue, "items=6", "places=3")
	if want := "Consommés : [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
	if _, _, items := queueItems(m.Timeline); len(items) != 12 {
		t.Errorf("%d items were seen on their way", len(items))
	}
	producer := mainThread(m.Timeline, processNamed(m.Timeline, producerName))
	if waited := m.Timeline.LifeTotals(producer).Waiting[timeline.Sleep]; waited == 0 {
		t.Error("the producer was never slow")
	}
}
