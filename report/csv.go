package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"ctrace/tracer/timeline"
)

// writeCSV writes one row an interval. Times are ns since the recording's
// start; the reason is empty where there is none or it was not recorded.
func writeCSV(w io.Writer, r *Report) error {
	out := csv.NewWriter(w)
	row := func(cells ...string) bool { return out.Write(cells) == nil } // out keeps the error
	row("pid", "kind", "id", "name", "start_ns", "end_ns", "state", "reason")
	for id, lane := range r.Timeline.Lanes() {
		pid, kind, laneID, name := strconv.Itoa(lane.PID), lane.Kind.String(), strconv.FormatInt(lane.SystemID(), 10), plainCell(lane.Name)
		for iv := range r.Timeline.Life(id) {
			if !row(pid, kind, laneID, name, nanoseconds(iv.Start), nanoseconds(iv.End), iv.State.String(), iv.Reason.String()) {
				return out.Error()
			}
		}
	}
	out.Flush()
	return out.Error()
}

func nanoseconds(t timeline.Time) string { return strconv.FormatInt(int64(t), 10) }

// plainCell returns a name that does nothing where a table is read: control
// characters are spelled out, and ' stands before what a spreadsheet would
// evaluate, as spreadsheets themselves mark text.
func plainCell(name string) string {
	name = visible(name)
	if name != "" && strings.ContainsRune("=+-@", rune(name[0])) {
		return "'" + name
	}
	return name
}
