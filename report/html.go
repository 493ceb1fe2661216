package report

import (
	"cmp"
	"io"
	"math"
	"slices"

	"ctrace/report/page"
	"ctrace/tracer/timeline"
)

// writeHTML writes the report as one HTML page.
func writeHTML(w io.Writer, r *Report) error {
	if r.Timeline == nil {
		empty := *r
		empty.Timeline = timeline.NewBuilder(timeline.Clock{}).Build(0)
		r = &empty
	}
	content := page.Content{
		Title: r.Title, Section: r.Section, Call: r.Call, Answer: r.Answer,
		Command: r.Command, Started: r.Started, Exit: r.Exit,
		Output: r.Output, Listing: r.Listing,
		Measured: r.Timeline, Drawing: r.Drawing,
		Light: lightPalette().css(), Dark: darkPalette().css(),
	}
	comparison := compare(r)
	content.Shift, content.Verdict = comparison.shift, comparison.verdict()
	for drawn, measured := range comparison.lived {
		first, last := r.Timeline.Seen(measured)
		content.Pairs = append(content.Pairs, page.Pair{Drawn: drawn, Measured: measured, Seen: last - first})
	}
	slices.SortFunc(content.Pairs, func(a, b page.Pair) int { return cmp.Compare(a.Drawn, b.Drawn) })
	for _, row := range comparison.rows(math.MaxInt) {
		for _, b := range comparison.bars(row.lane) {
			content.Bars = append(content.Bars, page.Bar{
				Drawn: b.lane, State: b.meaning.state, Reason: b.meaning.reason, Count: b.bars,
				Length: b.drawn, Measured: b.measured, Found: b.found,
			})
		}
	}
	for i, up := range speedUps(r.Panels) {
		p := r.Panels[i]
		content.Panels = append(content.Panels, page.Panel{
			Title: p.Title, Advice: p.Advice, From: p.From, To: p.To, Lanes: p.Lanes, CPU: p.CPU, SpeedUp: up,
		})
	}
	for _, c := range r.Claims {
		content.Claims = append(content.Claims, page.Claim(c))
	}
	for _, n := range r.Notes {
		content.Notes = append(content.Notes, page.Note(n))
	}
	return page.Write(w, content)
}
