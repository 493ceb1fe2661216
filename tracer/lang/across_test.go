package lang

import (
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

func TestAcross(t *testing.T) {
	const ms = timeline.Duration(time.Millisecond)
	took := func(took timeline.Duration, threads int, speedUp Ratio) Text {
		return T("%s %s", N(threads, "%d thread", "%d threads"), Join(", ", T("%s", took), T("×%s", speedUp)))
	}
	for _, test := range []struct {
		name            string
		runs            []Text
		english, french string
	}{
		{"one run", []Text{took(1500*ms, 2, 1.5)}, "2 threads 1.50 s, ×1.50", "2 threads 1,50 s, ×1,50"},
		{"the same each time", []Text{took(1500*ms, 1, 1.5), took(1500*ms, 1, 1.5)}, "1 thread 1.50 s, ×1.50", "1 thread 1,50 s, ×1,50"},
		{"too near to see", []Text{took(1500*ms, 1, 1.5), took(1501*ms, 1, 1.501)}, "1 thread 1.50 s, ×1.50", "1 thread 1,50 s, ×1,50"},
		{"apart", []Text{took(1500*ms, 3, 2), took(998*ms, 2, 1.5), took(1020*ms, 1, 1.75)},
			"2 [1–3] threads 1.02 s [998 ms–1.50 s], ×1.75 [1.50–2.00]",
			"2 [1–3] threads 1,02 s [998 ms–1,50 s], ×1,75 [1,50–2,00]"},
		{"one thread in the median", []Text{took(10*ms, 0, 1), took(10*ms, 1, 1), took(10*ms, 2, 1)},
			"1 [0–2] thread 10.0 ms, ×1.00", "1 [0–2] thread 10,0 ms, ×1,00"},
		{"other words", []Text{T("running"), T("waiting"), took(ms, 1, 1)}, "running", "en cours d'exécution"},
		{"other words within", []Text{T("%s: %d", T("running"), 1), T("%s: %d", Data("x"), 3)}, "running: 3 [1–3]", "en cours d'exécution: 3 [1–3]"},
		{"names", []Text{T("%d %q", ID(2), "a"), T("%d %q", ID(3), "b")}, `2 "a"`, "2 «\u00a0a\u00a0»"},
	} {
		all := test.runs[0].Across(test.runs)
		if got := all.In(English); got != test.english {
			t.Errorf("%s: in English %q, want %q", test.name, got, test.english)
		}
		if got := all.In(French); got != test.french {
			t.Errorf("%s: in French %q, want %q", test.name, got, test.french)
		}
	}
}

func TestAcrossLeavesTheRunsAlone(t *testing.T) {
	first := T("%d of %s", 1, T("%d", 1))
	first.Across([]Text{T("%d of %s", 5, T("%d", 5))})
	if got := first.String(); got != "1 of 1" {
		t.Errorf("the first run says %q now, want %q", got, "1 of 1")
	}
}
