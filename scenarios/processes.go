package scenarios

import (
	"context"
	"strings"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/timeline"
)

// What the scenarios of several processes have in common.

// mainThreadName is what Python calls the first thread of every process.
const mainThreadName = "MainThread"

// compute makes a process of its own compute for cpu of CPU time. It has an
// interpreter of its own, and so a GIL that it shares with no other process.
func compute(ctx context.Context, cpu time.Duration) error {
	python := threading.NewInterpreter(threading.SwitchInterval)
	return python.Run(ctx, func(thread *threading.ThreadState) error { return thread.Compute(ctx, cpu) })
}

// drawProcess adds a process with its main thread, born at start, and returns
// both.
func (d *drawing) drawProcess(start time.Duration, parent timeline.LaneID, name string) (process, thread timeline.LaneID) {
	process = d.laneFrom(start, parent, timeline.Process, name)
	return process, d.laneFrom(start, process, timeline.Thread, mainThreadName)
}

// mainThread returns the main thread of a process, or NoLane.
func mainThread(tl *timeline.Timeline, process timeline.LaneID) timeline.LaneID {
	if process == timeline.NoLane {
		return timeline.NoLane
	}
	for _, id := range lanesNamed(tl, timeline.Thread, mainThreadName) {
		if tl.Lane(id).PID == tl.Lane(process).PID {
			return id
		}
	}
	return timeline.NoLane
}

// mainThreads returns the main threads of those processes that have one.
func mainThreads(tl *timeline.Timeline, processes []timeline.LaneID) []timeline.LaneID {
	var threads []timeline.LaneID
	for _, id := range processes {
		if thread := mainThread(tl, id); thread != timeline.NoLane {
			threads = append(threads, thread)
		}
	}
	return threads
}

// pidsOf returns the process ids of lanes.
func pidsOf(tl *timeline.Timeline, lanes []timeline.LaneID) []int {
	var pids []int
	for _, id := range lanes {
		pids = append(pids, tl.Lane(id).PID)
	}
	return pids
}

// slack is how much later than it could something of that length may happen on a
// machine that also does other things.
func slack(length timeline.Duration) timeline.Duration {
	return length/10 + timeline.Duration(20*time.Millisecond)
}

// countLines returns how many lines of output are line.
func countLines(output, line string) int {
	count := 0
	for printed := range strings.Lines(output) {
		if strings.TrimRight(printed, "\r\n") == line {
			count++
		}
	}
	return count
}
