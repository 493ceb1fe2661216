package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
)

//go:embed french/*.json
var frenchFiles embed.FS

// french is the catalogue, read when the first text is said in French.
var french = sync.OnceValue(func() translations {
	messages, err := readCatalogue()
	if err != nil {
		panic(err) // of what is built in: a test holds that it cannot happen
	}
	return messages
})

// translations is a catalogue.
type translations struct {
	sentences map[string]string // by the English ones
	printer   *message.Printer  // of those that have arguments
}

// readCatalogue reads the files of the catalogue.
func readCatalogue() (translations, error) {
	t := translations{sentences: map[string]string{}}
	formats := catalog.NewBuilder(catalog.Fallback(language.English))
	entries, err := frenchFiles.ReadDir("french")
	if err != nil {
		return t, err
	}
	for _, entry := range entries {
		text, err := frenchFiles.ReadFile("french/" + entry.Name())
		if err != nil {
			return t, err
		}
		var messages map[string]string
		if err := json.Unmarshal(text, &messages); err != nil {
			return t, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		for english, french := range messages {
			t.sentences[english] = french
			if err := setFormat(formats, english, french); err != nil {
				return t, fmt.Errorf("%s: %q: %w", entry.Name(), english, err)
			}
		}
	}
	t.printer = message.NewPrinter(language.French, message.Catalog(formats))
	return t, nil
}

func setFormat(formats *catalog.Builder, english, french string) error {
	key := withoutWrapping(english)
	if one, other, ok := strings.Cut(withoutWrapping(french), pluralMark); ok {
		return formats.Set(language.French, key, plural.Selectf(1, "%d", plural.One, one, plural.Other, other))
	}
	return formats.SetString(language.French, key, withoutWrapping(french))
}

// withoutWrapping returns a format in which %w, which only errors know, is %v.
func withoutWrapping(format string) string { return strings.ReplaceAll(format, "%w", "%v") }

// sentence returns a message without arguments.
func (l Language) sentence(english string) string {
	if l == French {
		if french, ok := french().sentences[english]; ok {
			return french
		}
	}
	return english
}

// format returns a message with its arguments.
func (l Language) format(english string, args []any) string {
	english = withoutWrapping(english)
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = l.argument(arg)
	}
	if l == French {
		return french().printer.Sprintf(english, said...)
	}
	return fmt.Sprintf(english, said...)
}
