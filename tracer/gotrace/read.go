package gotrace

import (
	"context"
	"errors"
	"io"

	"golang.org/x/exp/trace"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// sourceName is how the package signs its warnings.
const sourceName = "gotrace"

// Process says whose trace is read.
type Process struct {
	PID  int    // 0 if unknown
	Name string // of the process's lane, if that has none yet
}

// Read reads a Go execution trace of any version since Go 1.11 into b. If b
// knows what its Time 0 is on the clocks of the trace's machine, times are
// converted to it; else Time 0 is the trace's first event, and b's clock is set
// to what the trace says of it.
//
// The error is [ErrNoTrace] for what is no trace, and an *[Incomplete] where
// the beginning was read and is in b, but not all of it.
func Read(ctx context.Context, in io.Reader, p Process, b *timeline.Builder) error {
	s, err := open(ctx, in)
	if err != nil {
		return lang.Errorf("gotrace: %w", err)
	}
	r := newReader(s, p, b)
	err = r.readAll()
	if err == nil && r.generation < 2 { // one begins a generation, one ends the trace
		err = io.ErrUnexpectedEOF
	}
	r.finish()
	var unrelated *unrelatedError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil, errors.As(err, &unrelated):
		return lang.Errorf("gotrace: %w", err)
	case r.generation == 0 && !readable(s.version):
		return lang.Errorf("gotrace: the trace has the format of Go 1.%d, which this program cannot read: %w", s.version, err)
	}
	// The reader takes a generation whole before it gives its first event. Where
	// it wants one more and the input has ended, the trace was cut.
	if s.exhausted() && r.now == r.synced && !errors.Is(err, io.ErrUnexpectedEOF) {
		err = lang.Errorf("%w: %w", io.ErrUnexpectedEOF, err)
	}
	if r.generation <= 1 && r.now == r.synced {
		r.now = 0 // of no event
	}
	return &Incomplete{Offset: s.offset(), Until: r.now, Err: err}
}

// readable reports whether Go 1.n is a version that gave the format a number
// which golang.org/x/exp/trace knows.
func readable(n int) bool {
	switch n {
	case 11, 19, 21, 22, 23, 25, 26:
		return true
	}
	return false
}

// reader is the state of one Read.
type reader struct {
	source   *source
	b        *timeline.Builder
	warnings *warnings
	pid      int

	offset     timeline.Time // what must be added to a time of the trace
	start, now timeline.Time // of the first and of the latest event
	generation int           // counts Sync events
	synced     timeline.Time // of the latest of them

	process    process
	goroutines paged[goroutine]
	threads    paged[thread]
	procs      paged[thread] // who has each P
	sites      sites
	handover   handover
	coroutines map[int64]*goroutine // by the ids that the program gave them
	tasks      map[trace.TaskID]*task
	ended      []trace.TaskID // by the events that follow
	ranges     map[rangeKey]timeline.Range
	metrics    map[string]*metric
}

func newReader(s *source, p Process, b *timeline.Builder) *reader {
	w := &warnings{b: b}
	return &reader{
		source: s, b: b, warnings: w, pid: p.PID,
		process:    newProcess(p, b),
		goroutines: newPaged[goroutine](),
		threads:    newPaged[thread](),
		procs:      newPaged[thread](),
		sites:      newSites(b, w),
		coroutines: map[int64]*goroutine{},
		tasks:      map[trace.TaskID]*task{},
		ranges:     map[rangeKey]timeline.Range{},
		metrics:    map[string]*metric{},
	}
}

// readAll reads event by event until the trace ends.
func (r *reader) readAll() (err error) {
	defer recoverFromReader(&err)
	stream := streamEvents(r.source)
	defer stream.close()
	return stream.each(func(b *batch) error {
		r.ended = b.ended
		for i := range b.events {
			if err := r.event(&b.events[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *reader) event(ev *trace.Event) error {
	r.now = timeline.Time(ev.Time()) + r.offset
	switch ev.Kind() {
	case trace.EventStateTransition:
		r.transition(ev)
	case trace.EventSync:
		return r.sync(ev)
	case trace.EventMetric:
		r.metric(ev)
	case trace.EventRangeBegin, trace.EventRangeActive, trace.EventRangeEnd:
		r.rangeEvent(ev)
	case trace.EventTaskBegin:
		r.beginTask(ev)
	case trace.EventTaskEnd:
		r.endTask(r.ended[0])
		r.ended = r.ended[1:]
	case trace.EventRegionBegin:
		r.beginRegion(ev)
	case trace.EventRegionEnd:
		r.endRegion(ev)
	case trace.EventLog:
		r.log(ev)
	case trace.EventStackSample:
		r.sample(ev)
	}
	return nil
}

// sync begins a generation: all ids of strings and stacks change.
func (r *reader) sync(ev *trace.Event) error {
	r.generation++
	r.sites.reset()
	switch r.generation {
	case 1:
		if err := r.locate(ev); err != nil {
			return err
		}
	case 2:
		r.process.settle(r.now)
	}
	r.synced = r.now
	return nil
}

// finish closes everything that is open at the last event.
func (r *reader) finish() {
	r.goroutines.each(func(g *goroutine) {
		r.close(g, r.now)
		r.closeRegions(g)
		if g.thread == nil {
			r.b.Edit(g.lane, func(l *timeline.Lane) { l.Alive = true })
		}
	})
	r.threads.each(func(t *thread) {
		r.closeThread(t, r.now)
		if t.owner == nil || !t.owner.dead {
			r.b.Edit(t.lane, func(l *timeline.Lane) { l.Alive = true })
		}
	})
	r.process.settle(r.now)
	r.closeTasks()
	r.closeRanges()
	r.addSeries()
}
