package report

import (
	"strings"

	"ctrace/tracer/timeline"
)

// crowdLevels are the glyphs for how many lanes of a crowd have a CPU or want one,
// from the fewest to the most at once.
var crowdLevels = []rune("▁▂▃▄▅▆▇█")

// crowd draws many lanes in one line: how many of them were active at once or, where
// none was, that they waited. A CPU is a crowd of its own: it shows for how much of
// the time it ran the program.
func (t *terminal) crowd(lanes []timeline.LaneID) string {
	tl := t.report.Timeline
	columns := newColumns(t.table.axis, t.table.bar)
	for _, id := range lanes {
		for iv := range tl.Intervals(id, t.table.axis.from, t.table.axis.to) {
			if tl.Lane(id).Kind != timeline.CPU || iv.State == timeline.Running {
				columns.add(iv)
			}
		}
	}
	most := float64(crowdPeak(tl, lanes)) * columns.width()
	var out strings.Builder
	for _, c := range columns.list {
		share := (c.states[timeline.Running] + c.states[timeline.Syscall] + c.states[timeline.Runnable]) / most
		switch {
		case share > 0:
			t.table.used[glyphCrowd] = true
			level := min(int(share*float64(len(crowdLevels))), len(crowdLevels)-1)
			out.WriteString(t.ink.cell(string(crowdLevels[level]), meaning{state: timeline.Running}))
		default:
			g := glyphOf(c)
			t.table.used[g] = true
			m := meaning{state: glyphs[g].state}
			if m.state == timeline.Waiting {
				m.reason = c.reason()
			}
			out.WriteString(t.ink.cell(glyphs[g].text, m))
		}
	}
	return out.String()
}
