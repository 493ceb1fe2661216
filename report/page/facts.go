package page

import (
	"ctrace/tracer/timeline"
)

// facts are the figures at the head of the page, computed from the timeline.
type facts struct {
	Makespan    timeline.Duration `json:"makespan"`
	OnCPU       timeline.Duration `json:"onCPU"`
	Processes   int               `json:"processes"`
	Threads     int               `json:"threads"`
	Coroutines  int               `json:"coroutines"`
	Goroutines  int               `json:"goroutines"`
	PeakRunning int               `json:"peakRunning"` // most leaves on CPU or in a system call at once
	PeakWaiting int               `json:"peakWaiting"` // most leaves waiting at once
}

func factsOf(t *timeline.Timeline) facts {
	leaves := programLeaves(t)
	active := func(_ timeline.LaneID, iv timeline.Interval) bool {
		return iv.State == timeline.Running || iv.State == timeline.Syscall
	}
	waiting := func(_ timeline.LaneID, iv timeline.Interval) bool { return iv.State == timeline.Waiting }
	f := facts{
		Makespan:   t.Makespan(),
		OnCPU:      onCPU(t),
		Processes:  count(t, timeline.Process),
		Threads:    count(t, timeline.Thread),
		Coroutines: count(t, timeline.Coroutine),
		Goroutines: count(t, timeline.Goroutine),
	}
	f.PeakRunning, _ = timeline.Peak(t.Concurrency(leaves, active))
	f.PeakWaiting, _ = timeline.Peak(t.Concurrency(leaves, waiting))
	return f
}

func count(t *timeline.Timeline, kind timeline.Kind) int {
	n := 0
	for range t.Find(kind) {
		n++
	}
	return n
}

// onCPU returns the time that the program ran, on all CPUs together. A lane that
// stands under a process or under nothing counts what ran inside it. A process
// itself only says whether any of its lanes ran: it counts where it has none.
func onCPU(t *timeline.Timeline) timeline.Duration {
	hasLanes := make([]bool, t.NumLanes()) // of processes: lanes of their own, child processes aside
	for _, lane := range t.Lanes() {
		if counted(lane) && lane.Kind != timeline.Process && lane.Parent != timeline.NoLane {
			hasLanes[lane.Parent] = true
		}
	}
	var sum timeline.Duration
	for id, lane := range t.Lanes() {
		outermost := lane.Parent == timeline.NoLane || t.Lane(lane.Parent).Kind == timeline.Process
		if counted(lane) && outermost && !(lane.Kind == timeline.Process && hasLanes[id]) {
			sum += t.LifeTotals(id).States[timeline.Running]
		}
	}
	return sum
}

// counted reports whether a lane is the program's own. A CPU shows again what
// ran on other lanes.
func counted(l timeline.Lane) bool { return l.Group == timeline.Program && l.Kind != timeline.CPU }

// programLeaves returns the program's lanes that have none of its lanes below
// them: what is counted once where lanes are added up.
func programLeaves(t *timeline.Timeline) []timeline.LaneID {
	inner := make([]bool, t.NumLanes())
	for _, lane := range t.Lanes() {
		if counted(lane) && lane.Parent != timeline.NoLane {
			inner[lane.Parent] = true
		}
	}
	var leaves []timeline.LaneID
	for id, lane := range t.Lanes() {
		if counted(lane) && !inner[id] {
			leaves = append(leaves, id)
		}
	}
	return leaves
}
