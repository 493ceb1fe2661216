package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ctrace/tracer/timeline"
)

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
		Text:     "Every item is worked on exactly once",
		Holds:    holds,
		Measured: fmt.Sprintf("%s on %s", counted(len(calls), "call"), counted(len(times), "item")),
	}
}

// claimNeverMore counts the items that were worked on at once, and the processes
// that were there for them.
func claimNeverMore(tl *timeline.Timeline, calls []timeline.Span, workers int) Claim {
	most, processes := openAtOnce(calls), len(callsByProcess(tl, calls))
	return Claim{
		Text:     fmt.Sprintf("Never more than %s are worked on at once, one by each process", counted(workers, "item")),
		Holds:    most >= 1 && most <= workers && processes <= workers && oneByEach(tl, calls),
		Measured: fmt.Sprintf("%d at once at most, on %s", most, counted(processes, "process")),
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

// claimFirstFree looks at every item that had to wait for a worker. When it
// began, no other worker may have been free for longer than the one that took it.
// Workers that became free within the slack of each other count as one: the
// pool's owner may see them at the same moment.
func claimFirstFree(tl *timeline.Timeline, calls []timeline.Span) Claim {
	claim := Claim{Text: "Each further item goes to the worker that is free first", Holds: len(calls) > 0}
	workers := callsByProcess(tl, calls)
	further, late := 0, timeline.Duration(0)
	for pid, own := range workers {
		for i, call := range own[min(1, len(own)):] {
			further++
			waited := call.Start - own[i].End // This worker's wait for the item.
			late = max(late, longestFree(workers, pid, call.Start)-waited)
			claim.Holds = claim.Holds && late <= slack(call.End-call.Start)
		}
	}
	switch {
	case len(calls) == 0:
		claim.Measured = "no item was worked on"
	case further == 0:
		claim.Measured = "there was a worker for each item"
	default:
		claim.Measured = fmt.Sprintf("%s; none passed over a worker that was free more than %s longer", counted(further, "further item"), figure(max(late, 0)))
	}
	return claim
}

// longestFree returns for how long the other workers than pid have been free at
// an instant, at most: since their latest call.
func longestFree(workers map[int][]timeline.Span, pid int, at timeline.Time) timeline.Duration {
	longest := timeline.Duration(0)
	for other, calls := range workers {
		if other == pid {
			continue
		}
		next, _ := slices.BinarySearchFunc(calls, at, func(s timeline.Span, at timeline.Time) int { return cmp.Compare(s.Start, at) })
		if next == 0 || calls[next-1].End > at {
			continue // It has not begun yet, or is at work.
		}
		longest = max(longest, at-calls[next-1].End)
	}
	return longest
}
