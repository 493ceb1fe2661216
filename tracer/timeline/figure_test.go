package timeline_test

import (
	"math"
	"testing"

	"ctrace/tracer/timeline"
)

func TestFigure(t *testing.T) {
	for _, test := range []struct {
		d    timeline.Duration
		want string
	}{
		{0, "0 s"}, {1, "1 ns"}, {999, "999 ns"}, {-7, "-7 ns"},
		{1000, "1.00 µs"}, {9994, "9.99 µs"}, {9996, "10.0 µs"}, {99_940, "99.9 µs"}, {99_960, "100 µs"},
		{999_499, "999 µs"}, {999_500, "1.00 ms"}, {41_300_000, "41.3 ms"}, {999_999_999, "1.00 s"},
		{2e9, "2.00 s"}, {-2e9, "-2.00 s"}, {599_600e6, "600 s"}, {600e9, "10.0 min"}, {3600e9, "60.0 min"}, {3 * 3600e9, "3.00 h"},
		{100 * 24 * 3600e9, "2400 h"}, {math.MaxInt64, "2562048 h"},
	} {
		if got := timeline.Figure(test.d); got != test.want {
			t.Errorf("%d: got %q, want %q", test.d, got, test.want)
		}
	}
}
