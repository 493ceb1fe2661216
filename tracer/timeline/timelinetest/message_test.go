package timelinetest

import (
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

func TestParseLinksMessages(t *testing.T) {
	tl := Parse(t, `
thread 1 "a": 0s running 3s
  send "m": 1s
  send "lost": 2s
thread 2 "b": 0s running 3s
  receive "m": 1500ms`)
	var got []timeline.Link
	for link := range tl.Links() {
		got = append(got, link)
	}
	want := timeline.Link{
		Kind: timeline.Send, From: 0, To: 1,
		FromTime: timeline.Time(time.Second), ToTime: timeline.Time(1500 * time.Millisecond),
	}
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestLineRefusesMessagesThatItDoesNotUnderstand(t *testing.T) {
	for _, line := range []string{
		`  send "m": soon`,
		`  receive "m":`,
		`send "under no lane": 1s`,
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
