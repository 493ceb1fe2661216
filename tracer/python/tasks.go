package python

import "ctrace/tracer/timeline"

// task is a task of asyncio, whose lane is a coroutine's: at each instant since its
// creation it is ready, takes a step, or awaits.
type task struct {
	lane  timeline.LaneID
	since timeline.Time // its last step ended, or it was created
	wait  known         // what it awaits since then
	ready bool          // it awaits nothing since then
}

func (r *reader) created(rec record, at timeline.Time) {
	thread := r.thread(rec.thread)
	lane := r.b.Lane(timeline.Lane{
		Kind: timeline.Coroutine, PID: r.pid, ID: int64(rec.id), Name: r.texts.get(rec.text), Parent: thread.lane, Start: at, Alive: true,
	})
	r.b.Live(lane, at, at)
	if rec.flags&library != 0 {
		r.b.Edit(lane, func(l *timeline.Lane) { l.Group = timeline.Runtime })
	}
	r.tasks[rec.id] = &task{lane: lane, since: at, ready: true}
	if parent, ok := r.tasks[rec.extra]; ok {
		r.b.Link(timeline.Link{Kind: timeline.Create, From: parent.lane, To: lane, FromTime: at, ToTime: at})
	}
}

// step adds what a task did from its last step's end to this one's.
func (r *reader) step(rec record, at timeline.Time) {
	t, ok := r.tasks[rec.id]
	if !ok {
		return
	}
	thread := r.thread(rec.thread)
	until := max(r.until(rec, at), at+1) // what does not run cannot wait next
	readyAt := max(t.since, at-timeline.Time(rec.extra)*readyUnit)
	if t.ready {
		readyAt = t.since
	} else if rec.extra == 0 {
		readyAt = at
	}
	r.b.Append(t.lane, timeline.Interval{
		Start: t.since, End: readyAt, State: timeline.Waiting, Reason: t.wait.reason, Detail: t.wait.detail,
		On: timeline.NoLane, Stack: t.wait.id,
	})
	r.b.Append(t.lane, timeline.Interval{Start: readyAt, End: at, State: timeline.Runnable, On: timeline.NoLane, Stack: t.wait.id})
	r.b.Append(t.lane, timeline.Interval{Start: at, End: until, State: timeline.Running, On: thread.lane, Stack: t.wait.id})
	r.runs(thread, at, until)
	t.since, t.wait, t.ready = until, known{}, false
	switch {
	case rec.flags&done != 0:
		r.end(t, rec)
	case rec.flags&finished != 0:
		t.wait = r.wait(rec.text)
		t.ready = t.wait.reason == timeline.Other && t.wait.detail == rest
	}
}

// awaits says that a task that has not ended still awaited when the last record was
// made: what became of it is not known.
func (r *reader) awaits(t *task) {
	if t.wait.reason == timeline.NoReason || t.ready {
		return
	}
	r.b.Append(t.lane, timeline.Interval{
		Start: t.since, End: r.last, State: timeline.Waiting, Reason: t.wait.reason, Detail: t.wait.detail,
		On: timeline.NoLane, Stack: t.wait.id,
	})
}

// runs says that a thread executed a task.
func (r *reader) runs(t *thread, at, until timeline.Time) {
	if at < t.until {
		return
	}
	r.b.Append(t.lane, timeline.Interval{Start: at, End: until, State: timeline.Running, On: timeline.NoLane})
	t.until = until
}

// end ends a task's life.
func (r *reader) end(t *task, rec record) {
	exception := r.texts.get(rec.text)
	r.b.Edit(t.lane, func(l *timeline.Lane) {
		l.Alive = false
		switch {
		case rec.flags&cancelled != 0:
			l.Doc = timeline.Say("cancelled")
		case rec.flags&raised != 0:
			l.Doc = timeline.Say("raised %s", exception)
		}
	})
	delete(r.tasks, rec.id)
}
