package report

import (
	"fmt"
	"math"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// row is one line of a Gantt chart: a lane under its ancestors, or a crowd.
type row struct {
	lane  timeline.LaneID   // NoLane for a crowd
	crowd []timeline.LaneID // lanes that share the line
	depth int               // 0 for roots
	kind  timeline.Kind
	label lang.Text
}

// mostCPUs is how many CPUs a chart shows. Of more it shows none.
const mostCPUs = 8

// rows returns the program's lanes as a tree read from top to bottom: process ▸
// thread ▸ coroutine, siblings in order of birth, but child processes after what
// shares their parent's memory, and CPUs at the end. Many processes of one command
// under one parent share a line. It stops at limit and tells how many lines are
// left out. The runtime's own lanes are not among them: [runtimeLine] tells of them.
func rows(tl *timeline.Timeline, limit int) (shown []row, left int) {
	t := rowTree{tl: tl, children: forest(tl), limit: limit, leastCrowd: leastCrowd}
	processes := 0
	for range tl.Find(timeline.Process) {
		processes++
	}
	t.many = processes > manyProcesses
	cpus, others := t.roots()
	t.add(others, 0)
	if len(cpus) <= mostCPUs {
		t.add(cpus, 0)
	}
	return t.shown, t.left
}

// eachRow is rows of a drawing: no crowds and no limit.
func eachRow(drawing *timeline.Timeline) []row {
	t := rowTree{tl: drawing, children: forest(drawing), limit: math.MaxInt, leastCrowd: math.MaxInt}
	t.add(t.children[timeline.NoLane], 0)
	return t.shown
}

// totals returns where the time of what a row shows went.
func (r row) totals(tl *timeline.Timeline) timeline.Totals {
	return r.totalsWithin(tl, -timeline.Forever, timeline.Forever)
}

// totalsWithin is totals for the times [from, to).
func (r row) totalsWithin(tl *timeline.Timeline, from, to timeline.Time) timeline.Totals {
	var sum timeline.Totals
	switch {
	case r.kind == timeline.CPU: // what else it did belongs to others
		ran := tl.Totals(r.lane, from, to).States[timeline.Running]
		sum.Life, sum.States[timeline.Running] = ran, ran
	case r.crowd == nil:
		return tl.Totals(r.lane, from, to)
	}
	for _, id := range r.crowd {
		sum = sum.Add(tl.Totals(id, from, to))
	}
	return sum
}

// life returns for how long there was anything of what a row shows.
func (r row) life(tl *timeline.Timeline) timeline.Duration {
	if r.crowd == nil {
		return tl.Lane(r.lane).Life()
	}
	first, last := timeline.Forever, -timeline.Forever
	for _, id := range r.crowd {
		lane := tl.Lane(id)
		first, last = min(first, lane.Start), max(last, lane.End)
	}
	return last - first
}

// laneLabel returns what people call a lane.
func laneLabel(l timeline.Lane) lang.Text {
	switch {
	case l.Kind == timeline.CPU || l.Name == "" || l.Name == fmt.Sprintf("%v %d", l.Kind, l.SystemID()):
		return lang.T("%s %d", kindTitle(l.Kind), l.SystemID())
	case l.Kind == timeline.Process && l.PID != 0: // a trace does not tell its process's id
		return lang.T("%s · %d", l.Name, l.PID)
	case l.Kind == timeline.Thread:
		return lang.T("%s · %d", l.Name, l.SystemID())
	}
	return lang.Data(l.Name)
}

// runtimeLine tells of the runtime's own lanes in one line, which is
// empty if there are none: "Go runtime · 9 goroutines, 4 threads". Python's is a
// library, with tasks and threads of its own.
func runtimeLine(tl *timeline.Timeline) lang.Text {
	var kinds [timeline.NumKinds]int
	inGo := false
	for _, lane := range tl.Lanes() {
		inGo = inGo || lane.Kind == timeline.Goroutine
		if lane.Group == timeline.Runtime {
			kinds[lane.Kind]++
		}
	}
	var parts []lang.Text
	for kind := timeline.NumKinds - 1; kind > timeline.UnknownKind; kind-- {
		if n := kinds[kind]; n > 0 {
			parts = append(parts, countOf(n, kind))
		}
	}
	if parts == nil {
		return lang.Text{}
	}
	if !inGo {
		return lang.T("library · %s", lang.Join(", ", parts...))
	}
	return lang.T("Go runtime · %s", lang.Join(", ", parts...))
}
