package scenarios

import (
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestRealGIL shows which of the claims hold of what the kernel ran.
func TestRealGIL(t *testing.T) {
	const (
		turns    = "0s running 50ms, waiting/gil 50ms, running 1ms, waiting/gil 49ms"
		others   = "0s waiting/gil 50ms, running 51ms, waiting/gil 1ms, running 48ms"
		parallel = "0s running 150ms"
		idle     = "0s running 10ms, waiting/lock 130ms, running 10ms"
	)
	tests := []struct {
		name, first, second string
		freeThreaded        bool
		cpus                int
		exact               bool
		broken, unjudged    []bool
	}{
		{"they take turns", turns, others, false, 2, true, []bool{false, false, false}, []bool{false, false, true}},
		{"they run in parallel", parallel, parallel, false, 2, true, []bool{true, true, false}, []bool{false, false, true}},
		{"they wait for something else", idle, "140ms running 10ms", false, 2, true, []bool{true, true, false}, []bool{false, false, true}},
		{"one core tells nothing", turns, others, false, 1, true, []bool{false, false, false}, []bool{true, true, true}},
		{"nor does who was polled", turns, others, false, 2, false, []bool{false, false, false}, []bool{true, true, true}},
		{"without a GIL they run in parallel", parallel, parallel, true, 2, true, []bool{false, false, false, false}, []bool{false, true, true, true}},
		{"without a GIL they take turns", turns, others, true, 2, true, []bool{true, false, false, false}, []bool{false, true, true, true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tl := timelinetest.Parse(t, "\nthread 1 \"Thread-1 (compute)\": "+test.first+"\nthread 2 \"Thread-2 (compute)\": "+test.second+"\n")
			m := Measured{Timeline: kernelTold(t, tl, test.exact), Python: true, FreeThreaded: test.freeThreaded, CPUs: test.cpus}
			claims := claimGIL(defaults(t, gil), m)
			if len(claims) != len(test.broken) {
				t.Fatalf("there are %d claims, want %d", len(claims), len(test.broken))
			}
			for i, claim := range claims {
				if claim.Holds == test.broken[i] || claim.Unjudged != test.unjudged[i] {
					t.Errorf("%q: holds %v, unjudged %v; measured %q", claim.Text, claim.Holds, claim.Unjudged, claim.Measured)
				}
				checkFrench(t, claim.Text)
				checkFrench(t, claim.Measured)
			}
			checkFrench(t, answerGIL(defaults(t, gil), m))
		})
	}
}

// kernelTold returns a timeline as if the kernel's record had told it.
func kernelTold(t *testing.T, tl *timeline.Timeline, exact bool) *timeline.Timeline {
	t.Helper()
	b := timeline.NewBuilder(timeline.Clock{Boot: "x"})
	b.Source(timeline.Source{Name: "kernel", On: true, Approximate: !exact})
	for id, lane := range tl.Lanes() {
		own := b.Lane(lane)
		for iv := range tl.Life(id) {
			b.Append(own, iv)
		}
	}
	return b.Build(0)
}
