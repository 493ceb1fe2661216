package report

import (
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// makespan returns how long a panel's way took.
func (p Panel) makespan() timeline.Duration { return p.To - p.From }

// longestPanel returns the length of the axis that all panels are drawn on.
func longestPanel(panels []Panel) timeline.Duration {
	longest := timeline.Duration(0)
	for _, p := range panels {
		longest = max(longest, p.makespan())
	}
	return longest
}

// speedUps returns how many times faster than the first panel each is; 0 where
// nothing was measured.
func speedUps(panels []Panel) []float64 {
	ups := make([]float64, len(panels))
	for i, p := range panels {
		if p.makespan() > 0 {
			ups[i] = float64(panels[0].makespan()) / float64(p.makespan())
		}
	}
	return ups
}

// panelFigures are what is told of a panel in figures, in the order of
// panelTitles.
type panelFigures [len(panelTitles)]lang.Text

var panelTitles = [...]lang.Text{lang.T("makespan"), lang.T("CPU time"), lang.T("speed-up")}

// figuresOf tells each panel in figures.
func figuresOf(panels []Panel) []panelFigures {
	figures := make([]panelFigures, len(panels))
	for i, up := range speedUps(panels) {
		p := panels[i]
		if up == 0 {
			figures[i] = panelFigures{notMeasured()}
			continue
		}
		figures[i] = panelFigures{lang.T("%s", p.makespan()), lang.T("%s", p.CPU), lang.T("×%s", lang.Ratio(up))}
	}
	return figures
}

// rows returns a panel's lanes as lines, those under others of the panel
// indented. It stops at limit and tells how many are left out.
func (p Panel) rows(tl *timeline.Timeline, limit int) (shown []row, left int) {
	for _, id := range p.Lanes {
		if len(shown) == limit {
			return shown, len(p.Lanes) - limit
		}
		lane, depth := tl.Lane(id), 1
		for above := lane.Parent; above != timeline.NoLane; above = tl.Lane(above).Parent {
			if slices.Contains(p.Lanes, above) {
				depth++
			}
		}
		shown = append(shown, row{lane: id, depth: depth, kind: lane.Kind, label: laneLabel(lane)})
	}
	return shown, 0
}
