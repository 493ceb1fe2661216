package report

import (
	"slices"
	"testing"

	"ctrace/tracer/timeline"
)

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		from, to timeline.Time
		want     []string
	}{
		{0, 3e9, []string{"0", "1 s", "2 s", "3 s"}},
		{0, 1e9, []string{"0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s"}},
		{5e6, 9e6, []string{"5 ms", "6 ms", "7 ms", "8 ms", "9 ms"}},
		{1_000_000_000, 1_000_000_004, []string{"1000000000 ns", "1000000001 ns", "1000000002 ns", "1000000003 ns", "1000000004 ns"}},
		{-2e9, 1e9, []string{"-2 s", "-1 s", "0", "1 s"}},
		{0, 1, []string{"0", "1 ns"}},
		{0, 0, []string{"0", "1 ns"}},
		{0, 4 * 3600e9, []string{"0", "1 h", "2 h", "3 h", "4 h"}},
	} {
		a := newAxis(test.from, test.to, 100)
		var got []string
		for _, tick := range a.ticks(20) {
			got = append(got, tick.label)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d to %d: got %q, want %q", test.from, test.to, got, test.want)
		}
	}
}

// TestTickSpacing checks, over ranges of every size, that there are marks, that
// they keep their distance and lie within the axis.
func TestTickSpacing(t *testing.T) {
	const spacing, width = 90, 1000
	for length := timeline.Time(1); length < 1e18; length = length*3/2 + 1 {
		for _, from := range []timeline.Time{0, 7, length / 3} {
			ticks := newAxis(from, from+length, width).ticks(spacing)
			if len(ticks) < 1 || len(ticks) > width/spacing+1 {
				t.Fatalf("%d from %d: %d ticks", length, from, len(ticks))
			}
			for i, tick := range ticks {
				if tick.at < -1e-6 || tick.at > width+1e-6 || i > 0 && tick.at-ticks[i-1].at < spacing-1e-3 {
					t.Fatalf("%d from %d: tick %d of %v", length, from, i, ticks)
				}
			}
		}
	}
}
