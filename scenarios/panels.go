package scenarios

import (
	"cmp"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// advice is what the course says each way is for (section 4).
var advice = map[string]lang.Text{
	onThreads:    lang.T("4a: for waiting for files and connections"),
	onProcesses:  lang.T("4b: for computing, on several cores"),
	onCoroutines: lang.T("4c: for many waits and little computing"),
}

// partPanels returns a panel for each of the ways in which jobs are done.
func partPanels(m Measured) []Panel {
	parts, _ := partsOf(m)
	var panels []Panel
	for _, p := range parts {
		if m.Python && p.took == 0 {
			continue // It does not tell where this way begins.
		}
		panels = append(panels, Panel{
			Title: p.title(), Advice: advice[p.name], From: p.begun, To: p.begun + p.took,
			Lanes: p.panelLanes(m.Timeline), CPU: p.cpu(m.Timeline),
		})
	}
	return panels
}

// panelLanes returns the lanes that show a part best: those that did its jobs, in
// order of birth, where a worker process stands for its one thread, and the threads
// that executed coroutines before these.
func (p part) panelLanes(tl *timeline.Timeline) []timeline.LaneID {
	var lanes []timeline.LaneID
	add := func(id timeline.LaneID) {
		if id != timeline.NoLane && !slices.Contains(lanes, id) {
			lanes = append(lanes, id)
		}
	}
	workers := p.lanes()
	slices.SortStableFunc(workers, func(a, b timeline.LaneID) int { return cmp.Compare(tl.Lane(a).Start, tl.Lane(b).Start) })
	for _, id := range workers {
		switch lane := tl.Lane(id); {
		case lane.Kind == timeline.Coroutine:
			add(lane.Parent)
			add(id)
		case p.name == onProcesses:
			add(processOf(tl, id))
		default:
			add(id)
		}
	}
	return lanes
}

// cpu returns the CPU time of a part's jobs: what the program measured of each,
// or for how long their lanes ran meanwhile where it did not, as of coroutines
// that share a thread.
func (p part) cpu(tl *timeline.Timeline) timeline.Duration {
	if cpu := total(cpuOf(p)); cpu > 0 {
		return cpu
	}
	var ran timeline.Duration
	for _, id := range p.lanes() {
		ran += tl.Totals(id, p.begun, p.begun+p.took).States[timeline.Running]
	}
	return ran
}
