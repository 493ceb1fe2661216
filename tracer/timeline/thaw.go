package timeline

import (
	"maps"
	"slices"
)

// thaw returns a builder with everything of t, whose lanes, stacks and texts keep
// their ids. What the two have in common is shared, and neither changes it.
func thaw(t *Timeline) *Builder {
	b := NewBuilder(t.clock)
	b.t = &Timeline{
		clock:    t.clock,
		lanes:    slices.Clone(t.lanes),
		tracks:   make([]track, len(t.tracks)),
		claims:   map[LaneID]*track{},
		texts:    t.texts.clone(),
		stacks:   t.stacks.clone(),
		spans:    slices.Clone(t.spans),
		links:    t.links.clone(),
		ranges:   slices.Clone(t.ranges),
		logs:     slices.Clone(t.logs),
		samples:  slices.Clone(t.samples),
		series:   slices.Clone(t.series),
		profiles: slices.Clone(t.profiles),
		sources:  slices.Clone(t.sources),
		warnings: slices.Clone(t.warnings),
	}
	for i := range t.tracks {
		b.t.tracks[i] = t.tracks[i].clone()
	}
	for id, claim := range t.claims {
		clone := claim.clone()
		b.t.claims[id] = &clone
	}
	for _, w := range t.warnings {
		b.warned[w.key()] = true
	}
	b.identify()
	return b
}

// identify looks again at the identities of all lanes.
func (b *Builder) identify() {
	clear(b.ids)
	for id := range b.t.lanes {
		b.ids[b.t.lanes[id].key()] = LaneID(id)
	}
}

// clone returns a track that may be appended to and shares what t holds.
func (t *track) clone() track {
	c := *t
	c.data = slices.Clip(t.data)
	c.chunks = slices.Clone(t.chunks)
	return c
}

func (t *texts) clone() texts { return texts{slices.Clip(t.list), maps.Clone(t.index)} }

func (s *stacks) clone() stacks {
	return stacks{
		frames: slices.Clip(s.frames), frameIndex: maps.Clone(s.frameIndex),
		list: slices.Clip(s.list), index: maps.Clone(s.index),
	}
}

// clone returns a list that may be added to and shares the values of l.
func (l *list[T]) clone() list[T] {
	c := list[T]{slices.Clone(l.chunks)}
	if n := len(c.chunks); n > 0 {
		c.chunks[n-1] = slices.Clip(c.chunks[n-1])
	}
	return c
}
