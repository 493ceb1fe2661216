package gotrace

import (
	"io"

	"golang.org/x/exp/trace"
)

// The size of a batch in events, and how many batches there are. Two are in
// work, the others let the two sides differ in pace.
const (
	batchSize = 512
	batches   = 8
)

// batch is a stretch of a trace's events.
type batch struct {
	events []trace.Event
	ended  []trace.TaskID // of the events that end tasks, in order
	err    error          // why there is nothing after this batch, io.EOF at the trace's end
}

// eventStream decodes events on a goroutine of its own, ahead of whoever takes
// them: decoding costs about as much as what the reader does with the events.
//
// An event may be used beside the decoder, except that the decoder still adds
// names of tasks that end to the tables of its generation; so it looks up
// itself which tasks end.
type eventStream struct {
	full  chan *batch
	empty chan *batch
	stop  chan struct{}
}

// streamEvents begins to decode s.
func streamEvents(s *source) *eventStream {
	st := &eventStream{
		full: make(chan *batch, batches), empty: make(chan *batch, batches), stop: make(chan struct{}),
	}
	for range batches {
		st.empty <- &batch{events: make([]trace.Event, 0, batchSize)}
	}
	go st.decode(s)
	return st
}

// close ends the decoding and waits for its end.
func (st *eventStream) close() {
	close(st.stop)
	for range st.full {
	}
}

// each calls use with the batches of the stream until the trace or use ends.
func (st *eventStream) each(use func(*batch) error) error {
	for b := range st.full {
		if err := use(b); err != nil {
			return err
		}
		if b.err == io.EOF {
			return nil
		}
		if b.err != nil {
			return b.err
		}
		st.empty <- b
	}
	return nil
}

func (st *eventStream) decode(s *source) {
	defer close(st.full)
	events, err := newEvents(s)
	if err != nil {
		st.full <- &batch{err: err}
	}
	for err == nil {
		var b *batch
		select {
		case b = <-st.empty:
		case <-st.stop:
			return
		}
		b.fill(events)
		if s.ctx.Err() != nil {
			b.err = s.ctx.Err()
		}
		err = b.err
		st.full <- b
	}
}

// newEvents returns a reader of the events of s.
func newEvents(s *source) (events *trace.Reader, err error) {
	defer recoverFromReader(&err)
	return trace.NewReader(s.buffer)
}

// fill replaces what b holds by the next events.
func (b *batch) fill(events *trace.Reader) {
	b.events, b.ended, b.err = b.events[:0], b.ended[:0], nil
	defer recoverFromReader(&b.err)
	for len(b.events) < batchSize {
		ev, err := events.ReadEvent()
		if err != nil {
			b.err = err
			return
		}
		if ev.Kind() == trace.EventTaskEnd {
			b.ended = append(b.ended, ev.Task().ID)
		}
		b.events = append(b.events, ev)
	}
}
