package scenarios

import (
	"time"

	"ctrace/tracer/timeline"
)

// drawing builds the course's drawing of a pattern as a timeline.
type drawing struct {
	b   *timeline.Builder
	pid int
	ids int64
}

// newDrawing returns an empty drawing.
func newDrawing() *drawing { return &drawing{b: timeline.NewBuilder(timeline.Clock{})} }

// lane adds a lane under parent that is born when the pattern begins. A process
// begins a pid of its own.
func (d *drawing) lane(parent timeline.LaneID, kind timeline.Kind, name string) timeline.LaneID {
	return d.laneFrom(0, parent, kind, name)
}

// laneFrom adds a lane that is born at start.
func (d *drawing) laneFrom(start time.Duration, parent timeline.LaneID, kind timeline.Kind, name string) timeline.LaneID {
	d.ids++
	if kind == timeline.Process {
		d.pid = int(d.ids)
	}
	return d.b.Lane(timeline.Lane{Kind: kind, PID: d.pid, ID: d.ids, Name: name, Parent: parent, Start: timeline.Time(start)})
}

// bar draws one interval, in times since the beginning of the pattern.
func (d *drawing) bar(lane timeline.LaneID, start, end time.Duration, state timeline.State, reason timeline.Reason) {
	d.b.Append(lane, timeline.Interval{
		Start: timeline.Time(start), End: timeline.Time(end), State: state, Reason: reason, On: timeline.NoLane,
	})
}

// arrow draws a link from one lane to another.
func (d *drawing) arrow(kind timeline.LinkKind, from timeline.LaneID, at time.Duration, to timeline.LaneID, arrival time.Duration) {
	d.b.Link(timeline.Link{Kind: kind, From: from, To: to, FromTime: timeline.Time(at), ToTime: timeline.Time(arrival)})
}

// done returns the drawing.
func (d *drawing) done() *timeline.Timeline { return d.b.Build(0) }
