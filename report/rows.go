package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

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

// rowTree collects rows.
type rowTree struct {
	tl         *timeline.Timeline
	children   map[timeline.LaneID][]timeline.LaneID
	limit      int
	leastCrowd int // processes of one command share a line, or more
	shown      []row
	left       int
}

// leastCrowd is what a measurement has room for.
const leastCrowd = 8

// roots returns the lanes that stand under no other.
func (t *rowTree) roots() (cpus, others []timeline.LaneID) {
	for _, id := range t.children[timeline.NoLane] {
		if t.tl.Lane(id).Kind == timeline.CPU {
			cpus = append(cpus, id)
		} else {
			others = append(others, id)
		}
	}
	return cpus, others
}

// add adds siblings and what stands below them.
func (t *rowTree) add(siblings []timeline.LaneID, depth int) {
	for _, alike := range t.grouped(siblings) {
		lane := t.tl.Lane(alike[0])
		switch {
		case len(alike) > 1:
			label := lang.T("%s · %v", lane.Name, countOf(len(alike), timeline.Process))
			t.put(row{timeline.NoLane, t.leaves(alike), depth, timeline.Process, label})
		case lane.Group != timeline.Program:
			t.add(t.children[alike[0]], depth)
		default:
			t.put(row{alike[0], nil, depth, lane.Kind, laneLabel(lane)})
			t.add(t.below(alike[0]), depth+1)
		}
	}
}

func (t *rowTree) put(r row) {
	if len(t.shown) < t.limit {
		t.shown = append(t.shown, r)
	} else {
		t.left++
	}
}

// below returns what is shown below a lane. The only thread of a process does what
// that does, and is not shown again if it has the same name.
func (t *rowTree) below(id timeline.LaneID) []timeline.LaneID {
	all, lane := t.children[id], t.tl.Lane(id)
	if lane.Kind != timeline.Process || len(all) == 0 {
		return all
	}
	first := t.tl.Lane(all[0]) // threads come before processes
	repeated := first.Kind == timeline.Thread && first.Name == lane.Name && len(t.children[all[0]]) == 0
	if alone := len(all) == 1 || ownMemory(t.tl.Lane(all[1])) == 1; repeated && alone {
		return all[1:]
	}
	return all
}

// leaves returns the lanes at and below some that have none of the program's below
// them.
func (t *rowTree) leaves(lanes []timeline.LaneID) []timeline.LaneID {
	var found []timeline.LaneID
	for _, id := range lanes {
		below := slices.DeleteFunc(slices.Clone(t.children[id]), func(child timeline.LaneID) bool {
			return t.tl.Lane(child).Group != timeline.Program
		})
		if len(below) == 0 {
			found = append(found, id)
		}
		found = append(found, t.leaves(below)...)
	}
	return found
}

// grouped returns siblings one by one, but processes of one command together where
// they are many. They stand where the first of them would.
func (t *rowTree) grouped(siblings []timeline.LaneID) [][]timeline.LaneID {
	byName := map[string][]timeline.LaneID{}
	command := func(id timeline.LaneID) (string, bool) {
		lane := t.tl.Lane(id)
		return lane.Name, lane.Kind == timeline.Process && lane.Group == timeline.Program && lane.Name != ""
	}
	for _, id := range siblings {
		if name, ok := command(id); ok {
			byName[name] = append(byName[name], id)
		}
	}
	var groups [][]timeline.LaneID
	for _, id := range siblings {
		name, ok := command(id)
		switch alike := byName[name]; {
		case !ok || len(alike) < t.leastCrowd:
			groups = append(groups, []timeline.LaneID{id})
		case alike[0] == id:
			groups = append(groups, alike)
		}
	}
	return groups
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

// forest returns the children of each lane, and the roots as NoLane's, in the
// order of [rows].
func forest(tl *timeline.Timeline) map[timeline.LaneID][]timeline.LaneID {
	children := map[timeline.LaneID][]timeline.LaneID{}
	for id, lane := range tl.Lanes() {
		children[lane.Parent] = append(children[lane.Parent], id)
	}
	for _, siblings := range children {
		slices.SortStableFunc(siblings, func(a, b timeline.LaneID) int {
			x, y := tl.Lane(a), tl.Lane(b)
			return cmp.Or(cmp.Compare(ownMemory(x), ownMemory(y)), cmp.Compare(x.Start, y.Start))
		})
	}
	return children
}

// ownMemory returns 1 for a process, 0 for what lives in its parent's memory.
func ownMemory(l timeline.Lane) int {
	if l.Kind == timeline.Process {
		return 1
	}
	return 0
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
