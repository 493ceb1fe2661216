package timeline

import (
	"cmp"
	"slices"
)

// Build closes every lane and freezes the timeline. Lanes that are Alive and
// end before end are continued as Unknown up to it, or up to the end of their
// process. The Builder must not be used afterwards.
func (b *Builder) Build(end Time) *Timeline {
	b.dropAbsorbed()
	t := b.t
	b.t = nil
	for id, known := range b.lives {
		t.cover(id, known)
	}
	t.closeLanes(end)
	t.warnClipped(b.clipped)
	t.placeSpans(b.spanOn)
	t.linkMessages(b.sent, b.got)
	t.sort()
	t.measure()
	return t
}

// cover extends a lane by Unknown to what it is known to live.
func (t *Timeline) cover(id LaneID, known life) {
	track := &t.tracks[id]
	if track.count == 0 {
		track.end = known.start
	} else if known.start < track.first() {
		track.prepend(record{start: known.start, on: NoLane})
	}
	if known.end > track.end {
		track.add(record{start: track.end, on: NoLane}, known.end)
	}
}

// closeLanes closes the processes before what lives in them.
func (t *Timeline) closeLanes(end Time) {
	byPID := map[hostPID]LaneID{}
	for i := range t.lanes {
		if lane := &t.lanes[i]; lane.Kind == Process {
			t.closeLane(LaneID(i), end)
			byPID[hostPID{lane.Host, lane.PID}] = LaneID(i)
		}
	}
	for i := range t.lanes {
		lane := &t.lanes[i]
		if lane.Kind == Process {
			continue
		}
		until := end
		process, known := t.process(lane.Parent)
		if !known {
			process, known = byPID[hostPID{lane.Host, lane.PID}]
		}
		if known {
			until = min(end, t.lanes[process].End)
		}
		t.closeLane(LaneID(i), until)
	}
}

// hostPID names a process.
type hostPID struct {
	host string
	pid  int
}

// process returns the first process among a lane and its ancestors.
func (t *Timeline) process(id LaneID) (process LaneID, ok bool) {
	for ; id != NoLane; id = t.lanes[id].Parent {
		if t.lanes[id].Kind == Process {
			return id, true
		}
	}
	return NoLane, false
}

func (t *Timeline) closeLane(id LaneID, end Time) {
	lane, track := &t.lanes[id], &t.tracks[id]
	if lane.Alive && track.end < end {
		track.add(record{start: track.end, on: NoLane}, end)
	}
	lane.Start, lane.End = track.first(), track.end
}

func (t *Timeline) warnClipped(clipped map[LaneID]int) {
	total := 0
	for _, n := range clipped {
		total += n
	}
	if total > 0 {
		t.warnings = append(t.warnings, Warning{"timeline", Say("%d intervals on %d lanes overlapped earlier ones and were clipped", total, len(clipped))})
	}
}

func (t *Timeline) placeSpans(spanOn map[spanID]LaneID) {
	for i := range t.spans {
		s := &t.spans[i]
		if lane, ok := spanOn[spanID{s.Trace, s.ID}]; ok && s.Origin == OpenTelemetry {
			s.Lane = lane
		}
	}
}

// linkMessages links each message to its receivers. A receiver whose clock
// reading lies before the sender's is linked at the instant of sending.
func (t *Timeline) linkMessages(sent map[string]instant, got map[string][]instant) {
	for key, from := range sent {
		for _, to := range got[key] {
			t.links.add(Link{
				Kind: Send, From: from.lane, To: to.lane, FromTime: from.at, ToTime: max(from.at, to.at),
			})
		}
	}
}

// outerFirst is the order of spans: by start, the longer ones first.
func outerFirst(x, y Span) int {
	return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End))
}

func (t *Timeline) sort() {
	slices.SortStableFunc(t.spans, outerFirst)
	t.links.sort(func(x, y *Link) int {
		return cmp.Or(cmp.Compare(x.ToTime, y.ToTime), cmp.Compare(x.FromTime, y.FromTime), cmp.Compare(x.To, y.To))
	})
	slices.SortStableFunc(t.ranges, func(x, y Range) int { return cmp.Compare(x.Start, y.Start) })
	slices.SortStableFunc(t.logs, func(x, y Log) int { return cmp.Compare(x.Time, y.Time) })
	slices.SortStableFunc(t.samples, func(x, y Sample) int { return cmp.Compare(x.Time, y.Time) })
}
