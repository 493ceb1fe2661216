package kernel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// sourceName is how the package signs its warnings.
const sourceName = "kernel"

// Match reports whether head is the beginning of a file of events.
func Match(head []byte) bool {
	_, err := NewReader(bytes.NewReader(head))
	return err == nil
}

// Read reads a file of events into b, as lanes of the processes, the threads and
// the CPUs that they ran on. If b's clock knows its boot, it must be the one in
// which the file was recorded; else Time 0 is the start of the recorder.
//
// The error is [ErrNoSwitches] for another kind of file, and an *[Incomplete] where
// the beginning was read and is in b, but not all of it.
func Read(ctx context.Context, in io.Reader, b *timeline.Builder) error {
	file, err := NewReader(in)
	if err != nil {
		return lang.Errorf("kernel: %w", err)
	}
	r := newReading(file.Header(), b)
	err = r.readAll(ctx, file)
	r.finish()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// reading is the state of one Read.
type reading struct {
	b      *timeline.Builder
	header Header
	origin int64 // CLOCK_MONOTONIC at Time 0
	window window
	now    timeline.Time // of the latest event

	threads   map[int]*threadLane // that live, by their ids
	processes map[int]*processLane
	family    []*processLane // all of them
	cpus      []*cpuLane
	gaps      gaps
	lives     map[lifeKey]int // how many had an identity before
	counts    counts
}

// counts is what warnings tell of.
type counts struct {
	lost    uint64
	dropped int
	odd     int
}

func newReading(h Header, b *timeline.Builder) *reading {
	r := &reading{
		b: b, header: h, origin: h.StartMono,
		threads:   map[int]*threadLane{},
		processes: map[int]*processLane{},
		lives:     map[lifeKey]int{},
	}
	if clock := b.Clock(); clock.Boot != "" {
		r.origin = clock.Mono
	}
	r.now = r.time(h.StartMono)
	for cpu := range h.CPUs {
		r.cpu(cpu)
	}
	return r
}

func (r *reading) time(mono int64) timeline.Time { return timeline.Time(mono - r.origin) }

// century is further from a recording's start than any event of it, in ns.
const century = int64(100 * 365 * 24 * time.Hour)

// readAll handles all events in the order of their times, and returns why there are
// no more.
func (r *reading) readAll(ctx context.Context, file *Reader) error {
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e, err := file.Next()
		if err != nil {
			for next := r.window.next(true); next != nil; next = r.window.next(true) {
				r.event(next)
			}
			return err
		}
		if e.Time-r.header.StartMono > century {
			r.counts.odd++
			continue
		}
		r.window.add(&e)
		for next := r.window.next(false); next != nil; next = r.window.next(false) {
			r.event(next)
		}
	}
}

// event handles an event. What comes too late is taken to happen now; only what was
// seen by looking at a thread belongs to the time when it was seen.
func (r *reading) event(e *Event) {
	seen := r.time(e.Time)
	r.now = max(r.now, seen)
	switch e.Kind {
	case SwitchIn:
		r.switchIn(e)
	case SwitchOut:
		r.switchOut(e)
	case Fork:
		r.fork(e)
	case Exit:
		r.exit(e)
	case Dropped:
		r.drop(e)
	case Name:
		r.name(e)
	case Args:
		r.arguments(e)
	case Wait:
		r.wait(e, seen)
	case Ready:
		r.ready(e, seen)
	case Lost:
		r.lose(e)
	}
}

// exact reports whether every switch was seen that was not lost, so that what
// contradicts it is a sign of loss.
func (r *reading) exact() bool { return r.header.Mode == Perf }

// finish closes what is open and says what is missing.
func (r *reading) finish() {
	r.finishCPUs()
	r.finishThreads()
	r.finishProcesses()
	source := timeline.Source{Name: sourceName, On: true}
	if !r.exact() {
		source.Approximate = true
		source.Why = timeline.Say("threads were looked at about 1,000 times a second: totals are good, times are not exact")
	}
	r.b.Source(source)
	if r.counts.lost > 0 {
		r.b.Warn(sourceName, "%d records of the kernel were lost: what the threads on those CPUs did meanwhile is unknown", r.counts.lost)
	}
	if r.counts.dropped > 0 {
		r.b.Warn(sourceName, "%d processes executed a program with other rights: the kernel tells nothing of what they did then", r.counts.dropped)
	}
	if r.counts.odd > 0 {
		r.b.Warn(sourceName, "%d events are not of this recording's time and are ignored", r.counts.odd)
	}
}
