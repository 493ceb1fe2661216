package report

import (
	"cmp"
	"io"
	"math"
	"slices"

	"ctrace/report/page"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// writeHTML writes the report as one HTML page.
func writeHTML(w io.Writer, r *Report) error {
	content := page.Content{
		Language: r.Language,
		Title:    visible(r.Title), Section: r.Section, Call: r.Call, Answer: visibly(page.Told(r.Answer)),
		Started: r.Started, Exit: page.Told(r.Exit),
		Panels: pagePanels(r.Panels), Output: r.Output,
		Measured: r.Timeline, Drawing: r.Drawing,
		Words: pageWords(), Light: lightPalette().css(), Dark: darkPalette().css(),
	}
	comparison := compare(r)
	comparison.addTo(&content)
	for _, c := range r.Claims {
		content.Claims = append(content.Claims, page.Claim{
			Text: page.Told(c.Text), Holds: c.Holds, Unjudged: c.Unjudged, Measured: page.Told(c.Measured),
		})
	}
	content.Boxes = comparison.pageBoxes(r.Memories)
	for _, l := range r.Listings {
		content.Listings = append(content.Listings, page.Listing(l))
	}
	for _, n := range r.Notes {
		content.Notes = append(content.Notes, page.Note{Label: page.Told(n.Label), Text: page.Told(n.Text)})
	}
	return page.Write(w, content)
}

// visibly makes a text safe to stand in the file itself: all others are shown by
// the page's script, which sees to that.
func visibly(t page.Text) page.Text {
	for i := range t {
		t[i] = visible(t[i])
	}
	return t
}

// addTo adds what the comparison of drawing and measurement gives.
func (c *comparison) addTo(content *page.Content) {
	content.Shift, content.Verdict = c.shift, page.Told(c.verdict())
	for drawn, measured := range c.lived {
		first, last := c.measured.Seen(measured)
		content.Pairs = append(content.Pairs, page.Pair{Drawn: drawn, Measured: measured, Seen: last - first})
	}
	slices.SortFunc(content.Pairs, func(a, b page.Pair) int { return cmp.Compare(a.Drawn, b.Drawn) })
	for _, row := range c.rows(math.MaxInt) {
		for _, b := range c.bars(row.lane) {
			content.Bars = append(content.Bars, page.Bar{
				Drawn: b.lane, State: b.meaning.state, Reason: b.meaning.reason, Count: b.bars,
				Length: b.drawn, Measured: b.measured, Found: b.found,
			})
		}
	}
}

// pagePanels returns the panels with their figures, those that were not measured
// with the first alone.
func pagePanels(panels []Panel) []page.Panel {
	var list []page.Panel
	for i, figures := range figuresOf(panels) {
		p := panels[i]
		shown := page.Panel{Title: page.Told(p.Title), Advice: page.Told(p.Advice), From: p.From, To: p.To, Lanes: p.Lanes}
		for column, text := range figures {
			if !text.Empty() {
				shown.Figures = append(shown.Figures, page.Note{Label: page.Told(panelTitles[column]), Text: page.Told(text)})
			}
		}
		list = append(list, shown)
	}
	return list
}

// pageBoxes returns the memories as the drawing and as the measurement show them.
func (c *comparison) pageBoxes(memories []Memory) []page.Box {
	var boxes []page.Box
	measured := measuredBoxes(memories)
	for i, drawn := range c.drawnBoxes(memories) {
		boxes = append(boxes, page.Box{
			DrawnLabel: page.Told(drawn.label), Drawn: drawn.lanes, MeasuredLabel: page.Told(measured[i].label), Measured: measured[i].lanes,
		})
	}
	return boxes
}

// pageWords returns what the page calls the model's values.
func pageWords() page.Words {
	return page.Words{
		Kinds:   titles(timeline.NumKinds, kindTitle),
		States:  titles(timeline.NumStates, stateTitle),
		Reasons: titles(timeline.NumReasons, reasonTitle),
		Waiting: titles(timeline.NumReasons, func(r timeline.Reason) lang.Text { return legendTitle(meaning{timeline.Waiting, r}) }),
		Ranges:  titles(timeline.NumRangeKinds, rangeTitle),
		Origins: titles(timeline.NumOrigins, originTitle),
	}
}

// titles returns the titles of all values below end.
func titles[T ~uint8](end T, title func(T) lang.Text) []page.Text {
	var list []page.Text
	for v := range end {
		list = append(list, page.Told(title(v)))
	}
	return list
}
