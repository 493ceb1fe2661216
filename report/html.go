package report

import (
	"cmp"
	"io"
	"math"
	"slices"

	"ctrace/report/page"
)

// writeHTML writes the report as one HTML page.
func writeHTML(w io.Writer, r *Report) error {
	content := page.Content{
		Title: visible(r.Title), Section: r.Section, Call: r.Call, Answer: r.say(r.Answer),
		Command: r.Command, Started: r.Started, Exit: r.say(r.Exit),
		Output:   r.Output,
		Measured: r.Timeline, Drawing: r.Drawing,
		Light: lightPalette().css(), Dark: darkPalette().css(),
	}
	comparison := compare(r)
	comparison.addTo(&content)
	content.Panels = pagePanels(r)
	for _, c := range r.Claims {
		content.Claims = append(content.Claims, page.Claim{Text: r.say(c.Text), Holds: c.Holds, Unjudged: c.Unjudged, Measured: r.say(c.Measured)})
	}
	content.Boxes = comparison.pageBoxes(r)
	for _, l := range r.Listings {
		content.Listings = append(content.Listings, page.Listing(l))
	}
	for _, n := range r.Notes {
		content.Notes = append(content.Notes, page.Note{Label: r.say(n.Label), Text: r.say(n.Text)})
	}
	return page.Write(w, content)
}

// addTo adds what the comparison of drawing and measurement gives.
func (c *comparison) addTo(content *page.Content) {
	content.Shift, content.Verdict = c.shift, c.verdict().In(c.language)
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
func pagePanels(r *Report) []page.Panel {
	var list []page.Panel
	for i, figures := range figuresOf(r.Panels) {
		p := r.Panels[i]
		shown := page.Panel{Title: r.say(p.Title), Advice: r.say(p.Advice), From: p.From, To: p.To, Lanes: p.Lanes}
		for column, text := range figures {
			if !text.Empty() {
				shown.Figures = append(shown.Figures, page.Note{Label: r.say(panelTitles[column]), Text: r.say(text)})
			}
		}
		list = append(list, shown)
	}
	return list
}

// pageBoxes returns the memories as the drawing and as the measurement show them.
func (c *comparison) pageBoxes(r *Report) []page.Box {
	var boxes []page.Box
	measured := measuredBoxes(r)
	for i, drawn := range c.drawnBoxes(r) {
		boxes = append(boxes, page.Box{
			DrawnLabel: drawn.label, Drawn: drawn.lanes, MeasuredLabel: measured[i].label, Measured: measured[i].lanes,
		})
	}
	return boxes
}
