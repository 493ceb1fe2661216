package timelinetest

import (
	"fmt"
	"strings"

	"ctrace/tracer/timeline"
)

// Format returns tl in the form that [Parse] reads, lanes in tree order, so
// that tests can compare timelines as text.
func Format(tl *timeline.Timeline) string {
	var out strings.Builder
	var walk func(parent timeline.LaneID, indent string)
	walk = func(parent timeline.LaneID, indent string) {
		for _, id := range tl.Children(parent) {
			lane := tl.Lane(id)
			group := ""
			if lane.Group == timeline.Runtime {
				group = "runtime "
			}
			fmt.Fprintf(&out, "%s%s%v %d %q: %v", indent, group, lane.Kind, lane.ID, lane.Name, lane.Start.Std())
			separator := " "
			for iv := range tl.Life(id) {
				fmt.Fprintf(&out, "%s%s %v", separator, stateText(iv), iv.Length().Std())
				separator = ", "
			}
			out.WriteByte('\n')
			walk(id, indent+"  ")
		}
	}
	walk(timeline.NoLane, "")
	return out.String()
}

func stateText(iv timeline.Interval) string {
	text := iv.State.String()
	if iv.Reason != timeline.NoReason || iv.Detail != "" {
		text += "/" + iv.Reason.String()
	}
	if iv.Detail != "" {
		text += "/" + iv.Detail
	}
	return text
}
