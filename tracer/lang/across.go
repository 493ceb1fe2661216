package lang

import (
	"cmp"
	"fmt"
	"slices"

	"ctrace/tracer/timeline"
)

// Across returns t for several runs that say the same: each of its figures (whole
// numbers, ratios and durations of the timeline) is the median of those that use
// t's words, with the lowest and the highest where these look different: "1.00 s
// [998 ms–1.02 s]".
func (t Text) Across(runs []Text) Text {
	args := slices.Clone(t.args)
	for i, arg := range args {
		var column []any
		for _, run := range runs {
			if run.hasWordsOf(t) {
				column = append(column, run.args[i])
			}
		}
		args[i] = across(arg, column)
	}
	t.args = args
	return t
}

// ID is a number that names something, such as a process. It is no figure.
type ID int

func (t Text) hasWordsOf(other Text) bool {
	return t.kind == other.kind && t.message == other.message && len(t.args) == len(other.args)
}

// across returns an argument for those that the runs have at its place.
func across(arg any, column []any) any {
	switch arg := arg.(type) {
	case Text:
		return arg.Across(only[Text](column))
	case int:
		return spreadOf(arg, only[int](column))
	case Ratio:
		return spreadOf(arg, only[Ratio](column))
	case timeline.Duration:
		return spreadOf(arg, only[timeline.Duration](column))
	}
	return arg
}

func only[T any](column []any) []T {
	var found []T
	for _, arg := range column {
		if v, ok := arg.(T); ok {
			found = append(found, v)
		}
	}
	return found
}

// spread is an argument that stands for a figure of several runs.
type spread struct{ median, lowest, highest any }

// spreadOf returns the spread of figures, or the one there is if there are none.
func spreadOf[T cmp.Ordered](one T, figures []T) any {
	if len(figures) == 0 {
		return one
	}
	slices.Sort(figures)
	return spread{figures[len(figures)/2], figures[0], figures[len(figures)-1]}
}

// in returns a spread whose figures are said in a language. It decides between
// singular and plural as its median does.
func (s spread) in(l Language) any {
	said := saidSpread{l.argument(s.median), l.argument(s.lowest), l.argument(s.highest)}
	if median, ok := said.median.(integer); ok {
		return integer{median.Formatter, said}
	}
	return said
}

// saidSpread is a spread in a language.
type saidSpread spread

// Format implements fmt.Formatter.
func (s saidSpread) Format(state fmt.State, verb rune) {
	format := fmt.FormatString(state, verb)
	fmt.Fprintf(state, format, s.median)
	if lowest, highest := fmt.Sprintf(format, s.lowest), fmt.Sprintf(format, s.highest); lowest != highest {
		fmt.Fprintf(state, " [%s–%s]", lowest, highest)
	}
}
