package timelinetest

import (
	"slices"
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

func TestParseAddsRegionsToTheLaneAbove(t *testing.T) {
	tl := Parse(t, `
process 1 "p": 0s running 3s
  thread 2 "a": 0s running 3s
    region "x": 0s 1s, 2s 1s
    region "y": 1s 500ms
  thread 3 "b": 0s running 3s
    region "x": 1s 1s`)
	type region struct {
		name        string
		tid         int64
		start, stop time.Duration
	}
	var got []region
	for s := range tl.Spans() {
		if s.Origin != timeline.UserRegion {
			t.Errorf("%q is of origin %v", s.Name, s.Origin)
		}
		got = append(got, region{s.Name, tl.Lane(s.Lane).ID, s.Start.Std(), s.End.Std()})
	}
	want := []region{
		{"x", 2, 0, time.Second},
		{"x", 3, time.Second, 2 * time.Second},
		{"y", 2, time.Second, 1500 * time.Millisecond},
		{"x", 2, 2 * time.Second, 3 * time.Second},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestParseAddsSpans(t *testing.T) {
	tl := Parse(t, `
thread 2 "a": 0s running 3s
  span "carre(3)": 1s 2s`)
	for s := range tl.Spans() {
		if s.Origin != timeline.OpenTelemetry || s.Name != "carre(3)" || s.Start.Seconds() != 1 || s.End.Seconds() != 3 {
			t.Errorf("%+v", s)
		}
		return
	}
	t.Error("no span")
}

func TestLineRefusesRegionsThatItDoesNotUnderstand(t *testing.T) {
	for _, line := range []string{
		`  region "x": 1s`,
		`  region "x": 1s 2s 3s`,
		`  region "x": soon 1s`,
		`  region "x": 1s long`,
		`region "under no lane": 1s 1s`,
	} {
		p := newParser()
		if err := p.line(`thread 1 "x": 0s running 1s`); err != nil {
			t.Fatal(err)
		}
		if err := p.line(line); err == nil {
			t.Errorf("no error for %q", line)
		}
	}
}
