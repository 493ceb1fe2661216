package scenarios

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestNothingIsLeftInEnglish says everything that scenarios tell a reader in French:
// about a run of which nothing was recorded, and about one that went as drawn.
// [checkClaims] and [inEnglish] do that for other runs.
func TestNothingIsLeftInEnglish(t *testing.T) {
	for s := range All() {
		args := defaults(t, s)
		t.Run(s.Name, func(t *testing.T) {
			checkFrench(t, s.Chapter())
			checkFrench(t, s.Doc)
			for _, p := range s.Params {
				checkFrench(t, p.Doc)
			}
			for _, tl := range []*timeline.Timeline{timelinetest.Parse(t, ""), s.Drawing(args)} {
				checkFrenchOf(t, s, args, Measured{Timeline: tl, Result: json.RawMessage("{}")})
			}
		})
	}
}

func checkFrenchOf(t *testing.T, s *Scenario, args Args, m Measured) {
	t.Helper()
	checkFrench(t, s.Answer(args, m))
	for _, claim := range s.Claims(args, m) {
		checkFrench(t, claim.Text)
		checkFrench(t, claim.Measured)
	}
	if s.Panels != nil {
		for _, p := range s.Panels(m) {
			checkFrench(t, p.Title)
			checkFrench(t, p.Advice)
		}
	}
	if s.Memories != nil {
		for _, box := range s.Memories(m) {
			checkFrench(t, box.Name)
			checkFrench(t, box.Held)
		}
	}
}

// TestErrorsOfParametersInFrench holds that those who mistype read French too.
func TestErrorsOfParametersInFrench(t *testing.T) {
	for setting, want := range map[string]string{
		"tasks":     "-p tasks : écrire NOM=VALEUR",
		"tasks=0":   "tasks=0 : il faut un nombre entier de 2 à 300",
		"threads=2": "gather n'a pas de paramètre « threads » ; il accepte tasks",
	} {
		_, err := gather.Args(1, []string{setting})
		if got := strings.ReplaceAll(lang.Describe(err, lang.French), "\u00a0", " "); got != want {
			t.Errorf("%s: %q, want %q", setting, got, want)
		}
	}
}

// inEnglish returns a text in English, and checks what it is in French.
func inEnglish(t *testing.T, text lang.Text) string {
	t.Helper()
	checkFrench(t, text)
	return text.String()
}

// checkFrench checks that a text in French has no word that is English only.
func checkFrench(t *testing.T, text lang.Text) {
	t.Helper()
	french := text.In(lang.French)
	for _, word := range wordPattern.FindAllString(french, -1) {
		if englishOnly()[strings.ToLower(word)] {
			t.Errorf("%q is in French %q, of which %q is English", text, french, word)
			return
		}
	}
}

var wordPattern = regexp.MustCompile(`[\pL_][\pL\pN_-]*`)

// englishOnly returns the words of the scenarios' messages that are in no
// translation, and in no lane's name.
var englishOnly = sync.OnceValue(func() map[string]bool {
	english, french := map[string]bool{}, map[string]bool{}
	for _, name := range []string{"scenarios_course.json", "scenarios_patterns.json"} {
		text, err := os.ReadFile(filepath.Join("..", "tracer", "lang", "french", name))
		if err != nil {
			panic(err)
		}
		var messages map[string]string
		if err := json.Unmarshal(text, &messages); err != nil {
			panic(err)
		}
		for message, translation := range messages {
			addWords(english, message)
			if translation != message {
				addWords(french, translation)
			}
		}
	}
	addWords(french, eventLoop)
	for word := range french {
		delete(english, word)
	}
	return english
})

func addWords(words map[string]bool, text string) {
	for _, word := range wordPattern.FindAllString(text, -1) {
		words[strings.ToLower(word)] = true
	}
}
