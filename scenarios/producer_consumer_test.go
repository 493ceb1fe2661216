package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline/timelinetest"
)

const producerConsumerMeasured = `
process 7 "producer-consumer": 0s running 3ms, waiting/network 3100ms
  thread 7 "event loop": 0s running 3ms, waiting/network 3100ms
    coroutine 21 "producer()": 0s running 1ms, waiting/sleep 1s, waiting/queue/full 1200ms
    coroutine 22 "consumer()": 1ms running 1ms, waiting/queue/empty 100ms, waiting/sleep 3s
`

const producerConsumerFound = `{"consumed": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "most": 2}`

func TestProducerConsumerClaims(t *testing.T) {
	const (
		allConsumed = iota
		bound
		backPressure
		pace
		oneThread
	)
	change := func(old, new string) string { return strings.Replace(producerConsumerMeasured, old, new, 1) }
	found := func(old, new string) string { return strings.Replace(producerConsumerFound, old, new, 1) }
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as it should be", producerConsumerMeasured, producerConsumerFound, nil},
		{"nothing recorded", ``, ``, []int{allConsumed, bound, backPressure, pace, oneThread}},
		{"one is lost", producerConsumerMeasured, found("4, 5", "5"), []int{allConsumed}},
		{"one comes twice", producerConsumerMeasured, found("4, 5", "4, 4"), []int{allConsumed}},
		{"too many in the queue", producerConsumerMeasured, found(`"most": 2`, `"most": 3`), []int{bound}},
		{"it never fills up", producerConsumerMeasured, found(`"most": 2`, `"most": 1`), []int{bound}},
		{"the producer is not held back", change("waiting/queue/full", "waiting/await"), producerConsumerFound, []int{backPressure}},
		{"the consumer waits again", change("waiting/sleep 3s", "waiting/sleep 2s, waiting/queue/empty 10ms, waiting/sleep 990ms"), producerConsumerFound, []int{backPressure}},
		{"in turn", change("waiting/sleep 3s", "waiting/sleep 1s, waiting/queue/empty 600ms, waiting/sleep 2s"), producerConsumerFound, []int{backPressure, pace}},
		{"the producer is slower", change("waiting/sleep 3s", "waiting/sleep 500ms, waiting/queue/empty 2s, waiting/sleep 500ms"), producerConsumerFound, []int{backPressure, pace}},
		{"two threads", change("    coroutine 22", "  thread 8 \"another\": 0s running 1s\n    coroutine 22"), producerConsumerFound, []int{oneThread}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimProducerConsumer(defaults(t, producerConsumer), m), test.broken...)
		})
	}
}

func TestProducerConsumerAnswer(t *testing.T) {
	const want = "The queue held the producer back for 1.20 s; the consumer waited 100 ms for items in its 3.10 s."
	m := Measured{Timeline: timelinetest.Parse(t, producerConsumerMeasured)}
	if got := inEnglish(t, answerProducerConsumer(defaults(t, producerConsumer), m)); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

func TestProducerConsumerDrawing(t *testing.T) {
	args := defaults(t, producerConsumer)
	args.values["items"] = 5 // Fewer than a run has, so that they can be read here.
	drawn := drawProducerConsumer(args)
	checkDrawing(t, drawn, `process 1 "producer-consumer": 0s
  thread 2 "event loop": 0s
    coroutine 3 "producer()": 0s waiting/sleep 500ms, waiting/queue 200ms
    coroutine 4 "consumer()": 0s waiting/queue 100ms, waiting/sleep 1.5s
`)
	arrows := 0
	for range drawn.Links() {
		arrows++
	}
	if arrows != 5 {
		t.Errorf("%d arrows, want one for each item", arrows)
	}
}

func TestProducerConsumerRuns(t *testing.T) {
	for _, setting := range []string{"maxsize=2", "maxsize=4"} {
		m := checkRun(t, producerConsumer, setting)
		if m.Output != "10 éléments consommés\n" {
			t.Errorf("printed %q", m.Output)
		}
		messages := 0
		for range m.Timeline.Links() {
			messages++
		}
		if messages < 10 {
			t.Errorf("%d links, want one for each item at least", messages)
		}
	}
}
