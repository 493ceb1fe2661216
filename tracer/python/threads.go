package python

import (
	"ctrace/tracer/timeline"
)

// thread is a thread of the process.
type thread struct {
	lane  timeline.LaneID
	until timeline.Time // what it did is known up to here
}

// thread returns the thread with the agent's number. One of which the agent saw no
// beginning has a lane of its own, without a thread id.
func (r *reader) thread(number uint16) *thread {
	t, ok := r.threads[number]
	if !ok {
		lane := r.b.Lane(timeline.Lane{
			Kind: timeline.Thread, PID: r.pid, ID: -int64(number), Parent: r.lane, BornBefore: true, Alive: true,
		})
		t = &thread{lane: lane}
		r.threads[number] = t
	}
	return t
}

func (r *reader) threadEvent(rec record, at timeline.Time) {
	name := r.texts.get(rec.text)
	if rec.flags&threadEnded != 0 {
		if t, ok := r.threads[rec.thread]; ok {
			r.b.Edit(t.lane, func(l *timeline.Lane) { l.Name, l.Alive = name, false })
			r.b.Live(t.lane, at, at)
		}
		return
	}
	lane := r.b.Lane(timeline.Lane{Kind: timeline.Thread, PID: r.pid, ID: int64(rec.id), Parent: r.lane, Start: at, Alive: true})
	r.b.Edit(lane, func(l *timeline.Lane) {
		l.Parent = r.lane
		if name != "" {
			l.Name = name
		}
		if rec.flags&library != 0 {
			l.Group = timeline.Runtime
		}
	})
	r.b.Live(lane, at, at)
	r.threads[rec.thread] = &thread{lane: lane}
}

// waited adds a wait of a thread. Waits are nested where one function of the library
// calls another; the outer one says more.
func (r *reader) waited(rec record, at timeline.Time) {
	t := r.thread(rec.thread)
	until := r.until(rec, at)
	if at < t.until {
		return
	}
	w := r.wait(rec.text)
	r.b.Append(t.lane, timeline.Interval{
		Start: at, End: until, State: timeline.Waiting, Reason: w.reason, Detail: w.detail, On: timeline.NoLane, Stack: w.id,
	})
	t.until = until
}

// wait returns what a text says of a wait.
func (r *reader) wait(text uint32) known {
	w, ok := r.waits[text]
	if !ok {
		parsed, understood := parseWait(r.texts.get(text))
		if !understood && text != 0 {
			r.b.Warn("python", "process %d: the agent gave an unknown reason to wait, %q", r.pid, parsed.detail)
		}
		w = known{parsed, r.b.Stack(parsed.stack)}
		r.waits[text] = w
	}
	return w
}
