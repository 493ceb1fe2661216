package page

import (
	"iter"

	"ctrace/tracer/timeline"
)

// packed is a timeline as the page embeds it; the package's documentation has
// the format.
type packed struct {
	Texts   []string `json:"texts"`
	Docs    []Text   `json:"docs"` // of lanes; number 0 is empty
	Columns string   `json:"columns"`
}

// packer fills the tables of one timeline. The order of the fields is that of
// the format.
type packer struct {
	t     *timeline.Timeline
	texts *texts
	docs  *docs

	lanes                 *table
	intervals, claims     *table
	frames, stacks, calls *table
	links                 *table
	spans, attributes     *table
	ranges                *table
	profiles, weights     *table
	stackIDs              map[timeline.StackID]int64
	frameIDs              map[timeline.Frame]int64
}

// pack returns t packed, or nil for none.
func pack(t *timeline.Timeline) (*packed, error) {
	if t == nil {
		return nil, nil
	}
	p := &packer{
		t: t, texts: newTexts(), docs: newDocs(),
		lanes: newTable(14), intervals: newTable(6), claims: newTable(6),
		frames: newTable(3), stacks: newTable(1), calls: newTable(1),
		links: newTable(6), spans: newTable(9), attributes: newTable(3),
		ranges: newTable(5), profiles: newTable(4), weights: newTable(2),
		stackIDs: map[timeline.StackID]int64{timeline.NoStack: 0},
		frameIDs: map[timeline.Frame]int64{},
	}
	p.stacks.add(0)
	for id, lane := range t.Lanes() {
		p.lane(id, lane)
	}
	p.addLinks()
	p.addSpans()
	p.addRanges()
	p.addProfiles()
	columns, err := join([]*table{
		p.lanes, p.intervals, p.claims, p.frames, p.stacks, p.calls, p.links, p.spans, p.attributes, p.ranges, p.profiles, p.weights,
	})
	return &packed{Texts: p.texts.list, Docs: p.docs.list, Columns: columns}, err
}

func (p *packer) lane(id timeline.LaneID, l timeline.Lane) {
	claimStart, claims := p.claim(id)
	p.lanes.add(
		int64(l.Kind), int64(l.Group), p.texts.id(l.Host), int64(l.PID), l.SystemID(), p.texts.id(l.Name), p.docs.id(l.Doc),
		reference(l.Parent), int64(l.Start), flag(l.BornBefore), flag(l.Alive), p.addIntervals(p.intervals, p.t.Life(id)),
		claimStart, claims,
	)
}

// claim adds what was claimed of a lane, and returns where that begins and how many
// intervals it has.
func (p *packer) claim(id timeline.LaneID) (start, intervals int64) {
	if !p.t.Claimed(id) {
		return 0, 0
	}
	claim := p.t.Claims(id, -timeline.Forever, timeline.Forever)
	for iv := range claim {
		start = int64(iv.Start)
		break
	}
	return start, p.addIntervals(p.claims, claim)
}

// addIntervals adds intervals to a table and returns how many.
func (p *packer) addIntervals(to *table, intervals iter.Seq[timeline.Interval]) int64 {
	before := to.rows
	for iv := range intervals {
		to.add(int64(iv.Length()), int64(iv.State), int64(iv.Reason), reference(iv.On), p.stack(iv.Stack), p.texts.id(iv.Detail))
	}
	return int64(to.rows - before)
}

// stack returns the page's number of a stack, adding it when it is new: only
// stacks that are referred to are embedded.
func (p *packer) stack(id timeline.StackID) int64 {
	if number, ok := p.stackIDs[id]; ok {
		return number
	}
	number := int64(p.stacks.rows)
	p.stackIDs[id] = number
	frames := p.t.Frames(id)
	p.stacks.add(int64(len(frames)))
	for _, f := range frames {
		p.calls.add(p.frame(f))
	}
	return number
}

func (p *packer) frame(f timeline.Frame) int64 {
	number, ok := p.frameIDs[f]
	if !ok {
		number = int64(p.frames.rows)
		p.frameIDs[f] = number
		p.frames.add(p.texts.id(f.Func), p.texts.id(f.File), int64(f.Line))
	}
	return number
}

func (p *packer) addLinks() {
	var previous timeline.Time
	for l := range p.t.Links() {
		p.links.add(int64(l.Kind), int64(l.From), int64(l.To), int64(l.ToTime-previous), int64(l.ToTime-l.FromTime), p.stack(l.Stack))
		previous = l.ToTime
	}
}

func (p *packer) addSpans() {
	rows := map[timeline.SpanKey]int64{}
	row := int64(0)
	for s := range p.t.Spans() {
		if s.ID != (timeline.SpanKey{}) {
			rows[s.ID] = row
		}
		row++
	}
	var previous timeline.Time
	row = 0
	for s := range p.t.Spans() {
		parent := int64(0)
		if above, ok := rows[s.Parent]; ok && above != row {
			parent = above + 1
		}
		p.spans.add(
			int64(s.Origin), p.texts.id(s.Name), reference(s.Lane), int64(s.Start-previous), int64(s.End-s.Start),
			parent, int64(s.Status), p.texts.id(s.Message), flag(s.StillOpened),
		)
		for _, a := range s.Attributes {
			p.attributes.add(row, p.texts.id(a.Key), p.texts.id(a.Value))
		}
		previous = s.Start
		row++
	}
}

func (p *packer) addRanges() {
	var previous timeline.Time
	for r := range p.t.Ranges() {
		p.ranges.add(int64(r.Kind), p.texts.id(r.Name), reference(r.Lane), int64(r.Start-previous), int64(r.End-r.Start))
		previous = r.Start
	}
}

func (p *packer) addProfiles() {
	for profile := range p.t.Profiles() {
		p.profiles.add(p.texts.id(profile.Name), p.texts.id(profile.Unit), reference(profile.Lane), int64(len(profile.Rows)))
		for _, row := range profile.Rows {
			p.weights.add(p.stack(row.Stack), row.Weight)
		}
	}
}

// reference numbers a lane that may be none.
func reference(id timeline.LaneID) int64 { return int64(id) + 1 }

func flag(set bool) int64 {
	if set {
		return 1
	}
	return 0
}
