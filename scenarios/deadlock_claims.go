package scenarios

import (
	"encoding/json"
	"slices"
	"strings"

	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func claimDeadlock(args Args, m Measured) []Claim {
	count := args.Int("threads")
	var circle, ordered []timeline.LaneID
	for _, id := range lanesNamed(m.Timeline, timeline.Thread, "Thread-") {
		switch name := m.Timeline.Lane(id).Name; {
		case strings.HasSuffix(name, "("+transferName+")"):
			circle = append(circle, id)
		case strings.HasSuffix(name, "("+orderedName+")"):
			ordered = append(ordered, id)
		}
	}
	var found deadlockResult
	err := json.Unmarshal(m.Result, &found)
	return []Claim{
		m.goOnly(claimCycle(m.Timeline, circle, count)),
		m.goOnly(claimFound(m.Timeline, circle, found.Cycle)),
		m.goOnly(claimStands(args, m.Timeline, circle)),
		m.goOnly(claimThrough(m.Timeline, ordered, found.Finished, err, count)),
	}
}

// cycleIn returns the first cycle of threads that wait for a lock of the next one,
// and when it was complete. Both the waits and who held what are measured.
func cycleIn(tl *timeline.Timeline, lanes []timeline.LaneID) ([]threading.Blocked, timeline.Time) {
	var begins []timeline.Time
	for _, id := range lanes {
		for iv := range tl.Life(id) {
			if iv.State == timeline.Waiting && iv.Reason == timeline.Lock {
				begins = append(begins, iv.Start)
			}
		}
	}
	slices.Sort(begins)
	for _, at := range begins {
		if cycle := cycleAt(tl, lanes, at); cycle != nil {
			return cycle, at
		}
	}
	return nil, 0
}

// cycleAt follows who waits for whom at an instant, from each of the lanes.
func cycleAt(tl *timeline.Timeline, lanes []timeline.LaneID, at timeline.Time) []threading.Blocked {
	holders := holdersAt(tl, at)
	for _, first := range lanes {
		var cycle []threading.Blocked
		for id := first; len(cycle) <= len(lanes); {
			iv, lives := tl.At(id, at)
			next, held := holders[iv.Detail]
			if !lives || !held || iv.State != timeline.Waiting || iv.Reason != timeline.Lock {
				break
			}
			cycle = append(cycle, threading.Blocked{Thread: tl.Lane(id).Name, Waits: iv.Detail})
			if id = next; id == first {
				return closed(cycle)
			}
		}
	}
	return nil
}

// closed completes a cycle: each holds what the one before it waits for.
func closed(cycle []threading.Blocked) []threading.Blocked {
	for i := range cycle {
		cycle[i].Holds = cycle[(i+len(cycle)-1)%len(cycle)].Waits
	}
	return cycle
}

// holdersAt returns who held which lock at an instant.
func holdersAt(tl *timeline.Timeline, at timeline.Time) map[string]timeline.LaneID {
	holders := map[string]timeline.LaneID{}
	for s := range tl.Spans() {
		if name, holds := strings.CutPrefix(s.Name, holdsPrefix); holds && s.Origin == timeline.UserRegion && s.Start <= at && at < s.End {
			holders[name] = s.Lane
		}
	}
	return holders
}

func claimCycle(tl *timeline.Timeline, lanes []timeline.LaneID, count int) Claim {
	cycle, _ := cycleIn(tl, lanes)
	return Claim{
		Text:     lang.T("In opposite order, each thread holds what the next one waits for"),
		Holds:    len(cycle) == count,
		Measured: cycleText(cycle),
	}
}

// cycleText names the threads of a cycle and their locks.
func cycleText(cycle []threading.Blocked) lang.Text {
	if len(cycle) == 0 {
		return lang.T("no threads wait for each other")
	}
	return threading.CycleText(cycle)
}

// claimFound compares the cycle that was measured with the one that the program
// found. They may begin with another thread.
func claimFound(tl *timeline.Timeline, lanes []timeline.LaneID, found []threading.Blocked) Claim {
	cycle, _ := cycleIn(tl, lanes)
	same := len(cycle) == len(found)
	for _, b := range found {
		same = same && slices.Contains(cycle, b)
	}
	return Claim{
		Text:     lang.T("A watchdog that knows who holds what finds the cycle, and names it"),
		Holds:    same && len(found) > 0,
		Measured: lang.T("%d of its %d threads found", len(found), len(cycle)),
	}
}

// claimStands holds where every thread stood from the moment the cycle was
// complete until it was ended: for the second that the watchdog gave it.
func claimStands(args Args, tl *timeline.Timeline, lanes []timeline.LaneID) Claim {
	claim := Claim{Text: lang.T("No thread of it ever gets on by itself"), Measured: cycleText(nil)}
	cycle, at := cycleIn(tl, lanes)
	if len(cycle) == 0 {
		return claim
	}
	shortest := timeline.Forever
	for _, id := range lanes {
		iv, _ := tl.At(id, at)
		shortest = min(shortest, iv.End-at)
	}
	claim.Holds = shortest.Std() >= args.Seconds(1)
	claim.Measured = lang.T("all stood for %s, until they were ended", shortest)
	return claim
}

// claimThrough says that the threads that take the locks in one order come to
// their ends, although they wait for each other's locks too.
func claimThrough(tl *timeline.Timeline, lanes []timeline.LaneID, finished int, err error, count int) Claim {
	cycle, _ := cycleIn(tl, lanes)
	twice := 0
	for _, id := range lanes {
		held := 0
		for s := range tl.Spans() {
			if s.Lane == id && s.Origin == timeline.UserRegion && strings.HasPrefix(s.Name, holdsPrefix) {
				held++
			}
		}
		if held == 2 {
			twice++
		}
	}
	return Claim{
		Text:     lang.T("In one order for all there is no cycle, and all come through"),
		Holds:    err == nil && len(cycle) == 0 && twice == count && finished == count,
		Measured: lang.T("%d of %d threads got both locks; %s", twice, count, cycleText(cycle)),
	}
}
