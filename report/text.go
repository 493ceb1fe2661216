package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns text as it may be shown anywhere: on one line, with whatever
// could steer a terminal or reorder or hide text spelled out, as in \x1b or
// \u202e. Names in a trace are written by others.
func visible(text string) string {
	if strings.IndexFunc(text, steers) < 0 && utf8.ValidString(text) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		switch {
		case !steers(r):
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < 0x100:
			fmt.Fprintf(&out, `\x%02x`, r)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}

// steers reports whether r is a control or format character or no character at
// all. The joiners stay: many scripts and emoji need them. The page's script has
// the same rule (page/src/format.ts).
func steers(r rune) bool {
	const nonJoiner, joiner = 0x200c, 0x200d
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
}

// shorten returns text, or as much of its beginning as fits into width with an
// ellipsis behind, or "" if not even that fits.
func shorten(text string, width float64, measure func(string) float64) string {
	if measure(text) <= width {
		return text
	}
	const ellipsis = "…"
	ends := []int{}
	for i := range text {
		ends = append(ends, i)
	}
	fits := 0
	for low, high := 0, len(ends)-1; low <= high; {
		middle := (low + high) / 2
		if measure(text[:ends[middle]]+ellipsis) <= width {
			fits, low = middle, middle+1
		} else {
			high = middle - 1
		}
	}
	if fits == 0 {
		return ""
	}
	return strings.TrimRight(text[:ends[fits]], " ") + ellipsis
}

// breaks reports whether a line may break at r: at blanks, but not at those that
// hold together what belongs together, as before : and between a number and its
// unit in French.
func breaks(r rune) bool {
	const noBreak, narrowNoBreak = 0xa0, 0x202f
	return unicode.IsSpace(r) && r != noBreak && r != narrowNoBreak
}

// wrap breaks text into lines that fit into width, between words where it can.
func wrap(text string, width float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsFuncSeq(text, breaks) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && measure(longer) > width {
			lines = append(lines, shorten(line, width, measure))
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, shorten(line, width, measure))
	}
	return lines
}
