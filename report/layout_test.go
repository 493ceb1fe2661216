package report

import (
	"fmt"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
)

// TestScene checks what must hold of every picture: nothing lies outside, no
// text runs into another, bars have their state's height.
func TestScene(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		for _, width := range []float64{700, 1200, 2400} {
			t.Run(fmt.Sprint(width), func(t *testing.T) {
				v := defaultView()
				v.width = width
				s, err := layOut(r, v)
				if err != nil {
					t.Fatal(err)
				}
				checkInside(t, s)
				checkLabels(t, s)
				checkHeights(t, s)
			})
		}
	})
}

func checkInside(t *testing.T, s *scene) {
	t.Helper()
	inside := func(what string, x, y float64) {
		if x < 0 || y < 0 || x > s.width || y > s.height {
			t.Errorf("%s at %v, %v lies outside of %v × %v", what, x, y, s.width, s.height)
		}
	}
	for _, r := range s.rects {
		inside("bar", r.left, r.top)
		inside("bar", r.right, r.bottom)
	}
	for _, line := range append(s.grid, s.strokes...) {
		for _, p := range line.points {
			inside("line", p.x, p.y)
		}
	}
}

// extent is the room that a label takes.
func extent(t *testing.T, l label) (left, right float64) {
	t.Helper()
	f, err := newFont()
	if err != nil {
		t.Fatal(err)
	}
	width := f.width(l.text, l.role)
	switch l.align {
	case alignMiddle:
		return l.x - width/2, l.x + width/2
	case alignEnd:
		return l.x - width, l.x
	}
	return l.x, l.x + width
}

func checkLabels(t *testing.T, s *scene) {
	t.Helper()
	for i, l := range s.labels {
		left, right := extent(t, l)
		if l.text == "" || left < 0 || right > s.width+1 || l.y > s.height {
			t.Errorf("%q from %v to %v at %v is empty or lies outside", l.text, left, right, l.y)
		}
		for _, o := range s.labels[:i] {
			otherLeft, otherRight := extent(t, o)
			sameLine := l.y-sizes[l.role]*0.6 < o.y && o.y-sizes[o.role]*0.6 < l.y
			if sameLine && left < otherRight-0.1 && otherLeft < right-0.1 {
				t.Errorf("%q runs into %q", l.text, o.text)
			}
		}
	}
}

// checkHeights checks that of two bars the one whose state is taller is.
func checkHeights(t *testing.T, s *scene) {
	t.Helper()
	heights := map[float64]map[float64]bool{} // by share of the lane, in this picture
	for _, r := range s.rects {
		share := heightShare[r.state]
		if heights[share] == nil {
			heights[share] = map[float64]bool{}
		}
		heights[share][r.bottom-r.top] = true
	}
	for share, found := range heights {
		for height := range found {
			for otherShare, others := range heights {
				for other := range others {
					// Legend and chart differ in size, but by less than the states do.
					if share > otherShare*1.9 && height <= other {
						t.Errorf("height %v for %v of the lane, %v for %v", height, share, other, otherShare)
					}
				}
			}
		}
	}
}

// TestSceneShowsEverything checks that each state of a lane that is shown is
// drawn, however short, and stands in the legend.
func TestSceneShowsEverything(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		s, err := layOut(r, defaultView())
		if err != nil {
			t.Fatal(err)
		}
		drawn, named := map[meaning]int{}, map[string]bool{}
		for _, r := range s.rects {
			m := meaning{state: r.state}
			if r.state == timeline.Waiting {
				m.reason = r.reason
			}
			drawn[m]++
		}
		for _, l := range s.labels {
			named[l.text] = true
		}
		shown, _ := rows(r.Timeline, defaultView().maxRows)
		for _, row := range shown {
			for _, m := range meanings(r.Timeline.LifeTotals(row.lane)) {
				if drawn[m] < 2 || !named[legendTitle(m)] { // at least a bar and its swatch
					t.Errorf("%v %v of %q is drawn %d times, in the legend: %v", m.state, m.reason, row.label, drawn[m], named[legendTitle(m)])
				}
			}
		}
	})
}

// TestSceneZooms checks that a view of a part shows that part.
func TestSceneZooms(t *testing.T) {
	v := defaultView()
	v.from, v.to = 500e6, 600e6
	s, err := layOut(gatherSample(t), v)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"500 ms", "520 ms", "600 ms"} {
		if !slices.ContainsFunc(s.labels, func(l label) bool { return l.text == want }) {
			t.Errorf("no mark %q", want)
		}
	}
	for _, r := range s.rects {
		if r.state == timeline.Running {
			t.Errorf("something runs at %v, which nothing does in this part", r.left)
		}
	}
}

// TestManyLanes checks that lanes beyond the limit are counted, not hidden.
func TestManyLanes(t *testing.T) {
	s, err := layOut(manySample(t), defaultView())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(s.labels, func(l label) bool { return l.text == "and 400 more lanes" }) {
		t.Error("nothing tells of the other 400 lanes")
	}
}

// TestTooManyLinks checks that arrows of a kind are all drawn or all named.
func TestTooManyLinks(t *testing.T) {
	for _, test := range []struct {
		links int
		note  string
	}{{maxLinks, ""}, {maxLinks + 1, "25 arrows not drawn: who woke whom"}} {
		r := &Report{Timeline: build("goroutine 1 \"a\": 0s running 1s\ngoroutine 2 \"b\": 0s running 1s", t,
			func(b *timeline.Builder, lanes []timeline.LaneID) {
				for i := range test.links {
					at := timeline.Time(i+1) * 1e6
					b.Link(timeline.Link{Kind: timeline.Wake, From: lanes[0], To: lanes[1], FromTime: at, ToTime: at + 1e6})
				}
			})}
		s, err := layOut(r, defaultView())
		if err != nil {
			t.Fatal(err)
		}
		const births = 4
		arrows := (len(s.strokes) - births) / 2
		noted := slices.ContainsFunc(s.labels, func(l label) bool { return test.note != "" && l.text == test.note })
		if drawn := arrows == test.links; drawn == (test.note != "") || noted != (test.note != "") {
			t.Errorf("%d links: %d arrows, note %q: %v", test.links, arrows, test.note, noted)
		}
	}
}
