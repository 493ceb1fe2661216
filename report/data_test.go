package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
)

// TestJSONBalances checks that the states of each lane add up to its life and
// that waiting reasons are words of the schema.
func TestJSONBalances(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		var summary struct {
			Schema string
			Lanes  []jsonLane
		}
		if err := json.Unmarshal(written(t, format(t, "json"), r), &summary); err != nil {
			t.Fatal(err)
		}
		if summary.Schema != "ctrace.summary/1" || len(summary.Lanes) != r.Timeline.NumLanes() {
			t.Fatalf("schema %q with %d lanes, want %d", summary.Schema, len(summary.Lanes), r.Timeline.NumLanes())
		}
		for _, lane := range summary.Lanes {
			s := lane.States
			if sum := s.Running + s.Runnable + s.Waiting + s.Syscall + s.Unknown; sum != lane.End-lane.Start {
				t.Errorf("%q: states add up to %d of %d ns", lane.Name, sum, lane.End-lane.Start)
			}
			var waiting timeline.Duration
			for word, d := range lane.Waiting {
				if _, err := timeline.ParseReason(word); err != nil || word == "" {
					t.Errorf("%q waits for %q", lane.Name, word)
				}
				waiting += d
			}
			if waiting > s.Waiting {
				t.Errorf("%q: reasons add up to %d of %d ns", lane.Name, waiting, s.Waiting)
			}
		}
	})
}

// TestCSV checks that the rows are the intervals and that no cell is a formula.
func TestCSV(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		rows, err := csv.NewReader(bytes.NewReader(written(t, format(t, "csv"), r))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := 1
		for id := range r.Timeline.Lanes() {
			want += r.Timeline.NumIntervals(id)
		}
		if len(rows) != want {
			t.Errorf("%d rows, want %d", len(rows), want)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.IndexAny(cell, "=+-@\t\r\n") == 0 {
					t.Errorf("cell %q could be a formula", cell)
				}
			}
		}
	})
}

func TestPlainCell(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"task(1, 2)", "task(1, 2)"}, {"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@A1", "'@A1"},
		{"\t=1", `\t=1`}, {"a=b", "a=b"}, {"é", "é"},
	} {
		if got := plainCell(test.in); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
	}
}
