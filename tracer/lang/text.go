package lang

import (
	"fmt"
	"strings"

	"ctrace/tracer/timeline"
)

// Text is a message that any language can say. The zero Text is empty. Texts are
// values and may be shared.
type Text struct {
	message string // the English format, which is the key in the catalogue
	args    []any
	kind    kind
}

type kind uint8

const (
	plain   kind = iota // message and args
	counted             // message is "one¦other", and args begins with the number
	data                // message is the same in every language
	joined              // message stands between the args, which are texts
)

// T returns a text: a format as of package fmt, in English, with its arguments.
// Among those, texts, errors, and the states, reasons, kinds and durations of
// package timeline are said in the reader's language, and so are the decimals of
// numbers; durations of the timeline are shown with three significant digits.
func T(message string, args ...any) Text { return Text{message: message, args: args} }

// N returns the text for n things, from its forms for one and for any other number.
// The first argument of the format is n, the others follow.
func N(n int, one, other string, args ...any) Text {
	return Text{message: one + pluralMark + other, args: append([]any{n}, args...), kind: counted}
}

// Data returns a text that is the same in every language: a name, a path, code.
func Data(text string) Text { return Text{message: text, kind: data} }

// Word returns a text that another package says, such as the system's word for a
// signal. The catalogue may know it; else it is the same in every language.
func Word(text string) Text { return Text{message: text} }

// Join returns the texts with a separator between them, which is data.
func Join(separator string, texts ...Text) Text {
	args := make([]any, len(texts))
	for i, t := range texts {
		args[i] = t
	}
	return Text{message: separator, args: args, kind: joined}
}

// pluralMark separates the forms of a counted message.
const pluralMark = "¦"

// Empty reports whether there is nothing to say.
func (t Text) Empty() bool { return t.message == "" && len(t.args) == 0 }

// String returns t in English.
func (t Text) String() string { return t.In(English) }

// In returns t in a language. A message that has no translation is in English.
func (t Text) In(l Language) string {
	switch t.kind {
	case data:
		return t.message
	case joined:
		parts := make([]string, len(t.args))
		for i, part := range t.args {
			parts[i] = part.(Text).In(l)
		}
		return strings.Join(parts, t.message)
	case counted:
		return t.countedIn(l)
	}
	if len(t.args) == 0 {
		return l.sentence(t.message)
	}
	return l.format(t.message, t.args)
}

func (t Text) countedIn(l Language) string {
	if l != English {
		return l.format(t.message, t.args)
	}
	one, other, _ := strings.Cut(t.message, pluralMark)
	number := t.args[0]
	if figure, ok := number.(spread); ok {
		number = figure.median
	}
	if number == 1 {
		return l.format(one, t.args)
	}
	return l.format(other, t.args)
}

// GoString shows what t is made of, for tests.
func (t Text) GoString() string { return fmt.Sprintf("lang.Text(%q, %v)", t.message, t.args) }

// Of returns a timeline's message as a text.
func Of(m timeline.Message) Text { return Text{message: m.Format, args: m.Args} }
