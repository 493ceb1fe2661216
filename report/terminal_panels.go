package report

import "ctrace/tracer/lang"

// panels writes the ways in which the run did the same work as a table.
func (t *terminal) panels() {
	titleHead, adviceHead := t.say(lang.T("same work, done")), t.say(lang.T("the course says"))
	panels := t.report.Panels
	if len(panels) == 0 {
		return
	}
	figures, widest := figuresOf(panels), textWidth(titleHead)
	var widths [len(panelTitles)]int
	for i, p := range panels {
		widest = max(widest, textWidth(t.say(p.Title)))
		for column, title := range panelTitles {
			widths[column] = max(widths[column], t.widthOf(title), t.widthOf(figures[i][column]))
		}
	}
	widest = min(widest, t.width/3)
	write := func(title string, figures panelFigures, advice string, ink func(string) string) {
		line := fit(title, widest)
		for column, figure := range figures {
			line += "  " + padLeft(t.say(figure), widths[column])
		}
		for _, said := range wrapOrNothing(advice, float64(t.width-textWidth(line)-2)) {
			t.line(ink(line), "  ", t.ink.dim(said))
			line = blanks(textWidth(line))
		}
	}
	write(titleHead, panelTitles, adviceHead, t.ink.dim)
	for i, p := range panels {
		write(t.say(p.Title), figures[i], t.say(p.Advice), func(text string) string { return text })
	}
	t.line()
}

// wrapOrNothing breaks a text into lines, at least one.
func wrapOrNothing(text string, width float64) []string {
	if lines := wrap(text, width, columnsOf); len(lines) > 0 {
		return lines
	}
	return []string{""}
}
