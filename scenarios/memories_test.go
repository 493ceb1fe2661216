package scenarios

import (
	"encoding/json"
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

func TestMemoryBoxes(t *testing.T) {
	const mainMemory = "memory of the main process"
	lanes := [][]timeline.LaneID{{0, 1, 2, 3}, {4, 5}, {6, 7}}
	names := []string{mainMemory, "memory of Process-1", "memory of Process-2"}
	for _, test := range []struct {
		name, result string
		held         []string
	}{
		{"as the course says", memoryFound, []string{"counter = 0 after the processes, 6 after the threads", "counter = 3", "counter = 3"}},
		{"who read what is not known", `{"in_children": [3, 4]}`,
			[]string{"counter = 0 after the processes, 0 after the threads", "counter = one of [3, 4]", "counter = one of [3, 4]"}},
		{"nothing was read", "", []string{"", "", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			boxes := memoryBoxes(Measured{Timeline: timelinetest.Parse(t, memoryMeasured), Result: json.RawMessage(test.result)})
			if len(boxes) != len(names) {
				t.Fatalf("%d boxes, want %d", len(boxes), len(names))
			}
			for i, b := range boxes {
				if b.Name.String() != names[i] || b.Held.String() != test.held[i] || !slices.Equal(b.Lanes, lanes[i]) {
					t.Errorf("box %d is %+v, want %q holding %q around %v", i, b, names[i], test.held[i], lanes[i])
				}
			}
		})
	}
}
