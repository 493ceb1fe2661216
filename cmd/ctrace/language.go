package main

import (
	"os"
	"strings"

	"github.com/spf13/pflag"

	"ctrace/tracer/lang"
)

// languageName is the flag that every verb has.
const languageName = "lang"

// languageFlag is the value of --lang.
type languageFlag struct{ lang.Language }

// addLanguage adds --lang to the flags of every verb.
func addLanguage(s streams, flags *pflag.FlagSet) {
	var tags []string
	for _, l := range lang.All() {
		tags = append(tags, l.String())
	}
	flags.Var(&languageFlag{s.language}, languageName,
		s.say(lang.T("say everything in `LANGUAGE` (%s); unless set, the environment tells which", strings.Join(tags, ", "))))
	flags.Lookup(languageName).DefValue = "" // it is no constant
}

// Set implements [pflag.Value].
func (f *languageFlag) Set(name string) (err error) {
	f.Language, err = lang.Parse(name)
	return err
}

// Type implements [pflag.Value].
func (f *languageFlag) Type() string { return "language" }

// languageFor returns the language of a command line: that of --lang, else the
// one that the environment asks for. The texts of all verbs are fixed when they
// are made, so that it must be known before. A value that is no language is found
// when the flags are parsed.
func languageFor(args []string) lang.Language {
	preferred := lang.Preferred(os.Getenv)
	// The verbs know which arguments are flags of ctrace.
	cmd, rest, err := newRoot(streams{language: preferred}).Find(args)
	if err != nil {
		return preferred
	}
	language := preferred
	cmd.Flags().ParseErrorsAllowlist.UnknownFlags = true
	cmd.Flags().ParseAll(rest, func(flag *pflag.Flag, value string) error {
		if flag.Name == languageName {
			if l, err := lang.Parse(value); err == nil {
				language = l
			}
		}
		return nil
	})
	return language
}
