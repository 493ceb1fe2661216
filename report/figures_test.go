package report

import (
	"testing"

	"ctrace/tracer/timeline"
)

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
