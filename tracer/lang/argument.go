package lang

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"golang.org/x/text/number"

	"ctrace/tracer/timeline"
)

// argument returns what stands for an argument of a message in a language.
func (l Language) argument(arg any) any {
	if figure, ok := arg.(spread); ok {
		return figure.in(l)
	}
	said := l.said(arg)
	if l == French {
		return inFrench(said)
	}
	return said
}

// said returns an argument, or its words if it is one that has some.
func (l Language) said(arg any) any {
	switch a := arg.(type) {
	case Text:
		return a.In(l)
	case timeline.Message:
		return Of(a).In(l)
	case error:
		return Describe(a, l)
	case timeline.State:
		return l.sentence(a.String())
	case timeline.Reason:
		return l.sentence(a.String())
	case timeline.Kind:
		return l.sentence(a.String())
	case timeline.Duration:
		return l.Decimals(timeline.Figure(a))
	case Ratio:
		return l.Decimals(timeline.ThreeDigits(float64(a)))
	case time.Duration:
		return l.Decimals(a.String())
	}
	return arg
}

// Ratio is a number without a unit. In a text it is shown with three significant
// digits, by %s.
type Ratio float64

// inFrench returns a number or a text so that it is written as in French. Whole
// numbers may be ids, so they are not grouped.
func inFrench(arg any) any {
	switch reflect.ValueOf(arg).Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return integer{number.Decimal(arg), arg}
	case reflect.Float32, reflect.Float64:
		return decimal{arg}
	case reflect.String:
		return quotable{arg}
	}
	return arg
}

// integer is a whole number. What it embeds tells the catalogue its digits, which
// decide between singular and plural.
type integer struct {
	number.Formatter
	value any
}

// Format implements fmt.Formatter.
func (i integer) Format(s fmt.State, verb rune) { fmt.Fprintf(s, fmt.FormatString(s, verb), i.value) }

// decimal is a number whose decimals follow a comma.
type decimal struct{ value any }

// Format implements fmt.Formatter.
func (d decimal) Format(s fmt.State, verb rune) {
	fmt.Fprint(s, French.Decimals(fmt.Sprintf(fmt.FormatString(s, verb), d.value)))
}

// quotable is a text that %q puts in guillemets.
type quotable struct{ value any }

// Format implements fmt.Formatter.
func (q quotable) Format(s fmt.State, verb rune) {
	text := fmt.Sprintf(fmt.FormatString(s, verb), q.value)
	if verb == 'q' {
		text = "«\u00a0" + unescape.Replace(strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`)) + "\u00a0»"
	}
	fmt.Fprint(s, text)
}

// unescape undoes what %q does for the sake of its own quotation marks, and to the
// no-break spaces of French.
var unescape = strings.NewReplacer(`\"`, `"`, `\u00a0`, "\u00a0", `\u202f`, "\u202f", `\\`, `\\`)

// Decimals returns a figure, such as "3.02 s", as the language writes it. Text
// around the figure must not hold a full stop.
func (l Language) Decimals(figure string) string {
	if l == French {
		return strings.ReplaceAll(figure, ".", ",")
	}
	return figure
}
