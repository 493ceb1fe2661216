package timeline

// Restart forgets the intervals of a lane: its life begins at start.
func (b *Builder) Restart(id LaneID, start Time) {
	b.t.lanes[id].Start = start
	b.t.tracks[id] = track{end: start}
}

// Absorb says that lane from turned out to be lane into: what from did since
// then goes to into, and whoever names from means into. What from did earlier
// is forgotten, and so is what describes it. The lane from must not be used
// for intervals any more; it is gone from the timeline.
func (b *Builder) Absorb(into, from LaneID, since Time) {
	old := b.t.tracks[from]
	b.t.tracks[from] = track{}
	delete(b.ids, b.t.lanes[from].key())
	b.absorbed[from] = into
	old.each(since, Forever, func(r record, end Time) bool {
		r.start = max(r.start, since)
		if r.on == into {
			r.on = NoLane
		}
		b.add(into, r, end)
		return true
	})
}

// dropAbsorbed removes the lanes that were absorbed and gives everything the
// ids of those that remain.
func (b *Builder) dropAbsorbed() {
	if len(b.absorbed) == 0 {
		return
	}
	ids := b.remaining()
	t := b.t
	for i := range t.lanes {
		ids.replace(&t.lanes[i].Parent)
		t.tracks[i].change(func(r *record) { ids.replace(&r.on) })
	}
	ids.replaceInEvents(t)
	replaceValues(b.spanOn, func(lane LaneID) LaneID { ids.replace(&lane); return lane })
	replaceValues(b.sent, func(i instant) instant { ids.replace(&i.lane); return i })
	for _, receivers := range b.got {
		for i := range receivers {
			ids.replace(&receivers[i].lane)
		}
	}
	for _, claim := range t.claims {
		claim.change(func(r *record) { ids.replace(&r.on) })
	}
	t.claims = replaceKeys(ids, t.claims)
	b.lives, b.clipped = replaceKeys(ids, b.lives), replaceKeys(ids, b.clipped)
}

// renumbering holds the new id of each lane by its old one.
type renumbering []LaneID

// remaining closes the gaps that absorbed lanes leave.
func (b *Builder) remaining() renumbering {
	ids := make(renumbering, len(b.t.lanes))
	next := LaneID(0)
	for id := range b.t.lanes {
		if _, gone := b.absorbed[LaneID(id)]; gone {
			continue
		}
		ids[id] = next
		b.t.lanes[next], b.t.tracks[next] = b.t.lanes[id], b.t.tracks[id]
		next++
	}
	b.t.lanes, b.t.tracks = b.t.lanes[:next], b.t.tracks[:next]
	for from, into := range b.absorbed {
		for next, gone := b.absorbed[into]; gone; next, gone = b.absorbed[into] {
			into = next
		}
		ids[from] = ids[into]
	}
	return ids
}

func (ids renumbering) replace(id *LaneID) {
	if *id != NoLane {
		*id = ids[*id]
	}
}

// replaceInEvents renumbers the lanes of everything that is no interval.
func (ids renumbering) replaceInEvents(t *Timeline) {
	for i := range t.spans {
		ids.replace(&t.spans[i].Lane)
	}
	for l := range t.links.all() {
		ids.replace(&l.From)
		ids.replace(&l.To)
	}
	for i := range t.ranges {
		ids.replace(&t.ranges[i].Lane)
	}
	for i := range t.logs {
		ids.replace(&t.logs[i].Lane)
	}
	for i := range t.samples {
		ids.replace(&t.samples[i].Lane)
	}
	for i := range t.series {
		ids.replace(&t.series[i].Lane)
	}
	for i := range t.profiles {
		ids.replace(&t.profiles[i].Lane)
	}
}

func replaceValues[K comparable, V any](m map[K]V, change func(V) V) {
	for k, v := range m {
		m[k] = change(v)
	}
}

func replaceKeys[V any](ids renumbering, m map[LaneID]V) map[LaneID]V {
	replaced := make(map[LaneID]V, len(m))
	for id, v := range m {
		ids.replace(&id)
		replaced[id] = v
	}
	return replaced
}
