package timelinetest

import (
	"fmt"
	"iter"
	"strings"
	"time"

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
			formatIntervals(&out, tl, tl.Life(id))
			if tl.Claimed(id) {
				claim := tl.Claims(id, -timeline.Forever, timeline.Forever)
				fmt.Fprintf(&out, "%s  claimed: %v", indent, start(claim))
				formatIntervals(&out, tl, claim)
			}
			walk(id, indent+"  ")
		}
	}
	walk(timeline.NoLane, "")
	return out.String()
}

// start returns where the intervals begin.
func start(intervals iter.Seq[timeline.Interval]) time.Duration {
	for iv := range intervals {
		return iv.Start.Std()
	}
	return 0
}

// formatIntervals writes the rest of a line.
func formatIntervals(out *strings.Builder, tl *timeline.Timeline, intervals iter.Seq[timeline.Interval]) {
	separator := " "
	for iv := range intervals {
		fmt.Fprintf(out, "%s%s %v", separator, stateText(tl, iv), iv.Length().Std())
		separator = ", "
	}
	out.WriteByte('\n')
}

func stateText(tl *timeline.Timeline, iv timeline.Interval) string {
	text := iv.State.String()
	if iv.On != timeline.NoLane {
		text += fmt.Sprintf("@%d", tl.Lane(iv.On).ID)
	}
	if iv.Reason != timeline.NoReason || iv.Detail != "" {
		text += "/" + iv.Reason.String()
	}
	if iv.Detail != "" {
		text += "/" + iv.Detail
	}
	return text
}
