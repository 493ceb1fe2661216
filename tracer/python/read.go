package python

import (
	"context"
	"io"
	"maps"
	"slices"

	"ctrace/tracer/timeline"
)

// Process says which process a file is about.
type Process struct {
	PID  int
	Lane timeline.LaneID
}

// Read adds what the agent recorded in one process to b. The clock of b says what
// Time 0 is on CLOCK_MONOTONIC.
func Read(ctx context.Context, r io.Reader, p Process, b *timeline.Builder) error {
	reader := &reader{ctx: ctx, b: b, pid: p.PID, lane: p.Lane}
	reader.begin()
	err := segments(r, reader.segment, reader.slot)
	reader.finish()
	return err
}

type reader struct {
	ctx   context.Context
	b     *timeline.Builder
	pid   int
	lane  timeline.LaneID // of the process
	texts texts
	waits map[uint32]known // by the id of their text

	threads map[uint16]*thread
	tasks   map[uint32]*task

	last  timeline.Time // of what was recorded
	lost  uint64
	count int
	held  []record // in order; the first names a text that is still to come
}

// known is a wait whose stack is in the timeline.
type known struct {
	wait
	id timeline.StackID
}

// segment begins a segment. A process that executed another program goes on in the
// same file with texts and numbers that begin anew.
func (r *reader) segment(h header) {
	if h.first == 0 {
		r.finish()
		r.begin()
	}
	begun := r.time(h.mono)
	r.b.Live(r.lane, begun, begun)
	r.lost += h.lost
	if h.freeThreaded {
		r.b.Warn("python", "process %d runs without a GIL: its threads run in parallel", r.pid)
	}
}

func (r *reader) begin() {
	r.texts, r.waits = texts{}, map[uint32]known{}
	r.threads, r.tasks = map[uint16]*thread{}, map[uint32]*task{}
}

// finish closes what is open.
func (r *reader) finish() {
	for _, rec := range r.held {
		r.record(rec)
	}
	r.held = nil
	for _, id := range slices.Sorted(maps.Keys(r.tasks)) {
		r.awaits(r.tasks[id])
	}
	if r.lost > 0 {
		r.b.Warn("python", "process %d: %d records of the agent found no room and are lost", r.pid, r.lost)
		r.lost = 0
	}
}

// checkEvery is how many records are read between two looks at the context.
const checkEvery = 4096

func (r *reader) slot(slot []byte) error {
	if r.count++; r.count%checkEvery == 0 {
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	if kind(slot[0]) == textRecord {
		r.texts.add(slot)
		return nil
	}
	r.held = append(r.held, parseRecord(slot))
	r.release()
	return nil
}

// maxHeld bounds how many records wait for a text that may never come.
const maxHeld = 1 << 14

// release reads the records that are held back, in order. A step's record has its
// place from the step's beginning on, and names a text that follows at its end.
func (r *reader) release() {
	ready := 0
	for _, rec := range r.held {
		if _, ok := r.texts[rec.text]; !ok && rec.text != 0 && len(r.held)-ready < maxHeld {
			break
		}
		r.record(rec)
		ready++
	}
	if ready > 0 {
		r.held = append(r.held[:0], r.held[ready:]...)
	}
}

// record adds what a record tells.
func (r *reader) record(rec record) {
	if rec.kind >= numKinds {
		r.b.Warn("python", "process %d: the agent wrote records of an unknown kind, which are left out", r.pid)
		return
	}
	at := r.time(rec.at)
	r.last = max(r.last, at, r.until(rec, at))
	switch rec.kind {
	case threadRecord:
		r.threadEvent(rec, at)
	case taskRecord:
		r.created(rec, at)
	case stepRecord:
		r.step(rec, at)
	case waitRecord:
		r.waited(rec, at)
	case callRecord:
		r.call(rec, at)
	case warningRecord:
		r.b.Warn("python", "process %d uses %s, which the agent cannot look into: its tasks are not shown", r.pid, r.texts.get(rec.text))
	case processRecord:
		name := r.texts.get(rec.text)
		r.b.Edit(r.lane, func(l *timeline.Lane) { l.Name = name })
	}
}

// time converts from CLOCK_MONOTONIC.
func (r *reader) time(mono int64) timeline.Time {
	return timeline.Time(mono - r.b.Clock().Mono)
}

// until returns when what a record tells had ended. Of what did not end, only the
// beginning is known.
func (r *reader) until(rec record, at timeline.Time) timeline.Time {
	if rec.flags&finished == 0 || rec.until < rec.at {
		return at
	}
	return r.time(rec.until)
}

// call adds one item of a pool as a span on its thread.
func (r *reader) call(rec record, at timeline.Time) {
	r.b.Span(timeline.Span{
		Origin: timeline.UserRegion, Name: r.texts.get(rec.text), Lane: r.thread(rec.thread).lane,
		Start: at, End: r.until(rec, at), StillOpened: rec.flags&finished == 0,
	})
}
