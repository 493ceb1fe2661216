package timeline

// Builder collects what sources read and freezes it into a [Timeline]. It keeps
// the partition by construction, whatever the sources hand it. A Builder is
// used by one goroutine at a time.
type Builder struct {
	t       *Timeline
	ids     map[laneKey]LaneID
	clipped map[LaneID]int // intervals that overlapped what was already known
	spanOn  map[spanID]LaneID
	lives   map[LaneID]life
	sent    map[string]instant
	got     map[string][]instant
	warned  map[string]bool // the warnings that were given

	absorbed map[LaneID]LaneID // lanes that turned out to be another one
}

// life is the least that a lane is known to live.
type life struct{ start, end Time }

// instant is a point of a lane's life.
type instant struct {
	lane LaneID
	at   Time
}

type spanID struct {
	trace TraceKey
	span  SpanKey
}

// NewBuilder returns a Builder whose Time 0 is where clock says. With the zero
// Clock the first source that knows better may set it.
func NewBuilder(clock Clock) *Builder {
	return &Builder{
		t:       &Timeline{clock: clock, texts: newTexts(), stacks: newStacks()},
		ids:     map[laneKey]LaneID{},
		clipped: map[LaneID]int{},
		spanOn:  map[spanID]LaneID{},
		lives:   map[LaneID]life{},
		sent:    map[string]instant{},
		got:     map[string][]instant{},
		warned:  map[string]bool{},

		absorbed: map[LaneID]LaneID{},
	}
}

// Clock returns the clock of the timeline in the making.
func (b *Builder) Clock() Clock { return b.t.clock }

// SetClock sets the clock if none is known yet, and reports whether it did.
func (b *Builder) SetClock(c Clock) bool {
	if b.t.clock.Known() {
		return false
	}
	b.t.clock = c
	return true
}

// Lane returns the id of the lane with l's identity, adding l if it is new. Of
// a known lane nothing changes: use [Builder.Edit].
func (b *Builder) Lane(l Lane) LaneID {
	if id, ok := b.ids[l.key()]; ok {
		return id
	}
	id := LaneID(len(b.t.lanes))
	b.t.lanes = append(b.t.lanes, l)
	b.t.tracks = append(b.t.tracks, track{end: l.Start})
	b.ids[l.key()] = id
	return id
}

// Edit changes what is known about a lane: its kind, group, name, doc, parent,
// BornBefore and Alive. Start and End follow from the intervals.
func (b *Builder) Edit(id LaneID, change func(*Lane)) {
	lane := &b.t.lanes[id]
	old := lane.key()
	change(lane)
	if key := lane.key(); key != old {
		delete(b.ids, old)
		b.ids[key] = id
	}
}

// Get returns what is known about a lane so far.
func (b *Builder) Get(id LaneID) Lane { return b.t.lanes[id] }

// Append adds an interval to a lane. Intervals of a lane come in the order of
// their starts. A gap before iv becomes Unknown; what overlaps the time that is
// already known is clipped, and counted in a warning; empty intervals vanish.
func (b *Builder) Append(id LaneID, iv Interval) {
	b.add(id, b.record(iv), iv.End)
}

func (b *Builder) record(iv Interval) record {
	return record{iv.Start, iv.On, iv.Stack, b.Text(iv.Detail), iv.State, iv.Reason}
}

// Put is Append for sources with millions of intervals.
func (b *Builder) Put(id LaneID, iv Packed) {
	b.add(id, record{iv.Start, iv.On, iv.Stack, iv.Detail, iv.State, iv.Reason}, iv.End)
}

// Text returns the id of a text.
func (b *Builder) Text(text string) TextID {
	if text == "" {
		return 0
	}
	return b.t.texts.id(text)
}

// add is Append for a record that ends at end.
func (b *Builder) add(id LaneID, r record, end Time) {
	track := &b.t.tracks[id]
	if r.start < track.end && track.count == 0 {
		b.t.lanes[id].Start = r.start
	}
	if track.put(r, end) {
		b.clipped[id]++
	}
}

// Live says that a lane lived from start to end at least. Where no interval
// tells what it did meanwhile, it is Unknown. Of a lane without intervals it
// replaces the Start that it was added with.
func (b *Builder) Live(id LaneID, start, end Time) {
	if known, ok := b.lives[id]; ok {
		start, end = min(start, known.start), max(end, known.end)
	}
	b.lives[id] = life{start, end}
	if track := &b.t.tracks[id]; track.count == 0 {
		track.end = start
	}
}

// Stack returns the id of a call stack, innermost frame first. The frames are
// copied.
func (b *Builder) Stack(frames []Frame) StackID { return b.t.stacks.id(frames) }

// Span adds a span. One of OpenTelemetry goes to the lane that [Builder.SpanOn]
// names for its id, if any, whichever of the two calls comes first.
func (b *Builder) Span(s Span) { b.t.spans = append(b.t.spans, s) }

// SpanOn says on which lane the span with these ids began.
func (b *Builder) SpanOn(trace TraceKey, span SpanKey, lane LaneID) {
	b.spanOn[spanID{trace, span}] = lane
}

// Link adds a link.
func (b *Builder) Link(l Link) { b.t.links.add(l) }

// Sent says that a lane sent the message with this key. Keys are unique in a
// recording; [Builder.Build] links what was sent to whoever received it.
func (b *Builder) Sent(key string, lane LaneID, at Time) { b.sent[key] = instant{lane, at} }

// Received says that a lane received the message with this key.
func (b *Builder) Received(key string, lane LaneID, at Time) {
	b.got[key] = append(b.got[key], instant{lane, at})
}

// Range adds a range.
func (b *Builder) Range(r Range) { b.t.ranges = append(b.t.ranges, r) }

// Log adds a log message.
func (b *Builder) Log(l Log) { b.t.logs = append(b.t.logs, l) }

// Sample adds a sample.
func (b *Builder) Sample(s Sample) { b.t.samples = append(b.t.samples, s) }

// Series adds a metric.
func (b *Builder) Series(s Series) { b.t.series = append(b.t.series, s) }

// Profile adds an aggregated profile.
func (b *Builder) Profile(p Profile) { b.t.profiles = append(b.t.profiles, p) }

// Source says how a source fared. A source that is named twice is on if it was
// on once, and approximate if it was so while it was on.
func (b *Builder) Source(s Source) {
	for i := range b.t.sources {
		old := &b.t.sources[i]
		switch {
		case old.Name != s.Name:
			continue
		case !old.On:
			*old = s
		case s.On:
			old.Approximate = old.Approximate || s.Approximate
			if old.Why.Empty() {
				old.Why = s.Why
			}
		}
		return
	}
	b.t.sources = append(b.t.sources, s)
}

// Warn adds a warning; the same warning twice is one.
func (b *Builder) Warn(source, format string, args ...any) {
	b.warn(Warning{source, Say(format, args...)})
}

func (b *Builder) warn(w Warning) {
	if key := w.key(); !b.warned[key] {
		b.warned[key] = true
		b.t.warnings = append(b.t.warnings, w)
	}
}

func (w Warning) key() string { return w.Source + "\x00" + w.String() }
