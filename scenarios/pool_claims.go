package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// workerPrefix begins the names of a pool's processes.
const workerPrefix = "ForkPoolWorker-"

// callsOf returns the spans of the pool's items, in the order of their starts.
func callsOf(tl *timeline.Timeline) []timeline.Span {
	var calls []timeline.Span
	for s := range tl.Spans() {
		if s.Origin == timeline.OpenTelemetry && strings.HasPrefix(s.Name, carreName+"(") && s.Lane != timeline.NoLane {
			calls = append(calls, s)
		}
	}
	return calls
}

// callsByProcess returns the calls that each process worked on, by pid.
func callsByProcess(tl *timeline.Timeline, calls []timeline.Span) map[int][]timeline.Span {
	by := map[int][]timeline.Span{}
	for _, call := range calls {
		pid := tl.Lane(call.Lane).PID
		by[pid] = append(by[pid], call)
	}
	return by
}

func claimEveryItemOnce(calls []timeline.Span, items int) Claim {
	times := map[string]int{}
	for _, call := range calls {
		times[call.Name]++
	}
	holds := len(times) == items
	for i := range items {
		holds = holds && times[fmt.Sprintf("%s(%d)", carreName, i+1)] == 1
	}
	return Claim{
		Text:     lang.T("Every item is worked on exactly once"),
		Holds:    holds,
		Measured: lang.T("%s on %s", lang.N(len(calls), "%d call", "%d calls"), lang.N(len(times), "%d item", "%d items")),
	}
}

// claimNeverMore counts the items that were worked on at once, and the processes
// that were there for them.
func claimNeverMore(tl *timeline.Timeline, calls []timeline.Span, workers int) Claim {
	most, processes := openAtOnce(calls), len(callsByProcess(tl, calls))
	return Claim{
		Text: lang.N(workers,
			"Never more than %d item is worked on at once, one by each process",
			"Never more than %d items are worked on at once, one by each process"),
		Holds:    most >= 1 && most <= workers && processes <= workers && oneByEach(tl, calls),
		Measured: lang.T("%d at once at most, on %s", most, lang.N(processes, "%d process", "%d processes")),
	}
}

// oneByEach reports whether no process worked on two items at once.
func oneByEach(tl *timeline.Timeline, calls []timeline.Span) bool {
	for _, own := range callsByProcess(tl, calls) {
		if openAtOnce(own) > 1 {
			return false
		}
	}
	return true
}

// claimFirstFree follows the messages between the program's main thread and the
// workers. A worker is free once its answer has arrived; the next item must go to
// the one that has been free for the longest.
func claimFirstFree(tl *timeline.Timeline) Claim {
	claim := Claim{Text: lang.T("The next item goes to the worker that is free first"), Measured: lang.T("no item was handed out")}
	free, freed := []timeline.LaneID{}, map[timeline.LaneID]bool{} // Freed at least once, so that it has its job.
	handed, wrong := 0, 0
	for _, m := range poolMessages(tl) {
		switch {
		case m.answer:
			free, freed[m.worker] = append(free, m.worker), true
		case freed[m.worker]:
			handed++
			if len(free) == 0 || free[0] != m.worker {
				wrong++
			}
			free = slices.DeleteFunc(free, func(id timeline.LaneID) bool { return id == m.worker })
		}
	}
	if handed > 0 {
		claim.Holds = wrong == 0
		claim.Measured = lang.N(handed,
			"%d item handed out, %d of them to the worker whose answer came first",
			"%d items handed out, %d of them to the worker whose answer came first", handed-wrong)
	}
	return claim
}

// poolMessage is a message as the pool's owner sees it: when it sends it, and
// when it receives it.
type poolMessage struct {
	at     timeline.Time
	worker timeline.LaneID // its main thread
	answer bool            // from the worker to the owner
}

// poolMessages returns the messages between the pool's owner and its workers, in
// the owner's order. The first to each worker is its job, and the first from it
// says that it is ready.
func poolMessages(tl *timeline.Timeline) []poolMessage {
	processes := lanesNamed(tl, timeline.Process, workerPrefix)
	workers := mainThreads(tl, processes)
	if len(workers) == 0 {
		return nil
	}
	owner := mainThread(tl, tl.Lane(processes[0]).Parent)
	var messages []poolMessage
	for link := range tl.Links() {
		switch {
		case link.Kind != timeline.Send:
		case link.From == owner && slices.Contains(workers, link.To):
			messages = append(messages, poolMessage{link.FromTime, link.To, false})
		case link.To == owner && slices.Contains(workers, link.From):
			messages = append(messages, poolMessage{link.ToTime, link.From, true})
		}
	}
	slices.SortFunc(messages, func(a, b poolMessage) int { return cmp.Compare(a.at, b.at) })
	return messages
}
