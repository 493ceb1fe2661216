package lang

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"ctrace/tracer/timeline"
)

func TestTexts(t *testing.T) {
	for _, test := range []struct {
		text            Text
		english, french string
	}{
		{Text{}, "", ""},
		{Data("a.b %d"), "a.b %d", "a.b %d"},
		{T("running"), "running", "en cours d'exécution"},
		{T("%v", timeline.Running), "running", "en cours d'exécution"},
		{T("%d of %s", 12345, "a.b"), "12345 of a.b", "12345 of a.b"},
		{T("[%5.1f] %.3g %+.1f", 2.25, 1234.5, float32(0.5)), "[  2.2] 1.23e+03 +0.5", "[  2,2] 1,23e+03 +0,5"},
		{T("[%4d] %v %x", 7, int64(1e6), uint8(255)), "[   7] 1000000 ff", "[   7] 1000000 ff"},
		{T("%s", timeline.Duration(3_021_000_000)), "3.02 s", "3,02 s"},
		{T("%v", 1500*time.Millisecond), "1.5s", "1,5s"},
		{Join(", ", T("running"), Data("x")), "running, x", "en cours d'exécution, x"},
		{T("%s!", T("waiting")), "waiting!", "en attente!"},
		{T("%v", timeline.Say("%v", timeline.Lock)), "lock", "verrou"},
		{T("%q", `a "b" \d`+"\u00a0\n"), `"a \"b\" \\d\u00a0\n"`, "«\u00a0a \"b\" \\\\d\u00a0\\n\u00a0»"},
		{T("%q %s", "", "c"), `"" c`, "«\u00a0\u00a0» c"},
		{N(1, "%d thing of %s", "%d things of %s", "x"), "1 thing of x", ""},
	} {
		if got := test.text.In(English); got != test.english {
			t.Errorf("%#v in English is %q, want %q", test.text, got, test.english)
		}
		if test.text.kind == counted {
			continue // see TestCounted
		}
		if got := test.text.In(French); got != test.french {
			t.Errorf("%#v in French is %q, want %q", test.text, got, test.french)
		}
	}
}

// TestCounted shows that the form follows the rules of each language, by which 0 is
// singular in French.
func TestCounted(t *testing.T) {
	b := catalog.NewBuilder()
	if err := setFormat(b, "%d thread¦%d threads", "%d fil¦%d fils"); err != nil {
		t.Fatal(err)
	}
	printer := message.NewPrinter(language.French, message.Catalog(b))
	for n, want := range map[int]string{0: "0 fil", 1: "1 fil", 2: "2 fils", 1234: "1234 fils"} {
		if got := printer.Sprintf("%d thread¦%d threads", inFrench(n)); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 threads", 1: "1 thread", 2: "2 threads"} {
		if got := N(n, "%d thread", "%d threads").In(English); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	missing := &fs.PathError{Op: "open", Path: "x", Err: syscall.ENOENT}
	for _, test := range []struct {
		err             error
		english, french string
	}{
		{missing, "open x: no such file or directory", "impossible d'ouvrir x : aucun fichier ou dossier de ce nom"},
		{Errorf("read: %w", missing), "read: open x: no such file or directory", "read: impossible d'ouvrir x : aucun fichier ou dossier de ce nom"},
		{errors.Join(errors.New("running"), missing), "running\nopen x: no such file or directory", "en cours d'exécution\nimpossible d'ouvrir x : aucun fichier ou dossier de ce nom"},
		{fmt.Errorf("a %w b", missing), "a open x: no such file or directory b", "a open x: no such file or directory b"},
	} {
		if got := test.err.Error(); got != test.english {
			t.Errorf("English: %q, want %q", got, test.english)
		}
		if got := Describe(test.err, English); got != test.english {
			t.Errorf("described in English: %q, want %q", got, test.english)
		}
		if got := plainSpaces(Describe(test.err, French)); got != test.french {
			t.Errorf("French: %q, want %q", got, test.french)
		}
	}
	if got := plainSpaces(Of(MessageOf(Errorf("x: %w", missing))).In(French)); got != "x: impossible d'ouvrir x : aucun fichier ou dossier de ce nom" {
		t.Errorf("kept as a message it is %q", got)
	}
	if err := Errorf("a %w and %w", missing, fs.ErrInvalid); !errors.Is(err, syscall.ENOENT) || !errors.Is(err, fs.ErrInvalid) {
		t.Error("an error that was wrapped is not found")
	}
	if err := Errorf("a %v", missing); errors.Is(err, syscall.ENOENT) {
		t.Error("an error that was only mentioned is found")
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]Language{"en": English, "fr": French, "fr_FR.UTF-8": French, "fr-CA": French, "en_GB": English, "FR": French} {
		if got, err := Parse(name); got != want || err != nil {
			t.Errorf("Parse(%q) = %v, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "xx", "de", "C", "french"} {
		if _, err := Parse(name); err == nil {
			t.Errorf("Parse(%q) succeeds", name)
		}
	}
}

func TestPreferred(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want Language
	}{
		{nil, English},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, French},
		{map[string]string{"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, English},
		{map[string]string{"LANG": "en_US", "LC_MESSAGES": "fr"}, French},
		{map[string]string{"LC_ALL": "fr_BE@euro"}, French},
		{map[string]string{"LANG": "POSIX"}, English},
	} {
		if got := Preferred(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: %v, want %v", test.env, got, test.want)
		}
	}
}

// plainSpaces returns text with its no-break spaces replaced.
func plainSpaces(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }
