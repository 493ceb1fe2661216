package timeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

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

// keptMessage is how a recording keeps a message that has arguments.
type keptMessage struct {
	Format string `json:"format"`
	Args   []any  `json:"args"`
}

// MarshalJSON keeps a message, so that it can be said in any language when it is
// read: as its text if it has no arguments. Of those, numbers and messages stay
// what they are, everything else becomes text.
func (m Message) MarshalJSON() ([]byte, error) {
	if len(m.Args) == 0 {
		return json.Marshal(m.Format)
	}
	return json.Marshal(m.kept())
}

func (m Message) kept() keptMessage {
	kept := keptMessage{Format: m.Format}
	for _, arg := range m.Args {
		switch a := arg.(type) {
		case Message:
			arg = a.kept()
		case int, int64, uint64, float64, string:
		default:
			arg = fmt.Sprint(arg)
		}
		kept.Args = append(kept.Args, arg)
	}
	return kept
}

// UnmarshalJSON is the inverse of MarshalJSON. Whole numbers become int64.
func (m *Message) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var kept any
	if err := decoder.Decode(&kept); err != nil {
		return err
	}
	if format, ok := kept.(string); ok {
		*m = Message{Format: format}
		return nil
	}
	var ok bool
	if *m, ok = messageOf(kept); !ok {
		return errNoMessage
	}
	return nil
}

var errNoMessage = errors.New("it is no message")

// padding matches what makes text longer than its format and arguments: with it a
// damaged file could take all memory.
var padding = regexp.MustCompile(`%[^a-zA-Z%]*(\d{3}|\*)`)

// messageOf returns the message that kept was made of.
func messageOf(kept any) (Message, bool) {
	object, ok := kept.(map[string]any)
	format, isText := object["format"].(string)
	if !ok || !isText || padding.MatchString(format) {
		return Message{}, false
	}
	m := Message{Format: format}
	args, _ := object["args"].([]any)
	for _, arg := range args {
		switch a := arg.(type) {
		case json.Number:
			arg = number(a)
		case map[string]any:
			if arg, ok = messageOf(a); !ok {
				return Message{}, false
			}
		}
		m.Args = append(m.Args, arg)
	}
	return m, true
}

func number(n json.Number) any {
	if whole, err := n.Int64(); err == nil {
		return whole
	}
	fraction, _ := n.Float64() // ±Inf for what is out of range
	return fraction
}
