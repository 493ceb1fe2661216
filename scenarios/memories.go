package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// memoryBoxes returns the memory of each of the scenario's processes, with what
// the program read there.
func memoryBoxes(m Measured) []Memory {
	var result memoryResult
	counted := json.Unmarshal(m.Result, &result) == nil
	var boxes []Memory
	for _, process := range m.Timeline.Find(timeline.Process) {
		box := Memory{Name: lang.T("memory of %s", process.Name), Lanes: lanesOfProcess(m.Timeline, process.PID)}
		held := lang.T("counter = %s", ownCount(result.InChildren))
		if process.Parent == timeline.NoLane {
			box.Name = lang.T("memory of the main process")
			held = lang.T("counter = %d after the processes, %d after the threads", result.AfterProcesses, result.AfterThreads)
		}
		if counted {
			box.Held = held
		}
		boxes = append(boxes, box)
	}
	return boxes
}

// ownCount returns what a child read. The children's counts have no names on them,
// so only counts that are all the same are known to be each child's own.
func ownCount(counts []int) lang.Text {
	if distinct := slices.Compact(slices.Sorted(slices.Values(counts))); len(distinct) == 1 {
		return lang.Data(fmt.Sprint(distinct[0]))
	}
	return lang.T("one of %s", pythonList(counts))
}

// lanesOfProcess returns the program's lanes of a process, itself among them.
func lanesOfProcess(tl *timeline.Timeline, pid int) []timeline.LaneID {
	var lanes []timeline.LaneID
	for id, lane := range tl.Lanes() {
		if lane.PID == pid && lane.Group == timeline.Program {
			lanes = append(lanes, id)
		}
	}
	return lanes
}
