package scenarios

import (
	"encoding/json"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// twoWays is a run of which the last way was not recorded: its lanes are
// numbered in the order of the lines.
const twoWays = `
process 1 "cpu-bound": 0s running 4s
  thread 1 "MainThread": 0s running 1s, waiting/join 3s
    region "sequential": 0s 1s
    region "job": 0s 500ms, 500ms 500ms
    region "threads": 1s 1s
    region "processes": 2s 1s
    region "coroutines": 3s 1s
  thread 2 "Thread-1 (crunch)": 1s running 1s
    region "job": 1s 1s
  thread 3 "event loop": 3s running 1s
    coroutine 4 "crunch(1)": 3s running 600ms, waiting/sleep 400ms
      region "job": 3s 1s
process 5 "ForkPoolWorker-1": 2s running 1s
  thread 5 "MainThread": 2s running 1s
    region "job": 2s 1s
`

func TestPartPanels(t *testing.T) {
	result := `{"results": {"sequential": [500000000, 400000000], "threads": [900000000], "processes": [950000000], "coroutines": ["no CPU time"]}}`
	got := partPanels(Measured{Timeline: timelinetest.Parse(t, twoWays), Result: json.RawMessage(result)})
	want := []Panel{
		{Title: wayTexts[sequentially], From: 0, To: 1e9, Lanes: []timeline.LaneID{1}, CPU: 9e8},
		{Title: wayTexts[onThreads], Advice: advice[onThreads], From: 1e9, To: 2e9, Lanes: []timeline.LaneID{2}, CPU: 9e8},
		{Title: wayTexts[onProcesses], Advice: advice[onProcesses], From: 2e9, To: 3e9, Lanes: []timeline.LaneID{5}, CPU: 95e7},
		{Title: wayTexts[onCoroutines], Advice: advice[onCoroutines], From: 3e9, To: 4e9, Lanes: []timeline.LaneID{3, 4}, CPU: 6e8},
	}
	if !slices.EqualFunc(got, want, samePanel) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func samePanel(a, b Panel) bool {
	return a.Title.String() == b.Title.String() && a.Advice.String() == b.Advice.String() &&
		a.From == b.From && a.To == b.To && a.CPU == b.CPU && slices.Equal(a.Lanes, b.Lanes)
}

// TestPartPanelsOfNothing holds that a run that was cut short has panels without
// lanes instead of none.
func TestPartPanelsOfNothing(t *testing.T) {
	panels := partPanels(Measured{Timeline: timelinetest.Parse(t, "")})
	if len(panels) != len(allWays()) {
		t.Errorf("%d panels, want one a way", len(panels))
	}
	for _, p := range panels {
		if len(p.Lanes) > 0 || p.To > p.From || p.CPU > 0 {
			t.Errorf("something was measured of %+v", p)
		}
	}
}
