package lang

import (
	"fmt"
	"strings"

	"ctrace/tracer/timeline"
)

// Errorf returns an error that [Describe] can say in any language. The format and
// its arguments are those of fmt.Errorf, including %w.
func Errorf(message string, args ...any) error {
	return &failure{Text: T(message, args...), wraps: wrapped(message, args)}
}

// failure is an error with a text. It wraps what %w named.
type failure struct {
	Text
	wraps []error
}

// Error returns the error in English.
func (f *failure) Error() string { return f.In(English) }

// Unwrap returns what the error wraps.
func (f *failure) Unwrap() []error { return f.wraps }

// wrapped returns the errors that stand for %w, as package fmt finds them.
func wrapped(message string, args []any) []error {
	if !strings.Contains(message, "%w") {
		return nil
	}
	switch err := fmt.Errorf(message, args...).(type) {
	case interface{ Unwrap() error }:
		return []error{err.Unwrap()}
	case interface{ Unwrap() []error }:
		return err.Unwrap()
	}
	return nil
}

// Describe says an error in a language. Of one that was not made by [Errorf] it
// says what it wraps, the errors of the standard library whose parts are known,
// and the words of the operating system, as far as the catalogue has them; the
// rest stays as it is.
func Describe(err error, l Language) string {
	if said, ok := err.(interface{ In(Language) string }); ok {
		return said.In(l)
	}
	if l == English {
		return err.Error()
	}
	if text := standard(err); !text.Empty() {
		return text.In(l)
	}
	switch wrapper := err.(type) {
	case interface{ Unwrap() []error }:
		if parts := wrapper.Unwrap(); joins(err, parts) {
			return eachIn(l, parts)
		}
	case interface{ Unwrap() error }:
		inner := wrapper.Unwrap()
		if inner == nil {
			break
		}
		if before, ok := strings.CutSuffix(err.Error(), inner.Error()); ok {
			return before + Describe(inner, l)
		}
	}
	return l.sentence(err.Error())
}

// MessageOf returns an error as a message, which can be kept and be said in any
// language later.
func MessageOf(err error) timeline.Message {
	var text Text
	if f, ok := err.(*failure); ok {
		text = f.Text
	} else {
		text = standard(err)
	}
	if text.Empty() {
		return timeline.Message{Format: err.Error()}
	}
	return text.asMessage()
}

// asMessage returns t as a message. What no message can be is in English.
func (t Text) asMessage() timeline.Message {
	if t.kind == counted || t.kind == joined {
		return timeline.Message{Format: t.String()}
	}
	m := timeline.Message{Format: withoutWrapping(t.message)}
	for _, arg := range t.args {
		switch a := arg.(type) {
		case Text:
			arg = a.asMessage()
		case error:
			arg = MessageOf(a)
		}
		m.Args = append(m.Args, arg)
	}
	return m
}

// joins reports whether err is what errors.Join makes of parts, and says nothing of
// its own.
func joins(err error, parts []error) bool { return err.Error() == eachIn(English, parts) }

func eachIn(l Language, errs []error) string {
	said := make([]string, len(errs))
	for i, err := range errs {
		said[i] = Describe(err, l)
	}
	return strings.Join(said, "\n")
}
