package timeline

// addLanes finds out which lanes of claimed those of ran are, and adds the others.
func (j *joiner) addLanes() {
	for id := range j.t.lanes {
		if lane := &j.t.lanes[id]; lane.Host == "" {
			lane.Host = j.claimed.clock.Host
		}
	}
	j.identify()
	best := j.counterparts()
	for id, own := range best {
		j.ran.put(own, id)
		j.describe(id, j.ran.described(j.ran.t.lanes[own]))
	}
	j.identify()
	told := j.told()
	for id, lane := range j.ran.t.Lanes() {
		if j.ran.lanes[id] != NoLane {
			continue
		}
		parent := j.ran.lane(lane.Parent)
		if parent != NoLane && (j.t.lanes[parent].Group == Runtime || told[parent] && j.runtimes(lane)) {
			lane.Group = Runtime
		}
		lane = j.ran.described(lane)
		lane.Parent = unplaced
		j.ran.put(id, j.Lane(lane))
	}
}

// told returns the processes of whose threads claimed tells.
func (j *joiner) told() map[LaneID]bool {
	processes := map[LaneID]bool{}
	for _, lane := range j.claimed.lanes {
		if lane.Kind != Thread {
			continue
		}
		if process, ok := j.claimed.process(lane.Parent); ok {
			processes[process] = true
		}
	}
	return processes
}

// runtimes reports whether a lane, of which only ran tells under a process that tells
// of its own threads, is its runtime's own: a thread that it keeps to itself, or a
// copy of the process, which executes no program.
func (j *joiner) runtimes(lane Lane) bool {
	switch lane.Kind {
	case Thread:
		return true
	case Process:
		return lane.Doc.Empty() && lane.Name == j.ran.t.lanes[lane.Parent].Name
	}
	return false
}

// counterparts returns the lane of ran for each of claimed that it knows. Where
// several had the same system id one after the other, it is the one that lived with
// it for longest.
func (j *joiner) counterparts() map[LaneID]LaneID {
	best := map[LaneID]LaneID{}
	shared := map[LaneID]Duration{}
	for own, lane := range j.ran.t.Lanes() {
		j.ran.lanes[own] = NoLane
		lane = j.ran.described(lane)
		id, ok := j.ids[lane.key()]
		if !ok {
			lane.ID = lane.SystemID()
			id, ok = j.ids[lane.key()]
		}
		if !ok {
			continue
		}
		claimed := &j.t.lanes[id]
		overlap := min(lane.End, claimed.End) - max(lane.Start, claimed.Start)
		if _, found := best[id]; !found || overlap > shared[id] {
			best[id], shared[id] = own, overlap
		}
	}
	return best
}

// describe adds to a lane of claimed what ran knows of it.
func (j *joiner) describe(id LaneID, ran Lane) {
	lane := &j.t.lanes[id]
	lane.ID = ran.ID
	if lane.Name == "" {
		lane.Name = ran.Name
	}
	switch {
	case lane.Doc.Empty():
		lane.Doc = ran.Doc
	case !ran.Doc.Empty():
		lane.Doc = Message{Format: "%v; %v", Args: []any{ran.Doc, lane.Doc}}
	}
	if lane.Kind.executes() {
		j.describeLife(id, ran)
	}
}

// describeLife lets a lane live as long as either of the two knows of it. Where
// claimed has seen no birth or no death, its end is that of its recording and says
// nothing.
func (j *joiner) describeLife(id LaneID, ran Lane) {
	lane := &j.t.lanes[id]
	start, end := lane.Start, lane.End
	first, last, ok := j.claimed.tracks[id].known()
	switch {
	case lane.BornBefore && ok:
		start = first
	case lane.BornBefore:
		start = ran.Start
	}
	switch {
	case lane.Alive && ok:
		end = last
	case lane.Alive:
		end = ran.End
	}
	if ran.Start <= start {
		lane.BornBefore = ran.BornBefore
	}
	lane.Alive = ran.Alive && (lane.Alive || ran.End >= end)
	j.Live(id, min(start, ran.Start), max(end, ran.End))
}

// addParents lets lanes stand where ran saw them begin, else where claimed says.
func (j *joiner) addParents() {
	var roots []LaneID // of ran; claimed may know better
	said := map[LaneID]LaneID{}
	for own, lane := range j.ran.t.Lanes() {
		id := j.ran.lanes[own]
		merged := &j.t.lanes[id]
		if lane.Parent == NoLane && merged.Parent != unplaced {
			roots = append(roots, id)
			said[id] = merged.Parent
		}
		merged.Parent = j.ran.lane(lane.Parent)
	}
	for _, id := range roots {
		if !j.above(id, said[id]) {
			j.t.lanes[id].Parent = said[id]
		}
	}
}

// above reports whether a lane is another or one of its ancestors.
func (j *joiner) above(id, other LaneID) bool {
	for at := other; at != NoLane; at = j.t.lanes[at].Parent {
		if at == id {
			return true
		}
	}
	return false
}
