package gotrace

import (
	"encoding/binary"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// spanRef names a span: an OpenTelemetry span by its ids or a task by the
// process's pid and its number in the trace.
type spanRef struct {
	trace timeline.TraceKey
	span  timeline.SpanKey
}

// task is an open task of runtime/trace.
type task struct {
	as     spanRef // what its children have as their parent
	hidden bool    // it is an OpenTelemetry span, which the spans source adds
	span   timeline.Span
}

// region is an open region of runtime/trace.
type region struct {
	name   string
	start  timeline.Time
	parent spanRef
}

// taskRef returns the name of the task with this id.
func (r *reader) taskRef(id trace.TaskID) spanRef {
	if t, ok := r.tasks[id]; ok {
		return t.as
	}
	var s spanRef
	if id != trace.BackgroundTask && id != trace.NoTask {
		binary.BigEndian.PutUint64(s.trace[8:], uint64(r.pid))
		binary.BigEndian.PutUint64(s.span[:], uint64(id))
	}
	return s
}

// beginTask opens a task. It is hidden if its goroutine has just announced the
// span that it stands for.
func (r *reader) beginTask(ev *trace.Event) {
	t, g := ev.Task(), r.current(ev)
	parent := r.taskRef(t.Parent)
	begun := &task{as: r.taskRef(t.ID)}
	if g != nil && g.announced != (spanRef{}) {
		begun.as, begun.hidden, g.announced = g.announced, true, spanRef{}
	}
	if parent.trace != (timeline.TraceKey{}) && !begun.hidden {
		begun.as.trace = parent.trace
	}
	begun.span = timeline.Span{
		Origin: timeline.UserTask, Name: t.Type, Lane: r.laneOf(g), Start: r.now,
		Trace: begun.as.trace, ID: begun.as.span, Parent: parent.span,
	}
	r.tasks[t.ID] = begun
}

// endTask closes a task. Of one that began before the trace nothing is known.
func (r *reader) endTask(id trace.TaskID) {
	t, ok := r.tasks[id]
	if !ok {
		return
	}
	delete(r.tasks, id)
	r.addTask(t)
}

func (r *reader) addTask(t *task) {
	if t.hidden {
		return
	}
	t.span.End = r.now
	r.b.Span(t.span)
}

// closeTasks ends what is open at the end of the trace.
func (r *reader) closeTasks() {
	for _, t := range r.tasks {
		t.span.StillOpened = true
		r.addTask(t)
	}
}

// beginRegion opens a region, or a declared wait.
func (r *reader) beginRegion(ev *trace.Event) {
	g := r.current(ev)
	if g == nil {
		return
	}
	g.announced = spanRef{}
	begun := ev.Region()
	if reason, detail, ok := parseWaitRegion(begun.Type); ok {
		declared := r.siteOf(g, &g.event, ev.Stack(), "")
		g.waits = append(g.waits, wait{begun.Type, reason, r.b.Text(detail), declared.stack})
		return
	}
	g.regions = append(g.regions, region{begun.Type, r.now, r.taskRef(begun.Task)})
}

// endRegion closes the innermost region of the event's name.
func (r *reader) endRegion(ev *trace.Event) {
	g := r.current(ev)
	if g == nil {
		return
	}
	name := ev.Region().Type
	for i := len(g.waits) - 1; i >= 0; i-- {
		if g.waits[i].region == name {
			g.waits = append(g.waits[:i], g.waits[i+1:]...)
			return
		}
	}
	for i := len(g.regions) - 1; i >= 0; i-- {
		if g.regions[i].name == name {
			r.addRegion(g, g.regions[i], false)
			g.regions = append(g.regions[:i], g.regions[i+1:]...)
			return
		}
	}
}

func (r *reader) addRegion(g *goroutine, ended region, stillOpened bool) {
	r.b.Span(timeline.Span{
		Origin: timeline.UserRegion, Name: ended.name, Lane: g.lane, Start: ended.start, End: r.now,
		Trace: ended.parent.trace, Parent: ended.parent.span, StillOpened: stillOpened,
	})
}

// closeRegions ends the regions of a goroutine that did not end them.
func (r *reader) closeRegions(g *goroutine) {
	for _, open := range g.regions {
		r.addRegion(g, open, true)
	}
	g.regions = nil
}
