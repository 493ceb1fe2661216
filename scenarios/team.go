package scenarios

import (
	"context"
	"errors"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer/timeline"
)

// team is several threads that run the same function, as the course's
// scenarios start them:
//
//	for t in team: t.start()
//	for t in team: t.join()
type team []*threading.Thread

// newTeam returns count threads with the names that Python gives them, from the
// first's number on. Each runs the target with its place in the team, from 1.
func newTeam(ctx context.Context, first, count int, name string, target func(ctx context.Context, n int) error) team {
	var threads team
	for i := range count {
		threads = append(threads, threading.NewThread(ctx, threading.DefaultName(first+i, name), func(ctx context.Context) error {
			return target(ctx, i+1)
		}))
	}
	return threads
}

// start starts all threads.
func (t team) start() {
	for _, thread := range t {
		thread.Start()
	}
}

// join waits until all threads have ended, and returns all their errors.
func (t team) join() error {
	var errs []error
	for _, thread := range t {
		errs = append(errs, thread.Join())
	}
	return errors.Join(errs...)
}

// teamDrawing begins the drawing of a process whose main thread waits until end
// for a team, and returns the process.
func teamDrawing(name string, end time.Duration) (*drawing, timeline.LaneID) {
	d := newDrawing()
	process := d.lane(timeline.NoLane, timeline.Process, name)
	d.bar(d.lane(process, timeline.Thread, "MainThread"), 0, end, timeline.Waiting, timeline.Join)
	return d, process
}
