package report

import (
	"cmp"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// rowTree collects rows.
type rowTree struct {
	tl         *timeline.Timeline
	children   map[timeline.LaneID][]timeline.LaneID
	limit      int
	leastCrowd int  // processes of one command share a line, or more
	many       bool // there are too many processes to show their threads
	shown      []row
	left       int
}

// What a measurement has room for.
const (
	leastCrowd    = 8
	manyProcesses = 8
)

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
			t.lane(alike[0], depth)
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

// lane adds a lane and what stands below it. Threads that have the name of their
// process and nothing below them are not told apart by it: the only one does what the
// process does, and where there are many processes they are only counted.
func (t *rowTree) lane(id timeline.LaneID, depth int) {
	lane, below := t.tl.Lane(id), t.children[id]
	label := laneLabel(lane)
	if n := t.nameless(id); n == 1 || n > 1 && t.many {
		below = below[n:]
		if n > 1 {
			label = lang.T("%v · %v", label, countOf(n, timeline.Thread))
		}
	}
	t.put(row{id, nil, depth, lane.Kind, label})
	t.add(below, depth+1)
}

// nameless returns how many threads a process has, if that is all that shares its
// memory and none of them has a name of its own, else 0.
func (t *rowTree) nameless(process timeline.LaneID) int {
	lane, n := t.tl.Lane(process), 0
	if lane.Kind != timeline.Process {
		return 0
	}
	for _, id := range t.children[process] { // threads come before processes
		switch below := t.tl.Lane(id); {
		case below.Kind == timeline.Process:
			return n
		case below.Kind != timeline.Thread || below.Name != lane.Name || len(t.children[id]) > 0:
			return 0
		}
		n++
	}
	return n
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
