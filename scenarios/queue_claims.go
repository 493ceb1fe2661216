package scenarios

import (
	"encoding/json"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func claimQueue(args Args, m Measured) []Claim {
	producer, consumer, items := queueItems(m.Timeline)
	return []Claim{
		claimNothingLost(m, items, 2*args.Int("items")),
		m.goOnly(claimWaitsWhileEmpty(m.Timeline, consumer, items)),
		m.goOnly(claimWaitsWhileFull(args, m.Timeline, producer, items)),
	}
}

// queueItems returns the main threads of the two processes and the items that
// went from one to the other.
func queueItems(tl *timeline.Timeline) (producer, consumer timeline.LaneID, items []timeline.Link) {
	producer = mainThread(tl, processNamed(tl, producerName))
	consumer = mainThread(tl, processNamed(tl, consumerName))
	if producer == timeline.NoLane || consumer == timeline.NoLane {
		return producer, consumer, nil
	}
	items = messagesBetween(tl, producer, consumer)
	items = slices.DeleteFunc(items, func(m timeline.Link) bool { return m.From != producer })
	return producer, consumer, items
}

// claimNothingLost compares what the consumer says it took with what was put, and
// both with the messages that were seen.
func claimNothingLost(m Measured, items []timeline.Link, count int) Claim {
	var taken, put []int
	err := json.Unmarshal(m.Result, &taken)
	for i := range count {
		put = append(put, i+1)
	}
	claim := Claim{Text: lang.T("Nothing is lost, nothing comes twice, and the order stays"), Measured: lang.T("the consumer returned nothing")}
	if err == nil && m.Python {
		claim.Holds, claim.Measured = slices.Equal(taken, put), lang.Data(pythonList(taken))
	} else if err == nil {
		claim.Holds = slices.Equal(taken, put) && len(items) == count
		claim.Measured = lang.N(count, "%d item put, %d taken, %s", "%d items put, %d taken, %s", len(taken),
			lang.N(len(items), "%d hand-over seen between the processes", "%d hand-overs seen between the processes"))
	}
	return claim
}

// claimWaitsWhileEmpty holds where the consumer waited for most of the time in
// which nothing was under way. It is not there for all of it: it comes back when
// it gets a CPU.
func claimWaitsWhileEmpty(tl *timeline.Timeline, consumer timeline.LaneID, items []timeline.Link) Claim {
	empty := underWay(items, func(count int) bool { return count == 0 })
	if len(items) > 0 {
		begin, _ := tl.Seen(consumer)
		empty = append(empty, stretch{min(begin, items[0].FromTime), items[0].FromTime})
	}
	return claimWaits(lang.T("The consumer waits while the queue is empty"), lang.T("empty"), tl, consumer, empty)
}

// claimWaitsWhileFull looks at the second half, up to the last item: after that
// the producer wants nothing more.
func claimWaitsWhileFull(args Args, tl *timeline.Timeline, producer timeline.LaneID, items []timeline.Link) Claim {
	text := lang.T("The producer waits while the queue is full")
	half, places := args.Int("items"), args.Int("places")
	if half < places+2 { // The consumer takes one at once, and the queue has room for the rest.
		return unjudged(text, lang.T("the queue has room for all that the producer has"))
	}
	full := underWay(items, func(count int) bool { return count >= places })
	full = slices.DeleteFunc(full, func(s stretch) bool {
		return len(items) < 2*half || s.to <= items[half].FromTime || s.from >= items[len(items)-1].FromTime
	})
	return claimWaits(text, lang.T("full"), tl, producer, full)
}

func claimWaits(text, what lang.Text, tl *timeline.Timeline, lane timeline.LaneID, stretches []stretch) Claim {
	claim := Claim{Text: text, Measured: lang.T("it never was %s", what)}
	if waited, length := waitedIn(tl, lane, timeline.Queue, stretches); length > 0 {
		claim.Holds = waited > length/2
		claim.Measured = lang.T("waited for %s of the %s in which it was %s", waited, length, what)
	}
	return claim
}
