package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestStrip draws lanes on an axis of ten pixels, 1 ms each.
func TestStrip(t *testing.T) {
	for _, test := range []struct{ name, lane, want string }{
		{"exact bars", "running 4ms, waiting/sleep 6ms",
			"bar running 0–4, bar waiting/sleep 4–10"},
		{"a pixel is a bar", "running 1ms, waiting/sleep 9ms",
			"bar running 0–1, bar waiting/sleep 1–10"},
		{"less is a mark", "waiting/lock 5ms, running 100us, waiting/lock 4900us",
			"bar waiting/lock 0–5, bar waiting/lock 5.1–10, mark running 5–6 ×1"},
		{"as strong as its share", "running 900us, waiting/sleep 9100us",
			"bar waiting/sleep 0.9–10, mark running 0–1 ×4"},
		{"all of a mixed pixel", "running 500us, runnable 250us, running 250us, waiting/sleep 9ms",
			"bar waiting/sleep 1–10, mark running 0–1 ×3, mark runnable 0–1 ×1"},
		{"split over two pixels", "waiting/sleep 4500us, running 900us, waiting/sleep 4600us",
			"bar waiting/sleep 0–4.5, bar waiting/sleep 5.4–10, mark running 4–6 ×2"},
		{"what waits most names the mark", "waiting/lock 100us, running 100us, waiting/gil 200us, running 9600us",
			"bar running 0.4–10, mark running 0–1 ×1, mark waiting/gil 0–1 ×1"},
		{"details part bars", "waiting/lock/a 5ms, waiting/lock/b 5ms",
			"bar waiting/lock/a 0–5, bar waiting/lock/b 5–10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl := timelinetest.Parse(t, `thread 1 "": 0s `+test.lane)
			got := newStrip(tl, 0, newAxis(0, 10e6, 10)).String()
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func (s strip) String() string {
	var parts []string
	for _, b := range s.bars {
		what := strings.TrimRight(fmt.Sprintf("%v/%v/%s", b.state, b.reason, b.detail), "/")
		parts = append(parts, fmt.Sprintf("bar %s %.3g–%.3g", what, b.left, b.right))
	}
	for _, m := range s.marks {
		what := strings.TrimRight(fmt.Sprintf("%v/%v", m.state, m.reason), "/")
		parts = append(parts, fmt.Sprintf("mark %s %d–%d ×%d", what, m.left, m.right, m.strength))
	}
	return strings.Join(parts, ", ")
}

// TestColumnsKeepTime checks that splitting a lane into any number of columns
// loses no time of any state.
func TestColumnsKeepTime(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		tl := r.Timeline
		for _, n := range []int{1, 7, 60, 1000} {
			for id := range tl.Lanes() {
				columns := newColumns(newAxis(tl.Start(), tl.End(), float64(n)), n)
				for iv := range tl.Life(id) {
					columns.add(iv)
				}
				totals := tl.LifeTotals(id)
				for s := range timeline.NumStates {
					sum := 0.
					for _, c := range columns.list {
						sum += c.states[s]
					}
					if want := float64(totals.States[s]); math.Abs(sum-want) > 1e-6*float64(totals.Life) {
						t.Fatalf("lane %d in %d columns: %v %v ns, want %v", id, n, s, sum, want)
					}
				}
			}
		}
	})
}
