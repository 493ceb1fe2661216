package report

import (
	"math"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// drawnTwo is a drawing of two workers side by side.
const drawnTwo = `
thread 1 "a": 0s running 1s, waiting/sleep 1s
thread 2 "b": 0s running 1s, waiting/sleep 1s
`

func TestScore(t *testing.T) {
	for _, test := range []struct {
		name, measured string
		want           float64
		verdict        string
	}{
		{
			"exactly as drawn, at another time",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 1s\nthread 8 \"b\": 5s running 1s, waiting/sleep 1s", 1, "100 % as drawn",
		},
		{
			"what came before the drawing and what is not known does not count",
			"thread 7 \"a\": 3s waiting/lock 2s, running 1s, waiting/sleep 1s, unknown 9s\nthread 8 \"b\": 5s running 1s, waiting/sleep 1s", 1, "100 % as drawn",
		},
		{
			"for another reason",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 1s\nthread 8 \"b\": 5s running 1s, waiting/lock 1s", 3. / 4, "75 % as drawn",
		},
		{
			"longer than drawn",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 2s\nthread 8 \"b\": 5s running 1s, waiting/sleep 2s", 4. / 6, "66 % as drawn",
		},
		{
			"one after the other",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 1s\nthread 8 \"b\": 7s running 1s, waiting/sleep 1s", 2. / 6, "33 % as drawn",
		},
		{
			"one lane is missing",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 1s", 2. / 4, "50 % as drawn",
		},
		{
			"a thousandth too long is not exactly as drawn",
			"thread 7 \"a\": 5s running 1s, waiting/sleep 1001ms\nthread 8 \"b\": 5s running 1s, waiting/sleep 1001ms", 2 / 2.001, "99.9 % as drawn",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := compare(&Report{Drawing: timelinetest.Parse(t, drawnTwo), Timeline: timelinetest.Parse(t, test.measured)})
			got, ok := c.score()
			if !ok || math.Abs(got-test.want) > 1e-9 {
				t.Errorf("score %v, %v, want %v", got, ok, test.want)
			}
			if got := c.verdict(); got.String() != test.verdict {
				t.Errorf("verdict %q, want %q", got, test.verdict)
			}
		})
	}
}

func TestNoScoreWithoutBars(t *testing.T) {
	for name, drawing := range map[string]*timeline.Timeline{
		"no drawing": nil, "no lane": timelinetest.Parse(t, ""), "no bar": timelinetest.Parse(t, `process 1 "p": 0s`),
	} {
		c := compare(&Report{Drawing: drawing, Timeline: timelinetest.Parse(t, `thread 7 "a": 0s running 1s`)})
		if got := c.verdict(); !got.Empty() {
			t.Errorf("%s: verdict %q", name, got)
		}
	}
}

func TestBarsOfALane(t *testing.T) {
	c := compare(&Report{
		Drawing: timelinetest.Parse(t, `
thread 1 "a": 0s running 1s, waiting/sleep 1s, running 1s, waiting/lock 1s
thread 2 "b": 0s running 1s`),
		Timeline: timelinetest.Parse(t, `thread 7 "a": 1s waiting/lock 3s, running 2500ms, waiting/sleep 900ms, unknown 1s`),
	})
	running, sleep, lock := meaning{state: timeline.Running}, meaning{timeline.Waiting, timeline.Sleep}, meaning{timeline.Waiting, timeline.Lock}
	want := []drawnBar{
		{0, running, 2, 2e9, 2500e6, true},
		{0, sleep, 1, 1e9, 900e6, true},
		{0, lock, 1, 1e9, 0, true}, // What came before the drawing begins is no part of it.
		{1, running, 1, 1e9, 0, false},
	}
	got := append(c.bars(0), c.bars(1)...)
	if len(got) != len(want) {
		t.Fatalf("got %d bars, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("bar %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}
