package report

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
		if got := figure(test.d); got != test.want {
			t.Errorf("%d: got %q, want %q", test.d, got, test.want)
		}
	}
}

func TestDifference(t *testing.T) {
	for _, test := range []struct {
		got, want timeline.Duration
		text      string
	}{
		{2_001e6, 2000e6, "+1.00 ms (+0.1 %)"},
		{1_500e6, 2000e6, "−500 ms (−25.0 %)"},
		{2000e6 + 1, 2000e6, "+1 ns (0.0 %)"},
		{2000e6 - 1, 2000e6, "−1 ns (0.0 %)"},
		{5, 5, "+0 s (0.0 %)"},
		{5, 0, "+5 ns"},
	} {
		if text := difference(test.got, test.want); text != test.text {
			t.Errorf("%d for %d: got %q, want %q", test.got, test.want, text, test.text)
		}
	}
}

func TestCount(t *testing.T) {
	for _, test := range []struct {
		n          int
		noun, want string
	}{
		{0, "lane", "0 lanes"}, {1, "lane", "1 lane"}, {999, "lane", "999 lanes"},
		{3120, "more lane", "3 120 more lanes"}, {1234567, "lane", "1 234 567 lanes"}, {2, "process", "2 processes"},
	} {
		if got := count(test.n, test.noun); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
