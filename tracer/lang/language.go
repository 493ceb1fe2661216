package lang

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// Language is a language that a report can be in.
type Language uint8

// The languages.
const (
	English Language = iota
	French
	numLanguages
)

var tags = [numLanguages]language.Tag{language.English, language.French}

var names = [numLanguages]string{"English", "français"}

// String returns the language's BCP 47 tag: "en", "fr".
func (l Language) String() string { return tags[l].String() }

// Name returns what the language calls itself.
func (l Language) Name() string { return names[l] }

// All returns the languages.
func All() []Language { return []Language{English, French} }

// Parse returns the language that a BCP 47 tag or a locale's name asks for: "fr",
// "fr-CA", "fr_FR.UTF-8". The error lists the languages that there are.
func Parse(name string) (Language, error) {
	if l, ok := match(name); ok {
		return l, nil
	}
	var known []string
	for _, l := range All() {
		known = append(known, fmt.Sprintf("%v (%s)", l, l.Name()))
	}
	return English, Errorf("unknown language %q; ctrace speaks %s", name, strings.Join(known, ", "))
}

// Preferred returns the language that the environment asks for, English if it
// asks for none that there is. The first variable that is set counts, in the
// order of POSIX (Base Definitions, 8.2).
func Preferred(getenv func(string) string) Language {
	for _, variable := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(variable); value != "" {
			l, _ := match(value)
			return l
		}
	}
	return English
}

// match returns the language that a locale's name asks for. Its encoding and its
// modifier say nothing about that.
func match(name string) (Language, bool) {
	name, _, _ = strings.Cut(name, ".")
	name, _, _ = strings.Cut(name, "@")
	tag, err := language.Parse(name)
	if err != nil {
		return English, false
	}
	base, _ := tag.Base()
	for _, l := range All() {
		if known, _ := tags[l].Base(); known == base {
			return l, true
		}
	}
	return English, false
}
