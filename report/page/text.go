package page

import (
	"encoding/json"
	"slices"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Text is what the page says, in every language: in the order of lang.All. In the
// page's data it is a string where all languages agree, else an object that has
// them by their tags.
type Text []string

// Told returns a text in every language.
func Told(t lang.Text) Text {
	var said Text
	for _, l := range lang.All() {
		said = append(said, t.In(l))
	}
	return said
}

// In returns the text in a language.
func (t Text) In(l lang.Language) string {
	if len(t) == 0 {
		return ""
	}
	return t[l]
}

// MarshalJSON implements json.Marshaler.
func (t Text) MarshalJSON() ([]byte, error) {
	if len(slices.Compact(slices.Clone(t))) <= 1 {
		return json.Marshal(t.In(lang.English))
	}
	byTag := map[string]string{}
	for _, l := range lang.All() {
		byTag[l.String()] = t[l]
	}
	return json.Marshal(byTag)
}

// told returns a message of the timeline in every language.
func told(m timeline.Message) Text { return Told(lang.Of(m)) }

// language is one that the page speaks.
type language struct {
	Tag  string `json:"tag"`
	Name string `json:"name"`
}

func languages() []language {
	var list []language
	for _, l := range lang.All() {
		list = append(list, language{l.String(), l.Name()})
	}
	return list
}
