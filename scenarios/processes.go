package scenarios

import (
	"context"
	"errors"
	"strings"
	"time"

	"ctrace/scenarios/multiprocessing"
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

// runTogether starts processes that depend on each other, calls started, if it is
// not nil, once all run, and waits for their ends. If one is lost, none is left.
func runTogether(ctx context.Context, processes []*multiprocessing.Process, started func() error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for i, p := range processes {
		if err := p.Start(ctx); err != nil {
			return endTogether(ctx, cancel, processes[:i], err)
		}
	}
	if started != nil {
		if err := started(); err != nil {
			return endTogether(ctx, cancel, processes, err)
		}
	}
	return multiprocessing.JoinAll(ctx, processes...)
}

// endTogether ends processes that an error has left without purpose, and returns
// that error.
func endTogether(ctx context.Context, cancel func(), processes []*multiprocessing.Process, err error) error {
	cancel()
	multiprocessing.JoinAll(ctx, processes...) // That they were ended is no news.
	return err
}

// mapOnPool calls f for every item on a pool of its own. If a worker is lost, the
// others are ended.
func mapOnPool[A, R any](ctx context.Context, workers int, f *multiprocessing.Function[A, R], items []A) ([]R, error) {
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	p, err := multiprocessing.NewPool(ctx, workers)
	if err != nil {
		return nil, err
	}
	p.OnLoss(lost)
	results, err := multiprocessing.Map(ctx, p, f, items)
	err = errors.Join(err, p.Close(ctx))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // That the others were ended is no news.
	}
	return results, err
}

// processNamed returns the process of that name, or NoLane.
func processNamed(tl *timeline.Timeline, name string) timeline.LaneID {
	for id, lane := range tl.Find(timeline.Process) {
		if lane.Name == name {
			return id
		}
	}
	return timeline.NoLane
}

// drawProcess adds a process with its main thread, born at start, and returns
// both.
func (d *drawing) drawProcess(start time.Duration, parent timeline.LaneID, name string) (process, thread timeline.LaneID) {
	process = d.laneFrom(start, parent, timeline.Process, name)
	return process, d.laneFrom(start, process, timeline.Thread, mainThreadName)
}

// drawnPair is a drawn process with its main thread, which do the same.
type drawnPair struct{ process, thread timeline.LaneID }

// drawPair adds a process with its main thread.
func (d *drawing) drawPair(parent timeline.LaneID, name string) drawnPair {
	process, thread := d.drawProcess(0, parent, name)
	return drawnPair{process, thread}
}

// bar draws a wait of both.
func (p drawnPair) bar(d *drawing, start, end time.Duration, reason timeline.Reason) {
	d.bar(p.process, start, end, timeline.Waiting, reason)
	d.bar(p.thread, start, end, timeline.Waiting, reason)
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

// processOf returns the process of a lane, or NoLane.
func processOf(tl *timeline.Timeline, lane timeline.LaneID) timeline.LaneID {
	for id, process := range tl.Find(timeline.Process) {
		if process.PID == tl.Lane(lane).PID {
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
