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
