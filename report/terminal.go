package report

import (
	"bufio"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"ctrace/tracer/lang"
)

// Terminal is what a report is shown on as text.
type Terminal struct {
	Width   int // in characters; less than 60 counts as 60
	Colours Colours
	Light   bool // dark text on a light ground; matters with colours only
}

// Colours is how many colours a terminal has.
type Colours uint8

// The kinds of terminals.
const (
	NoColours Colours = iota // or none wanted
	Colours256
	TrueColours
)

const (
	minColumns       = 60
	terminalMaxLanes = 60
)

// terminal draws one report. The first error sticks to out.
type terminal struct {
	out        *bufio.Writer
	report     *Report
	width      int
	ink        ink
	comparison *comparison
	table      table
}

// WriteTerminal draws the Gantt chart of a report with characters: what ran and
// what it showed, the course's drawing above the measurement, the claims and
// the warnings. It reads without colours too.
func WriteTerminal(w io.Writer, r *Report, to Terminal) error {
	t := &terminal{
		out: bufio.NewWriter(w), report: r, width: max(to.Width, minColumns),
		ink: newInk(to), comparison: compare(r),
	}
	t.header()
	t.panels()
	t.chart()
	t.claims()
	t.legend()
	t.warnings()
	return t.out.Flush()
}

// say returns a text in the report's language, safe to show.
func (t *terminal) say(text lang.Text) string { return t.report.say(text) }

// line writes the parts as one line, without blanks at its end.
func (t *terminal) line(parts ...string) {
	t.out.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	t.out.WriteByte('\n')
}

// textWidth returns how many columns of a terminal a text takes; escape
// sequences take none.
func textWidth(text string) int {
	return displaywidth.Options{ControlSequences: true}.String(text)
}

func columnsOf(text string) float64 { return float64(textWidth(text)) }

// pad fills a text up to a width, on its right or, for figures, on its left.
func pad(text string, width int) string { return text + blanks(width-textWidth(text)) }

func padLeft(text string, width int) string { return blanks(width-textWidth(text)) + text }

func blanks(n int) string { return strings.Repeat(" ", max(n, 0)) }

// fit shortens a text to a width and fills it up to that.
func fit(text string, width int) string { return pad(shorten(text, float64(width), columnsOf), width) }

// header says what ran and what the measurement shows.
func (t *terminal) header() {
	title := shorten(visible(t.report.Title), float64(t.width), columnsOf)
	rest := t.width - textWidth(title)
	section := ""
	if t.report.Section != "" {
		section = shorten("  "+t.say(inCourse(t.report.Section)), float64(rest), columnsOf)
		rest -= textWidth(section)
	}
	call := fit("  "+visible(t.report.Call), rest)
	t.line(t.ink.bold(title), t.ink.dim(call), t.ink.dim(section))
	t.paragraph(t.say(t.report.Answer), func(s string) string { return s })
	if !t.report.Exit.Empty() {
		t.paragraph(t.say(badEnd(t.report.Exit)), t.ink.bad)
	}
	t.line()
}

func (t *terminal) paragraph(text string, colour func(string) string) {
	for _, line := range wrap(text, float64(t.width), columnsOf) {
		t.line(colour(line))
	}
}

// claims lists what the course says and whether it held: the figures in a
// column of their own if they fit, below the claim if not.
func (t *terminal) claims() {
	widest, measured := 0, 0
	for _, c := range t.report.Claims {
		widest = max(widest, textWidth(t.say(c.Text)))
		measured = max(measured, textWidth(t.say(c.Measured)))
	}
	beside := 2+widest+3+measured <= t.width
	for _, c := range t.report.Claims {
		sign := t.ink.good("✓")
		switch {
		case c.Unjudged:
			sign = t.ink.dim("?")
		case !c.Holds:
			sign = t.ink.bad("✗")
		}
		if beside {
			t.line(sign, " ", pad(t.say(c.Text), widest), "   ", t.ink.dim(t.say(c.Measured)))
			continue
		}
		for i, line := range wrap(t.say(c.Text), float64(t.width-2), columnsOf) {
			if i > 0 {
				sign = " "
			}
			t.line(sign, " ", line)
		}
		for _, line := range wrap(t.say(c.Measured), float64(t.width-4), columnsOf) {
			t.line("    ", t.ink.dim(line))
		}
	}
	if len(t.report.Claims) > 0 {
		t.line()
	}
}

// warnings says what a reader must know.
func (t *terminal) warnings() {
	first := true
	for w := range t.report.warnings() {
		if first {
			t.line()
			first = false
		}
		t.paragraph("! "+t.say(w), t.ink.bad)
	}
}

// legend explains the characters that occur.
func (t *terminal) legend() {
	var entries []string
	for _, m := range t.table.seen() {
		entries = append(entries, t.ink.cell(m.glyph, m.meaning)+" "+t.say(m.title))
	}
	line, width := "", 0
	for _, entry := range entries {
		w := textWidth(entry)
		if width > 0 && width+3+w > t.width {
			t.line(line)
			line, width = "", 0
		}
		if width > 0 {
			line, width = line+"   ", width+3
		}
		line, width = line+entry, width+w
	}
	if line != "" {
		t.line(line)
	}
}
