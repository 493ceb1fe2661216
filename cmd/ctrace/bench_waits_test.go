package main

import (
	"cmp"
	"iter"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// waits is how long threads waited, in long waits, and of how much of that the reason
// is known.
type waits map[waiter]known

// waiter is all threads of a name.
type waiter struct {
	group timeline.Group
	name  string
}

// known is the part of some time of which something is known.
type known struct{ total, known timeline.Duration }

func (k known) add(more known) known { return known{k.total + more.total, k.known + more.known} }

func (k known) missing() timeline.Duration { return k.total - k.known }

func (k known) percent() float64 { return 100 * float64(k.known) / float64(k.total) }

// longWait is from when on a wait counts.
const longWait = timeline.Duration(time.Millisecond)

// look adds the waits of all threads in t.
func (w waits) look(t *timeline.Timeline) {
	for id, lane := range t.Lanes() {
		if lane.Kind != timeline.Thread {
			continue
		}
		for wait := range waitsOf(t, id) {
			if who := (waiter{lane.Group, lane.Name}); wait.total > longWait {
				w[who] = w[who].add(wait)
			}
		}
	}
}

// waitsOf iterates over the waits of a lane. Each may be for several things, one after
// the other.
func waitsOf(t *timeline.Timeline, id timeline.LaneID) iter.Seq[known] {
	return func(yield func(known) bool) {
		var wait known
		for iv := range t.Life(id) {
			switch {
			case iv.State != timeline.Waiting:
				if wait.total > 0 && !yield(wait) {
					return
				}
				wait = known{}
			case iv.Reason == timeline.NoReason:
				wait.total += iv.Length()
			default:
				wait = wait.add(known{iv.Length(), iv.Length()})
			}
		}
		if wait.total > 0 {
			yield(wait)
		}
	}
}

func (w waits) add(more waits) {
	for who, wait := range more {
		w[who] = w[who].add(wait)
	}
}

// of returns the sum over the threads of a group.
func (w waits) of(group timeline.Group) (sum known) {
	for who, wait := range w {
		if who.group == group {
			sum = sum.add(wait)
		}
	}
	return sum
}

// report prints the figures and, if there is not enough that is known, which threads
// waited for longest without a reason.
func (w waits) report(b *testing.B) {
	const goal, most = 95, 5
	program, runtime := w.of(timeline.Program), w.of(timeline.Runtime)
	b.ReportMetric(program.percent(), "%known")
	b.ReportMetric(program.total.Seconds(), "waited-s")
	if runtime.total > 0 {
		b.ReportMetric(runtime.percent(), "%known-runtime")
	}
	if program.percent() >= goal {
		return
	}
	worst := slices.SortedFunc(maps.Keys(w), func(x, y waiter) int { return cmp.Compare(w[y].missing(), w[x].missing()) })
	for _, who := range worst[:min(most, len(worst))] {
		b.Logf("%v threads %q waited for %v without a reason", who.group, who.name, w[who].missing().Std())
	}
}

func TestWaits(t *testing.T) {
	w := waits{}
	for range 2 {
		w.look(timelinetest.Parse(t, `
process 1 "make": 0s waiting 1s
  thread 1 "make": 0s running 1ms, waiting 3ms, waiting/child 7ms, running 1ms, waiting/pipe 1ms, runnable 1ms, waiting/pipe 20ms
  thread 2 "make": 0s waiting 5ms
  runtime thread 3 "idle": 0s unknown 1s, waiting/lock/futex 9ms
  goroutine 4 "main": 0s waiting 1s`))
	}
	const ms = timeline.Duration(time.Millisecond)
	want := waits{
		{timeline.Program, "make"}: {2 * 35 * ms, 2 * 27 * ms},
		{timeline.Runtime, "idle"}: {2 * 9 * ms, 2 * 9 * ms},
	}
	if !reflect.DeepEqual(w, want) {
		t.Errorf("%v, want %v", w, want)
	}
	if sum := w.of(timeline.Program); sum != want[waiter{timeline.Program, "make"}] {
		t.Errorf("those of the program: %v", sum)
	}
}
