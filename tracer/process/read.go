package process

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"ctrace/tracer/jsonl"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Family says which process a file is about and which others the recording
// knows, so that a process finds its parent's lane.
type Family struct {
	PID   int             // of the process that wrote the file
	Root  timeline.LaneID // the lane of the process that the recorder started, or NoLane
	Wrote map[int]bool    // the processes that wrote a file of their own
}

// Read adds what one file tells to b. Lines that cannot be read are skipped
// and reported in a warning. The error is of r or ctx only.
func Read(ctx context.Context, r io.Reader, family Family, b *timeline.Builder) error {
	reader := reader{b: b, family: family, lane: Lane(b, family.PID)}
	skipped, err := jsonl.Read(ctx, r, reader.line)
	if skipped.Count > 0 {
		b.Warn("process", "process %d's account of itself: %v", family.PID, skipped.Text())
	}
	reader.close()
	return err
}

// Lane returns the lane of a process.
func Lane(b *timeline.Builder, pid int) timeline.LaneID {
	return b.Lane(timeline.Lane{Kind: timeline.Process, PID: pid, ID: int64(pid), Parent: timeline.NoLane})
}

type reader struct {
	b       *timeline.Builder
	family  Family
	lane    timeline.LaneID
	byWall  bool // the process ran under another boot than the clock's
	started bool
	stopped bool
}

func (r *reader) line(text []byte) error {
	var e Event
	if err := json.Unmarshal(text, &e); err != nil {
		return lang.Errorf("no event: %w", err)
	}
	return r.event(e)
}

func (r *reader) event(e Event) error {
	if e.Kind == Start {
		r.byWall = e.Boot != r.b.Clock().Boot
	}
	at := r.time(e)
	if at < -century || at > century {
		return lang.Errorf("its time lies %v from the recording's start", at.Std())
	}
	switch e.Kind {
	case Start:
		r.start(e)
	case Child, ChildExit:
		if e.PID <= 0 || e.PID == r.family.PID {
			return lang.Errorf("child has pid %d", e.PID)
		}
		r.child(e, at)
	case Source:
		r.source(e)
	case Stop:
		r.stopped = true
	default:
		return lang.Errorf("unknown event %q", e.Kind)
	}
	r.started = true
	r.b.Live(r.lane, at, at)
	return nil
}

// century is further from a recording's start than any event of it.
const century = timeline.Time(100 * 365 * 24 * time.Hour)

// time converts an event's clocks to the timeline's. Where the monotonic ones
// do not compare, the wall clock has to do.
func (r *reader) time(e Event) timeline.Time {
	clock := r.b.Clock()
	if e.MonoNS != 0 && clock.Boot != "" && !r.byWall {
		return clock.FromMono(e.MonoNS)
	}
	return clock.FromWall(time.Unix(0, e.WallNS))
}

func (r *reader) start(e Event) {
	r.b.Edit(r.lane, func(l *timeline.Lane) {
		if l.Name == "" {
			l.Name = e.Name
		}
	})
	if r.b.Get(r.lane).Parent == timeline.NoLane && r.lane != r.family.Root {
		r.setParent(r.lane, r.parent(e.PPID))
	}
}

// parent returns the lane of the process that started this one: if that one
// recorded nothing, the root, which is at least an ancestor.
func (r *reader) parent(ppid int) timeline.LaneID {
	if r.family.Wrote[ppid] {
		return Lane(r.b, ppid)
	}
	return r.family.Root
}

// setParent puts child under parent, unless a damaged file would make a lane
// its own ancestor.
func (r *reader) setParent(child, parent timeline.LaneID) {
	for at := parent; at != timeline.NoLane; at = r.b.Get(at).Parent {
		if at == child {
			r.b.Warn("process", "process %d would be its own ancestor", r.b.Get(child).PID)
			return
		}
	}
	r.b.Edit(child, func(l *timeline.Lane) { l.Parent = parent })
}

// child records the birth or the death of a child.
func (r *reader) child(e Event, at timeline.Time) {
	child := Lane(r.b, e.PID)
	r.b.Live(child, at, at)
	switch {
	case e.Kind == Child:
		r.setParent(child, r.lane)
		r.b.Link(timeline.Link{Kind: timeline.Create, From: r.lane, To: child, FromTime: at, ToTime: at})
	case e.Status != nil:
		r.b.Edit(child, func(l *timeline.Lane) { l.Doc = ended(*e.Status) })
	}
}

// ended spells an exit status, negative for a signal.
func ended(status int) timeline.Message {
	if status < 0 {
		return timeline.Say("killed by signal %d", -status)
	}
	return timeline.Say("exit status %d", status)
}

func (r *reader) source(e Event) {
	r.b.Source(timeline.Source{Name: e.Name, Why: e.Why})
	if e.Failed {
		r.b.Warn(e.Name, "process %d: %s", r.family.PID, e.Why)
	}
}

// close says what the file leaves open.
func (r *reader) close() {
	switch {
	case !r.started:
		r.b.Warn("process", "process %d tells nothing about itself", r.family.PID)
	case !r.stopped:
		r.b.Warn("process", "process %d ended without stopping its recording: the end of what it did may be missing", r.family.PID)
	}
}
