package report

import (
	"slices"
	"testing"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func TestDrawnBoxes(t *testing.T) {
	r := memorySample(t)
	r.Memories = append(r.Memories, Memory{Name: lang.Data("memory of nobody"), Lanes: nil})
	got := compare(r).drawnBoxes(r.Memories)
	for i, want := range [][]timeline.LaneID{{0, 1, 4}, {2, 3}, nil} {
		if !slices.Equal(got[i].lanes, want) || got[i].label.String() != r.Memories[i].Name.String() {
			t.Errorf("%q stands around %v, want %q around %v", got[i].label, got[i].lanes, r.Memories[i].Name, want)
		}
	}
}

// TestBoxesDoNotOverlap holds that the picture's boxes follow each other and hold
// the middles of their own lines only, though a child is born before a thread.
func TestBoxesDoNotOverlap(t *testing.T) {
	r := memorySample(t)
	l, err := newLayout(r, defaultView())
	if err != nil {
		t.Fatal(err)
	}
	measured, _ := rows(r.Timeline, 10)
	l.plan(nil, measured, compare(r))
	middles := l.boxedRows(measured, measuredBoxes(r.Memories), func(r row) float64 { return l.name(r) })
	bottom := 0.
	for i, lanes := range [][]timeline.LaneID{{0, 1, 4}, {2, 3}} {
		sides := l.scene.grid[4*i:]
		above, below := sides[0].points[0].y, sides[1].points[0].y
		if above <= bottom || below <= above {
			t.Errorf("box %d is from %v to %v, the one before it ends at %v", i, above, below, bottom)
		}
		for id, middle := range middles {
			if inside := middle > above && middle < below; inside != slices.Contains(lanes, id) {
				t.Errorf("lane %d is in box %d: %v", id, i, inside)
			}
		}
		bottom = below
	}
	if len(l.scene.grid) != 8 || len(middles) != 5 {
		t.Errorf("%d sides and %d lines, want two boxes around five lines", len(l.scene.grid), len(middles))
	}
}
