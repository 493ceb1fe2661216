package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func claimAsyncioIO(args Args, m Measured) []Claim {
	requests := lanesNamed(m.Timeline, timeline.Coroutine, "get(")
	var result asyncioIOResult
	if err := json.Unmarshal(m.Result, &result); err != nil {
		result = asyncioIOResult{} // Nothing came back: no claim about it holds.
	}
	return []Claim{
		claimWaitTogether(m.Timeline, requests, latenciesOf(args)),
		claimSlowest(m.Timeline, requests, latenciesOf(args)),
		claimOneThread(m.Timeline, requests, args.Int("requests")),
		claimMostlyWaits(m.Timeline, requests, result.CPU),
		m.goOnly(claimAnswers(result.Answers, args.Int("requests"))),
		m.goOnly(claimFileElsewhere(m.Timeline, requests, result)),
	}
}

// claimWaitTogether does not judge a run in which the machine took longer to send
// all requests than the server to answer the first.
func claimWaitTogether(tl *timeline.Timeline, requests []timeline.LaneID, latencies []time.Duration) Claim {
	text := lang.T("All requests wait for their answers at the same time")
	count, length := atOnce(tl, requests, waitingFor(timeline.Network))
	measured := lang.T("%d of %d at once, for %s", count, len(latencies), length)
	claim := Claim{Text: text, Holds: count == len(latencies), Measured: measured}
	begun := begunWithin(tl, requests)
	if claim.Holds || len(requests) != len(latencies) || begun.Std() <= slices.Min(latencies) || waitedWithin(tl, requests, begun) {
		return claim
	}
	return unjudged(text, lang.T("the machine was too busy, it took %s to send them: %s", begun, measured))
}

// waitedWithin reports whether the thread of the requests mostly waited in that
// time from the first of them on: then it was the program that did not begin.
func waitedWithin(tl *timeline.Timeline, requests []timeline.LaneID, within timeline.Duration) bool {
	start := tl.Lane(requests[0]).Start
	for _, thread := range executors(tl, requests) {
		if 2*tl.Totals(thread, start, start+within).States[timeline.Waiting] > within {
			return true
		}
	}
	return false
}

// begunWithin returns how long it took to begin with all requests: until the last
// of them ran for the first time, while all were there to run.
func begunWithin(tl *timeline.Timeline, requests []timeline.LaneID) timeline.Duration {
	var within timeline.Duration
	for _, id := range requests {
		for iv := range tl.Life(id) {
			if running(id, iv) {
				within = max(within, iv.Start-tl.Lane(id).Start)
				break
			}
		}
	}
	return within
}

// claimSlowest compares the whole with the slowest request, which the server did
// not answer too early, and with the set latencies one after another.
func claimSlowest(tl *timeline.Timeline, requests []timeline.LaneID, latencies []time.Duration) Claim {
	var slowest timeline.Duration
	for _, id := range requests {
		slowest = max(slowest, tl.Lane(id).Life())
	}
	took, sum := makespan(tl, requests), timeline.Duration(0)
	for _, latency := range latencies {
		sum += timeline.Duration(latency)
	}
	return Claim{
		Text:     lang.T("The whole takes about as long as the slowest request, not as the sum"),
		Holds:    atLeast(slowest, slices.Max(latencies)) && took <= slowest+slack(slowest) && took-slowest < sum-took,
		Measured: lang.T("%s; slowest %s, sum %s", took, slowest, sum),
	}
}

// claimMostlyWaits compares the CPU time of the event loop's thread with how long
// the requests took. The thread's own clock knows it better than its lane: a
// busy machine takes threads off their CPU, which the runtime calls running.
func claimMostlyWaits(tl *timeline.Timeline, requests []timeline.LaneID, cpu time.Duration) Claim {
	claim := Claim{Text: lang.T("The thread has little to compute: it mostly waits for the network"), Measured: lang.T("no request ran")}
	took := makespan(tl, requests)
	if took == 0 || cpu == 0 {
		return claim
	}
	claim.Holds = 2*cpu < took.Std()
	claim.Measured = lang.T("%s of CPU in %s", timeline.Duration(cpu), took)
	return claim
}

// claimAnswers holds where every request got the answer that is meant for it.
func claimAnswers(answers []string, want int) Claim {
	right := 0
	for n, answer := range answers {
		if strings.HasPrefix(answer, fmt.Sprintf("answer %d ", n)) {
			right++
		}
	}
	return Claim{
		Text:     lang.T("gather returns every request's own answer, in the order of the requests"),
		Holds:    right == want && len(answers) == want,
		Measured: lang.T("%d of %d answers right", right, want),
	}
}

// claimFileElsewhere holds where the file was read whole, and not on the thread
// of the requests. Whether that thread waited meanwhile is not asked: the system
// may have the file in memory.
func claimFileElsewhere(tl *timeline.Timeline, requests []timeline.LaneID, result asyncioIOResult) Claim {
	claim := Claim{
		Text:     lang.T("A file cannot be awaited: another thread reads it, so that the loop goes on"),
		Measured: lang.T("no thread read it"),
	}
	loops := executors(tl, requests)
	for id := range tl.Find(timeline.Thread) {
		if len(regionsOn(tl, []timeline.LaneID{id}, readRegion)) == 0 {
			continue
		}
		claim.Holds = result.Read > 0 && result.Read == result.Wrote && !slices.Contains(loops, id)
		claim.Measured = lang.T("%d of %d bytes, on %s", result.Read, result.Wrote, tl.Lane(id).Name)
	}
	return claim
}
