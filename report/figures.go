package report

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"ctrace/tracer/timeline"
)

// unit is a unit of time.
type unit struct {
	name   string
	length float64 // in ns
	from   float64 // as many of it make it the preferred unit
}

// units are what times are told in, longest first. Seconds are told up to ten
// minutes, minutes up to three hours.
var units = []unit{
	{"h", 3600e9, 3}, {"min", 60e9, 10}, {"s", 1e9, 1}, {"ms", 1e6, 1}, {"µs", 1e3, 1}, {"ns", 1, 0},
}

// unitFor returns the position in units of the unit for times as long as d.
func unitFor(d timeline.Duration) int {
	length := math.Abs(float64(d))
	return slices.IndexFunc(units, func(u unit) bool { return length >= u.length*u.from })
}

// figure returns a length of time with three significant digits: "2.00 s",
// "41.3 ms", "7 ns", "0 s".
func figure(d timeline.Duration) string {
	if d == 0 {
		return "0 s"
	}
	i := unitFor(d)
	v := float64(d) / units[i].length
	if math.Abs(v) >= 999.5 && i > 0 { // 999.9 ms is 1.00 s
		i, v = i-1, math.Copysign(1, v)
	}
	if units[i].name == "ns" {
		return strconv.FormatInt(int64(d), 10) + " ns"
	}
	return digits(v) + " " + units[i].name
}

// digits returns v with three significant digits, but never less than whole.
func digits(v float64) string {
	decimals := 2
	switch size := math.Abs(v); {
	case size >= 99.95:
		decimals = 0
	case size >= 9.995:
		decimals = 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// difference tells how much longer got is than want: "+1.20 ms (+0.1 %)".
func difference(got, want timeline.Duration) string {
	text := signed(figure(got-want), got >= want)
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
