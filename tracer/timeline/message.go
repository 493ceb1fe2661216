package timeline

import "fmt"

// Message is what a source tells a reader, in a form that can be said in other
// languages: a format of package fmt, in English, and its arguments, which do
// not change. Without arguments the format is the text itself. Messages may be
// arguments of messages.
type Message struct {
	Format string
	Args   []any
}

// Say returns a message.
func Say(format string, args ...any) Message { return Message{format, args} }

// String returns the message in English.
func (m Message) String() string {
	if len(m.Args) == 0 {
		return m.Format
	}
	return fmt.Sprintf(m.Format, m.Args...)
}

// Empty reports whether there is nothing to say.
func (m Message) Empty() bool { return m.Format == "" }
