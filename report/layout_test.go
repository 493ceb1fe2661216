package report

import (
	"fmt"
	"math"
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
func (l label) extent(f font) (left, right float64) {
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
	f, err := newFont()
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range s.labels {
		left, right := l.extent(f)
		if l.text == "" || left < 0 || right > s.width+1 || l.y > s.height {
			t.Errorf("%q from %v to %v at %v is empty or lies outside", l.text, left, right, l.y)
		}
		for _, o := range s.labels[:i] {
			if l.y-sizes[l.role]*0.6 >= o.y || o.y-sizes[o.role]*0.6 >= l.y {
				continue // another line
			}
			if otherLeft, otherRight := o.extent(f); left < otherRight-0.1 && otherLeft < right-0.1 {
				t.Errorf("%q runs into %q", l.text, o.text)
			}
		}
	}
}

// checkHeights checks that each bar takes its state's share of a lane's height.
func checkHeights(t *testing.T, s *scene) {
	t.Helper()
	lanes := []float64{swatchTall}
	for _, d := range densities {
		lanes = append(lanes, d.thickness)
	}
	for _, r := range s.rects {
		fits := func(lane float64) bool { return math.Abs(r.bottom-r.top-lane*heightShare[r.state]) < 1e-9 }
		if !r.stacked && !slices.ContainsFunc(lanes, fits) {
			t.Errorf("%v is %v high, which is not %.2f of a lane", r.state, r.bottom-r.top, heightShare[r.state])
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
			for _, m := range meanings(row.totals(r.Timeline)) {
				if drawn[m] < 2 || !named[legendTitle(m).String()] { // at least a bar and its swatch
					t.Errorf("%v %v of %q is drawn %d times, in the legend: %v", m.state, m.reason, row.label, drawn[m], named[legendTitle(m).String()])
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
