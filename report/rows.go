package report

import (
	"cmp"
	"fmt"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// row is one line of a Gantt chart: a lane under its ancestors.
type row struct {
	lane  timeline.LaneID
	depth int // 0 for roots
	kind  timeline.Kind
	label lang.Text
}

// rows returns the program's lanes as a tree read from top to bottom: process ▸
// thread ▸ coroutine, siblings in order of birth, but child processes after what
// shares their parent's memory. It stops at limit and tells
// how many are left out. The runtime's own lanes are not among them:
// [runtimeLine] tells of them.
func rows(tl *timeline.Timeline, limit int) (shown []row, left int) {
	children := forest(tl)
	var walk func(parent timeline.LaneID, depth int)
	walk = func(parent timeline.LaneID, depth int) {
		for _, id := range children[parent] {
			lane := tl.Lane(id)
			below := depth
			if lane.Group == timeline.Program {
				below++
				if len(shown) < limit {
					shown = append(shown, row{id, depth, lane.Kind, laneLabel(lane)})
				} else {
					left++
				}
			}
			walk(id, below)
		}
	}
	walk(timeline.NoLane, 0)
	return shown, left
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
	own := lang.T("%s %d", kindTitle(l.Kind), l.SystemID())
	switch {
	case l.Name == "" || l.Name == fmt.Sprintf("%v %d", l.Kind, l.ID):
		return own
	case l.Kind == timeline.Process && l.PID != 0: // a trace does not tell its process's id
		return lang.T("%s · %d", l.Name, l.PID)
	case l.Kind == timeline.Thread:
		return lang.T("%s · %d", l.Name, l.SystemID())
	}
	return lang.Data(l.Name)
}

// runtimeLine tells of the runtime's own lanes in one line, which is
// empty if there are none: "Go runtime · 9 goroutines, 4 threads".
func runtimeLine(tl *timeline.Timeline) lang.Text {
	var kinds [timeline.NumKinds]int
	for _, lane := range tl.Lanes() {
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
	return lang.T("Go runtime · %s", lang.Join(", ", parts...))
}
