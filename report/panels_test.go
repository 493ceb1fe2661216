package report

import (
	"slices"
	"testing"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestSpeedUps(t *testing.T) {
	panels := []Panel{{From: 1e9, To: 5e9}, {From: 5e9, To: 7e9}, {From: 7e9, To: 15e9}, {}}
	if got, want := speedUps(panels), []float64{1, 2, 0.5, 0}; !slices.Equal(got, want) {
		t.Errorf("speed-ups %v, want %v", got, want)
	}
	if got := speedUps([]Panel{{}, {From: 0, To: 1}}); got[1] != 0 {
		t.Errorf("%v times faster than what was not measured", got[1])
	}
}

// TestPanelEndsAtItsEnd holds that a panel shows nothing of what its lanes did
// before and after it, and begins at the axis's zero.
func TestPanelEndsAtItsEnd(t *testing.T) {
	r := &Report{
		Timeline: timelinetest.Parse(t, `thread 1 "main": 0s waiting/lock 1s, running 2s, waiting/sleep 5s`),
		Panels: []Panel{
			{Title: lang.Data("long"), From: 0, To: 4e9},
			{Title: lang.Data("short"), From: 1e9, To: 3e9, Lanes: []timeline.LaneID{0}},
		},
	}
	l, err := newLayout(r, defaultView())
	if err != nil {
		t.Fatal(err)
	}
	l.panels()
	if len(l.scene.rects) != 1 {
		t.Fatalf("%d bars, want the one of its time: %+v", len(l.scene.rects), l.scene.rects)
	}
	bar, middle := l.scene.rects[0], (l.plot.left+l.plot.right)/2
	if bar.state != timeline.Running || bar.left != l.plot.left || bar.right != middle {
		t.Errorf("%v from %v to %v, want running from %v to %v", bar.state, bar.left, bar.right, l.plot.left, middle)
	}
}

func TestPanelRows(t *testing.T) {
	tl := timelinetest.Parse(t, `
process 1 "p": 0s running 1s
  thread 1 "loop": 0s running 1s
    coroutine 1 "a": 0s running 1s
    coroutine 2 "b": 0s running 1s
`)
	shown, left := Panel{Lanes: []timeline.LaneID{1, 2, 3}}.rows(tl, 2)
	if left != 1 || len(shown) != 2 || shown[0].depth != 1 || shown[1].depth != 2 {
		t.Errorf("rows %+v and %d more, want the loop, a coroutine under it and 1 more", shown, left)
	}
}
