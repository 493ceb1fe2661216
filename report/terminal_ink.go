package report

import (
	"strings"

	"github.com/muesli/termenv"

	"ctrace/tracer/timeline"
)

// ink colours texts for a terminal, or leaves them as they are.
type ink struct {
	profile termenv.Profile
	palette *palette
}

func newInk(to Terminal) ink {
	i := ink{profile: termenv.Ascii, palette: darkPalette()}
	if to.Light {
		i.palette = lightPalette()
	}
	switch to.Colours {
	case Colours256:
		i.profile = termenv.ANSI256
	case TrueColours:
		i.profile = termenv.TrueColor
	}
	return i
}

// colour leaves blanks at the end as they are, so that they can be cut off.
func (i ink) colour(text string, c colour) string {
	word := strings.TrimRight(text, " ")
	if word == "" {
		return text
	}
	return i.profile.String(word).Foreground(i.profile.Color(c.hex())).String() + text[len(word):]
}

func (i ink) bold(text string) string { return i.profile.String(text).Bold().String() }
func (i ink) dim(text string) string  { return i.colour(text, i.palette.dim) }
func (i ink) good(text string) string { return i.colour(text, i.palette.good) }
func (i ink) bad(text string) string  { return i.colour(text, i.palette.bad) }

// cell colours characters of a bar. What is pale as a bar is too faint as a thin
// line, so waits are drawn nearer to the colour of text.
func (i ink) cell(glyphs string, m meaning) string {
	fill := i.palette.look(m.state, m.reason).fill
	if m.state == timeline.Waiting {
		fill = fill.towards(i.palette.ink, 0.3)
	}
	return i.colour(glyphs, fill)
}
