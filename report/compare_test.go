package report

import (
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestCounterpartsStandUnderTheirParents holds that lanes of one name are told
// apart by what they stand under, whichever of them was born first.
func TestCounterpartsStandUnderTheirParents(t *testing.T) {
	drawing := timelinetest.Parse(t, `
process 1 "first": 0s running 1s
  thread 1 "main": 0s running 1s
process 2 "second": 0s running 1s
  thread 2 "main": 0s running 1s
`)
	measured := timelinetest.Parse(t, `
process 70 "first": 0s unknown 2s, running 1s
  thread 70 "main": 2s running 1s
process 80 "second": 500ms unknown 500ms, running 1s
  thread 80 "main": 1s running 1s
`)
	for drawn, other := range counterparts(drawing, measured) {
		want := map[timeline.LaneID]int{0: 70, 1: 70, 2: 80, 3: 80}[drawn]
		if got := measured.Lane(other).PID; got != want {
			t.Errorf("drawn lane %d is process %d, want %d", drawn, got, want)
		}
	}
}
