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
