package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// The summary that --json writes. Times are ns since the recording's start.
// The five states of a lane add up to end_ns − start_ns, and waiting_ns to its
// waiting time: "other" counts the waits whose reason was not recorded, too.
const summarySchema = "ctrace.summary/1"

type jsonSource struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
	Why  string `json:"why"`

	Approximate bool `json:"approximate,omitempty"`
}

type jsonLane struct {
	Kind      string                       `json:"kind"`
	PID       int                          `json:"pid"`
	ID        int64                        `json:"id"`
	Name      string                       `json:"name"`
	Parent    *timeline.LaneID             `json:"parent"` // index in lanes, null for roots
	Group     string                       `json:"group"`
	Start     timeline.Time                `json:"start_ns"`
	End       timeline.Time                `json:"end_ns"`
	States    jsonStates                   `json:"states_ns"`
	Claimed   *jsonStates                  `json:"claimed_ns,omitempty"` // what its runtime claims, where the kernel knows better
	Waiting   map[string]timeline.Duration `json:"waiting_ns"`           // by the reason's word
	Intervals int                          `json:"intervals"`
}

type jsonStates struct {
	Running  timeline.Duration `json:"running"`
	Runnable timeline.Duration `json:"runnable"`
	Waiting  timeline.Duration `json:"waiting"`
	Syscall  timeline.Duration `json:"syscall"`
	Unknown  timeline.Duration `json:"unknown"`
}

type jsonClaim struct {
	Text     string `json:"text"`
	Holds    bool   `json:"holds"`
	Unjudged bool   `json:"unjudged,omitempty"` // the run cannot tell; holds is true then
	Measured string `json:"measured"`
}

// writeJSON writes the summary, one lane at a time.
func writeJSON(w io.Writer, r *Report) error {
	tl := r.Timeline
	out := &jsonWriter{w: bufio.NewWriter(w)}
	out.text("{\n")
	out.field("schema", summarySchema)
	out.field("scenario", r.Title)
	out.field("command", append([]string{}, r.Command...))
	out.field("started", started(r.Started))
	out.field("wall_ns", tl.End()-tl.Start())
	out.list("sources", func(item func(any)) {
		for s := range tl.Sources() {
			item(jsonSource{s.Name, s.On, lang.Of(s.Why).In(r.Language), s.Approximate})
		}
	})
	out.list("lanes", func(item func(any)) {
		for id, lane := range tl.Lanes() {
			item(summary(tl, id, lane))
		}
	})
	out.list("claims", func(item func(any)) {
		for _, c := range r.Claims {
			item(jsonClaim{c.Text.In(r.Language), c.Holds, c.Unjudged, c.Measured.In(r.Language)})
		}
	})
	out.list("warnings", func(item func(any)) {
		for warning := range r.warnings() {
			item(warning.In(r.Language))
		}
	})
	out.text("\n}\n")
	return out.close()
}

// started spells the wall clock at the recording's start, null if unknown.
func started(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.Format(time.RFC3339Nano)
	return &text
}

// summary returns a lane and where its time went.
func summary(tl *timeline.Timeline, id timeline.LaneID, lane timeline.Lane) jsonLane {
	totals := tl.LifeTotals(id)
	out := jsonLane{
		Kind: lane.Kind.String(), PID: lane.PID, ID: lane.SystemID(), Name: lane.Name, Group: lane.Group.String(),
		Start: lane.Start, End: lane.End, Intervals: totals.Intervals,
		States:  statesOf(totals),
		Waiting: map[string]timeline.Duration{},
	}
	if tl.Claimed(id) {
		out.Claimed = new(statesOf(tl.ClaimedTotals(id)))
	}
	if lane.Parent != timeline.NoLane {
		out.Parent = &lane.Parent
	}
	totals.Waiting[timeline.Other] += totals.Waiting[timeline.NoReason]
	for reason := timeline.NoReason + 1; reason < timeline.NumReasons; reason++ {
		if d := totals.Waiting[reason]; d > 0 {
			out.Waiting[reason.String()] = d
		}
	}
	return out
}

func statesOf(totals timeline.Totals) jsonStates {
	return jsonStates{
		Running:  totals.States[timeline.Running],
		Runnable: totals.States[timeline.Runnable],
		Waiting:  totals.States[timeline.Waiting],
		Syscall:  totals.States[timeline.Syscall],
		Unknown:  totals.States[timeline.Unknown],
	}
}

// jsonWriter writes the fields of one object as they come. The first error
// sticks; what comes after it is not written.
type jsonWriter struct {
	w      *bufio.Writer
	err    error
	fields int
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	if j.err != nil {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		j.err = fmt.Errorf("json: %w", err)
		return
	}
	j.text(string(data))
}

// name begins a field.
func (j *jsonWriter) name(name string) {
	if j.fields++; j.fields > 1 {
		j.text(",\n")
	}
	j.text("  ")
	j.value(name)
	j.text(": ")
}

func (j *jsonWriter) field(name string, v any) {
	j.name(name)
	j.value(v)
}

// list writes a field that is an array, one item a line.
func (j *jsonWriter) list(name string, each func(item func(any))) {
	j.name(name)
	items := 0
	j.text("[")
	each(func(v any) {
		if items++; items > 1 {
			j.text(",")
		}
		j.text("\n    ")
		j.value(v)
	})
	if items > 0 {
		j.text("\n  ")
	}
	j.text("]")
}

func (j *jsonWriter) close() error {
	if j.err != nil {
		return j.err
	}
	return j.w.Flush()
}
