package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"

	"ctrace/tracer/timeline"
)

// The small charts are go-chart's own types as SVG for a page to embed. Their
// colours are the page's custom properties (see [palette.css]), light ones
// where there are none, so that they turn dark with the page.

const (
	chartWidth = 1100
	chartNames = 200 // for the names on the left
)

// timeChart returns a bar per lane, split by where its life went, as SVG; nil
// if there is no lane. What each colour means says the page's legend.
func timeChart(r *Report) ([]byte, error) {
	const maxLanes, thickness, spacing = 40, 16, 10
	f, err := newFont()
	if err != nil {
		return nil, err
	}
	var bars []chart.StackedBar
	shown, _ := rows(r.Timeline, maxLanes)
	for _, row := range shown {
		name := shorten(row.label, chartNames-2*gutter, func(s string) float64 { return f.width(s, roleSmall) })
		if values := shares(r.Timeline.LifeTotals(row.lane)); values != nil {
			bars = append(bars, chart.StackedBar{Name: escapeXML(name), Width: thickness, Values: values})
		}
	}
	if bars == nil {
		return nil, nil
	}
	axis := axisStyle()
	axis.TextWrap = chart.TextWrapNone // a break might cut an escaped character in two
	axis.TextHorizontalAlign = chart.TextHorizontalAlignLeft
	axis.TextVerticalAlign = chart.TextVerticalAlignMiddle
	return render(chart.StackedBarChart{
		Width: chartWidth, Height: len(bars)*(thickness+spacing) + 50,
		Background:   chart.Style{Padding: chart.Box{Top: 8, Left: chartNames, Right: 16, Bottom: 40}},
		Canvas:       chart.Style{ClassName: "ct-none"},
		IsHorizontal: true, BarSpacing: spacing,
		XAxis: axisStyle(), YAxis: axis, Bars: bars,
	})
}

// shares returns the parts of a lane's life. go-chart draws the bars from right
// to left, so what ran comes last.
func shares(sum timeline.Totals) []chart.Value {
	var values []chart.Value
	for _, m := range meanings(sum) {
		length := sum.States[m.state]
		if m.state == timeline.Waiting {
			length = sum.Waiting[m.reason]
		}
		value := chart.Value{Value: float64(length), Style: chart.Style{ClassName: "ct-" + m.property()}}
		values = append([]chart.Value{value}, values...)
	}
	return values
}

// concurrencyChart returns how many lanes ran and how many waited at each
// instant, as SVG; nil if there is no lane. It counts lanes that have none
// below them: a process does not run in addition to its threads.
func concurrencyChart(r *Report) ([]byte, error) {
	tl := r.Timeline
	leaves := leaves(tl)
	if len(leaves) == 0 || tl.End() == tl.Start() {
		return nil, nil
	}
	a := newAxis(tl.Start(), tl.End(), chartWidth)
	waiting := steps(tl, leaves, a, timeline.Waiting)
	running := steps(tl, leaves, a, timeline.Running)
	most := 1.
	for _, v := range append(running.YValues[:len(running.YValues):len(running.YValues)], waiting.YValues...) {
		most = max(most, v)
	}
	running.Style.FillColor = drawing.ColorBlack // only says that there is a fill: the class has its colour
	hidden := chart.Style{Hidden: true}
	return render(chart.Chart{
		Width: chartWidth, Height: 180,
		Background:     chart.Style{ClassName: "ct-none", Padding: chart.Box{Top: 12, Left: 16, Right: 16, Bottom: 8}},
		Canvas:         chart.Style{ClassName: "ct-none"},
		YAxisSecondary: chart.YAxis{Style: hidden},
		XAxis:          chart.XAxis{Style: axisStyle(), Ticks: timeTicks(a)},
		YAxis:          chart.YAxis{Style: axisStyle(), Ticks: countTicks(int(most))},
		Series:         []chart.Series{running, waiting},
	})
}

// leaves returns the program's lanes that have no other of them below.
func leaves(tl *timeline.Timeline) []timeline.LaneID {
	inner := map[timeline.LaneID]bool{}
	for _, lane := range tl.Lanes() {
		if lane.Group == timeline.Program {
			inner[lane.Parent] = true
		}
	}
	var ids []timeline.LaneID
	for id, lane := range tl.Lanes() {
		if lane.Group == timeline.Program && !inner[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// steps returns how many lanes are in a state over time: for each pixel of the
// axis the most that there were at once.
func steps(tl *timeline.Timeline, lanes []timeline.LaneID, a axis, state timeline.State) chart.ContinuousSeries {
	most := make([]int, int(a.width))
	inState := func(_ timeline.LaneID, iv timeline.Interval) bool { return iv.State == state }
	for s := range tl.Concurrency(lanes, inState) {
		last := min(int(math.Ceil(a.at(s.End))), len(most))
		for i := min(int(a.at(s.Start)), len(most)-1); i < last; i++ {
			most[i] = max(most[i], s.Count)
		}
	}
	series := chart.ContinuousSeries{Style: chart.Style{ClassName: "ct-line-" + state.String(), StrokeWidth: 2, StrokeColor: drawing.ColorBlack}}
	at := func(x, count int) {
		series.XValues = append(series.XValues, float64(x))
		series.YValues = append(series.YValues, float64(count))
	}
	for i, count := range most {
		if i > 0 && count == most[i-1] {
			continue
		}
		if i > 0 {
			at(i, most[i-1])
		}
		at(i, count)
	}
	at(len(most), most[len(most)-1])
	return series
}

// timeTicks returns the ruler's marks between two unnamed ones at the ends:
// go-chart shows the range from the first to the last.
func timeTicks(a axis) []chart.Tick {
	ticks := []chart.Tick{{Value: 0}}
	for _, t := range a.ticks(90) {
		ticks = append(ticks, chart.Tick{Value: t.at, Label: t.label})
	}
	return append(ticks, chart.Tick{Value: a.width})
}

// countTicks returns up to five whole numbers, from 0 to most or a little more.
func countTicks(most int) []chart.Tick {
	step := max(1, (most+3)/4)
	var ticks []chart.Tick
	for n := 0; n < most+step; n += step {
		ticks = append(ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
	}
	return ticks
}

func axisStyle() chart.Style {
	return chart.Style{ClassName: "ct-axis", FontSize: 9, StrokeWidth: 1, StrokeColor: drawing.ColorBlack}
}

// goChart is one of go-chart's types.
type goChart interface {
	Render(chart.RendererProvider, io.Writer) error
}

// render draws a chart as SVG.
func render(c goChart) ([]byte, error) {
	var out bytes.Buffer
	err := c.Render(chart.SVGWithCSS(chartStyle(), ""), &out)
	return out.Bytes(), err
}

// chartStyle is the style sheet of the small charts: a class per colour.
func chartStyle() string {
	p := lightPalette()
	var css strings.Builder
	css.WriteString("path.ct-none{fill:none;stroke:none}")
	for _, m := range allMeanings() {
		name, fill := m.property(), p.look(m.state, m.reason).fill.hex()
		fmt.Fprintf(&css, "path.ct-%s{fill:none;stroke:none}path.ct-%[1]s.fill{fill:var(--%[1]s,%[2]s)}", name, fill)
	}
	running := p.states[timeline.Running].hex()
	fmt.Fprintf(&css, "path.ct-line-running{fill:none;stroke:var(--running,%s);stroke-width:2}", running)
	fmt.Fprintf(&css, "path.ct-line-running.fill{fill:var(--running,%s);fill-opacity:.25;stroke:none}", running)
	fmt.Fprintf(&css, "path.ct-line-waiting{fill:none;stroke:var(--dim,%s);stroke-width:1;stroke-dasharray:5 3}", p.dim.hex())
	fmt.Fprintf(&css, "path.ct-axis{stroke:var(--line,%s);fill:none}", p.line.hex())
	fmt.Fprintf(&css, "text.ct-axis{fill:var(--dim,%s);font:12px system-ui,sans-serif}", p.dim.hex())
	return css.String()
}
