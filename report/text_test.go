package report

import (
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestVisible(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"task(1, 2)", "task(1, 2)"}, {"Tâche 世界 🌍", "Tâche 世界 🌍"},
		{"\x1b[31m", `\x1b[31m`}, {"a\nb\tc\r\x00\x7f\u009b", `a\nb\tc\x0d\x00\x7f\x9b`},
		{"\u202egnp.exe", `\u202egnp.exe`}, {"\u2066x\u2069", `\u2066x\u2069`}, {"\ufeffx", `\ufeffx`}, {"\ufffe", `\ufffe`},
		{"👩\u200d💻", "👩\u200d💻"}, {"\xff", "\ufffd"}, {"\u2028", `\u2028`},
	} {
		if got := visible(test.in); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("\x1b]0;title\a \u202e \xff")
	f.Fuzz(func(t *testing.T, in string) {
		out := visible(in)
		if !utf8.ValidString(out) || visible(out) != out {
			t.Errorf("%q became %q", in, out)
		}
		for _, r := range out {
			if unicode.IsControl(r) {
				t.Errorf("%q became %q with a control character", in, out)
			}
		}
	})
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		in    string
		width float64
		want  string
	}{
		{"task", 4, "task"}, {"tasks", 4, "tas…"}, {"ta ks", 4, "ta…"}, {"task", 1, ""}, {"", 0, ""}, {"task", 0, ""}, {"task", -1, ""},
		{"世界世界", 5, "世界…"}, {"世界世界", 4, "世…"}, {"Tâche", 5, "Tâche"},
	} {
		got := shorten(test.in, test.width, columnsOf)
		if got != test.want {
			t.Errorf("%q to %v: got %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		in   string
		want []string
	}{
		{"", nil}, {"one two", []string{"one two"}}, {"one two three", []string{"one two", "three"}},
		{"incomprehensible word", []string{"incompr…", "word"}}, {"a  b", []string{"a b"}},
	} {
		if got := wrap(test.in, 8, columnsOf); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
	}
}
