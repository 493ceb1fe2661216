package report

import "ctrace/tracer/lang"

// Columns between the cells of a table, and the least that advice needs to stand
// beside the figures.
const (
	cellGap     = 2
	leastAdvice = 24
)

// panels writes the ways in which the run did the same work as a table.
func (t *terminal) panels() {
	panels := t.report.Panels
	if len(panels) == 0 {
		return
	}
	titleHead, adviceHead := lang.T("same work, done"), lang.T("the course says")
	figures, table := figuresOf(panels), t.planPanels(titleHead)
	t.way(table, t.ink.dim, titleHead, panelTitles, adviceHead)
	for i, p := range panels {
		t.way(table, func(text string) string { return text }, p.Title, figures[i], p.Advice)
	}
	t.line()
}

// panelTable is how wide the columns of titles and figures are.
type panelTable struct {
	title   int
	figures [len(panelTitles)]int
}

func (p panelTable) width() int {
	sum := p.title
	for _, w := range p.figures {
		sum += cellGap + w
	}
	return sum
}

// planPanels gives every column what it needs or, on a narrow terminal, cuts the
// widest.
func (t *terminal) planPanels(titleHead lang.Text) panelTable {
	p := panelTable{title: t.widthOf(titleHead)}
	for i, figures := range figuresOf(t.report.Panels) {
		p.title = max(p.title, t.widthOf(t.report.Panels[i].Title))
		for column, title := range panelTitles {
			p.figures[column] = max(p.figures[column], t.widthOf(title), t.widthOf(figures[column]))
		}
	}
	p.title = min(p.title, t.width/3)
	for p.width() > t.width {
		widest := 0
		for column, w := range p.figures {
			if w > p.figures[widest] {
				widest = column
			}
		}
		p.figures[widest]--
	}
	return p
}

// way writes one line of the table. What is said of it stands beside the figures,
// or below where there is no room.
func (t *terminal) way(p panelTable, ink func(string) string, title lang.Text, figures panelFigures, advice lang.Text) {
	line := fit(t.say(title), p.title)
	for column, figure := range figures {
		text := shorten(t.say(figure), float64(p.figures[column]), columnsOf)
		line += blanks(cellGap) + padLeft(text, p.figures[column])
	}
	room := t.width - p.width() - cellGap
	if room < leastAdvice {
		t.line(ink(line))
		for _, words := range wrap(t.say(advice), float64(t.width-2*cellGap), columnsOf) {
			t.line(blanks(2*cellGap), t.ink.dim(words))
		}
		return
	}
	words := wrap(t.say(advice), float64(room), columnsOf)
	if len(words) == 0 {
		t.line(ink(line))
	}
	for _, w := range words {
		t.line(ink(line), blanks(cellGap), t.ink.dim(w))
		line = blanks(textWidth(line))
	}
}
