package gotrace

import (
	"encoding/hex"
	"strconv"
	"strings"

	"golang.org/x/exp/trace"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// wait is an open region by which a goroutine declares what it waits for.
type wait struct {
	region string
	reason timeline.Reason
	detail timeline.TextID
	stack  timeline.StackID // where it was declared
}

// log handles a message of the program: one of the vocabulary's or any other.
func (r *reader) log(ev *trace.Event) {
	l := ev.Log()
	g := r.current(ev)
	if !strings.HasPrefix(l.Category, vocabularyPrefix) {
		r.b.Log(timeline.Log{Time: r.now, Lane: r.laneOf(g), Category: l.Category, Message: l.Message})
		return
	}
	if g == nil {
		r.warnings.Say("a log %s was written by no goroutine that is known, and is ignored", l.Category)
		return
	}
	if err := r.annotate(g, l.Category, l.Message); err != nil {
		r.warnings.Say("a log %s %q is ignored: %v", l.Category, l.Message, err)
	}
}

// annotate does what a log of the vocabulary says.
func (r *reader) annotate(g *goroutine, category, message string) error {
	first, rest, _ := strings.Cut(message, " ")
	switch category {
	case LaneCategory:
		return r.nameLane(g, first, rest)
	case CoroutineCategory, ReadyCategory:
		id, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return err
		}
		if category == ReadyCategory {
			r.ready(g, id)
		} else {
			r.nameCoroutine(g, id, rest)
		}
	case SpanCategory:
		return r.announceSpan(g, first, rest)
	case SendCategory:
		r.b.Sent(message, g.lane, r.now)
	case ReceiveCategory:
		r.b.Received(message, g.lane, r.now)
	default:
		return lang.Errorf("the category is unknown")
	}
	return nil
}

func (r *reader) nameLane(g *goroutine, word, name string) error {
	kind, err := timeline.ParseKind(word)
	if err != nil {
		return err
	}
	r.count(g) // the runtime's own say nothing of themselves
	switch kind {
	case timeline.Process:
		r.b.Edit(r.process.lane, func(l *timeline.Lane) { l.Name = name })
	case timeline.Thread:
		r.nameThread(g, name)
	case timeline.Coroutine, timeline.Goroutine, timeline.Task:
		g.named = true
		if g.thread != nil {
			return lang.Errorf("the goroutine is a thread already")
		}
		r.b.Edit(g.lane, func(l *timeline.Lane) { l.Kind, l.Name = kind, name })
	default:
		return lang.Errorf("a goroutine cannot be a %v", kind)
	}
	return nil
}

// announceSpan notes on which lane an OpenTelemetry span began.
func (r *reader) announceSpan(g *goroutine, traceID, spanID string) error {
	var s spanRef
	if n, err := hex.Decode(s.trace[:], clip(traceID, 2*len(s.trace))); err != nil || n != len(s.trace) {
		return lang.Errorf("%q is no trace id", traceID)
	}
	if n, err := hex.Decode(s.span[:], clip(spanID, 2*len(s.span))); err != nil || n != len(s.span) {
		return lang.Errorf("%q is no span id", spanID)
	}
	r.b.SpanOn(s.trace, s.span, g.lane)
	g.announced = s
	return nil
}

// clip returns text as bytes if it has the length n, else nothing.
func clip(text string, n int) []byte {
	if len(text) != n {
		return nil
	}
	return []byte(text)
}

// current returns the goroutine that wrote an event, or nil.
func (r *reader) current(ev *trace.Event) *goroutine {
	return r.goroutines.get(int64(ev.Goroutine()))
}

// laneOf returns the lane of a goroutine, the process's if there is none.
func (r *reader) laneOf(g *goroutine) timeline.LaneID {
	if g == nil {
		return r.process.lane
	}
	return g.lane
}
