package main

import (
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// helpIn returns the help page of every command, by its path.
func helpIn(t *testing.T, l lang.Language) map[string]string {
	t.Helper()
	pages := map[string]string{}
	var add func(cmd *cobra.Command)
	add = func(cmd *cobra.Command) {
		var page bytes.Buffer
		cmd.SetOut(&page)
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		pages[cmd.CommandPath()] = strings.ReplaceAll(page.String(), cmd.Example, "")
		for _, sub := range cmd.Commands() {
			add(sub)
		}
	}
	add(newRoot(streams{strings.NewReader(""), io.Discard, io.Discard, l}))
	return pages
}

// englishWords are words that English sentences do not do without, and that are
// no words of French.
var englishWords = regexp.MustCompile(`(?i)\b(the|and|of|is|it|to|with|into|this|when|what|which|for|unless|default|flags|command)\b`)

// TestHelpIsFrench holds that no help page has anything of the English one, its
// examples aside.
func TestHelpIsFrench(t *testing.T) {
	english, french := helpIn(t, lang.English), helpIn(t, lang.French)
	if len(english) < 10 || len(french) != len(english) {
		t.Fatalf("%d pages in English, %d in French", len(english), len(french))
	}
	for path, page := range english {
		if !englishWords.MatchString(page) {
			t.Errorf("%s: the words do not tell that this is English:\n%s", path, page)
		}
		for line := range strings.Lines(page) {
			if strings.TrimSpace(line) != "" && strings.Contains(french[path], line) {
				t.Errorf("%s: the French page has the English line %q", path, line)
			}
		}
	}
	for path, page := range french {
		if word := englishWords.FindString(page); word != "" {
			t.Errorf("%s: the French page has the English word %q:\n%s", path, word, page)
		}
	}
}

// TestTableOfAllInFrench holds that the columns stand under their headings.
func TestTableOfAllInFrench(t *testing.T) {
	var out bytes.Buffer
	table := newTable(streams{out: &out, language: lang.French})
	r := runOf(timeline.Duration(1_500_000), true).Report
	r.Title, r.Answer = "gather", lang.Data("ANSWER")
	table.row(r)
	r.Exit = lang.T("interrupted")
	table.row(r)
	lines := strings.Split(out.String(), "\n")
	column := func(line, text string) int {
		before, _, found := strings.Cut(line, text)
		if !found {
			t.Fatalf("%q is not in %q", text, line)
		}
		return utf8.RuneCountInString(before)
	}
	for _, row := range []struct{ line, claims string }{{lines[1], "✓ 1/1"}, {lines[2], "✗ échec"}} {
		if column(row.line, row.claims) != column(lines[0], "affirmations") || column(row.line, "ANSWER") != column(lines[0], "ce qui a été mesuré") {
			t.Errorf("columns:\n%s", out.String())
		}
		column(row.line, "1,50 ms")
	}
}

// TestErrorsOfFlags provokes every kind of error that package pflag has.
func TestErrorsOfFlags(t *testing.T) {
	for args, want := range map[string]string{
		"run --x":            "option inconnue : --x (voir ctrace run --help)",
		"run -qx":            "option inconnue : -x (voir ctrace run --help)",
		"run --html":         "--html attend une valeur (voir ctrace run --help)",
		"run -p":             "--param attend une valeur (voir ctrace run --help)",
		"run --speed x":      "--speed x : il faut un nombre (voir ctrace run --help)",
		"run -qp":            "--param attend une valeur (voir ctrace run --help)",
		"run --=x":           "--=x n'est pas une option (voir ctrace run --help)",
		"exec --kernel x ls": "--kernel x : mode inconnu : « x » ; c'est auto, perf, poll ou off (voir ctrace exec --help)",
		"help run x y":       "",
	} {
		root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard, lang.French})
		root.SetArgs(strings.Fields(args))
		got := ""
		if err := root.Execute(); err != nil {
			got = strings.ReplaceAll(oneLine(err, lang.French), "\u00a0", " ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}
