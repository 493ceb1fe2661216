package report

import (
	"strconv"
	"strings"

	"ctrace/tracer/timeline"
)

// difference tells how much longer got is than want: "+1.20 ms (+0.1 %)".
func difference(got, want timeline.Duration) string {
	text := signed(timeline.Figure(got-want), got >= want)
	if want == 0 {
		return text
	}
	percent := strconv.FormatFloat(float64(got-want)/float64(want)*100, 'f', 1, 64)
	if percent == "0.0" || percent == "-0.0" {
		return text + " (0.0 %)"
	}
	return text + " (" + signed(percent, got > want) + " %)"
}

// signed puts a plus before what is not negative, and sets a true minus.
func signed(text string, plus bool) string {
	if plus {
		return "+" + strings.TrimPrefix(text, "-")
	}
	return "−" + strings.TrimPrefix(text, "-")
}

// count returns n with its thousands apart, and the noun in its number:
// "1 lane", "3 120 lanes", "2 processes".
func count(n int, noun string) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	switch {
	case n == 1:
		return text + " " + noun
	case strings.HasSuffix(noun, "s"):
		return text + " " + noun + "es"
	}
	return text + " " + noun + "s"
}
