package page

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestHighlight(t *testing.T) {
	for _, test := range []struct {
		name, file, text string
		want             string // every piece with a class, as class:text
	}{
		{"plain", "notes.txt", "func x // no", ""},
		{"empty", "x.go", "", ""},
		{"go", "a/b.go", "// Hi\nfunc add(n int) string {\n\treturn `a\nb` + \"c\" // d\n}\n",
			"comment:// Hi|keyword:func|name:add|keyword:return|text:`a|text:b`|text:\"c\"|comment:// d"},
		{"go numbers", "b.go", "package p\nvar x, y = 0x1F, 'c' + 1e3", "keyword:package|keyword:var|number:0x1F|text:'c'|number:1e3"},
		{"no go", "c.go", "\"open\nfunc \x00 @", "text:\"open|keyword:func"},
		{"python", "a.py", "async def task(id):  # nom\n    print(f\"Tâche {id}\", 'it\\'s', 1.5)\n",
			"keyword:async|keyword:def|name:task|comment:# nom|text:f\"Tâche {id}\"|text:'it\\'s'|number:1.5"},
		{"python text over lines", "b.py", "class A:\n    '''one\n    # two'''\n    x1 = None", "keyword:class|name:A|text:'''one|text:    # two'''|keyword:None"},
		{"no python", "c.py", "\"open\nif x", "keyword:if"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := highlight(Listing{File: test.file, Text: test.text})
			var got []string
			for _, line := range l.Lines {
				for _, p := range line {
					if p[0] != plainCode {
						got = append(got, p[0]+":"+strings.TrimRight(p[1], " "))
					}
				}
			}
			if got := strings.Join(got, "|"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if joined := textOf(l); joined != strings.TrimSuffix(test.text, "\n") {
				t.Errorf("the pieces are %q, the text is %q", joined, test.text)
			}
		})
	}
}

// textOf returns the text of a listing.
func textOf(l listing) string {
	var lines []string
	for _, line := range l.Lines {
		text := ""
		for _, p := range line {
			text += p[1]
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// TestHighlightLosesNothing holds that the programs of all scenarios come through
// whole.
func TestHighlightLosesNothing(t *testing.T) {
	files, err := filepath.Glob("../../scenarios/*.go")
	if err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob("../../scenarios/python/*.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range slices.Concat(files, programs) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := textOf(highlight(Listing{File: file, Text: string(text)})); got != strings.TrimSuffix(string(text), "\n") {
			t.Errorf("%s is not what it was", file)
		}
	}
	if len(files) == 0 || len(programs) == 0 {
		t.Errorf("%d and %d files", len(files), len(programs))
	}
}

func FuzzHighlight(f *testing.F) {
	for _, text := range []string{"", "func f() {}\n", "\"\"\"a", "x = 'b'  # c", "\xff\x00`"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, file := range []string{"x.go", "x.py", "x"} {
			if got := textOf(highlight(Listing{File: file, Text: text})); got != strings.TrimSuffix(text, "\n") {
				t.Errorf("%s: %q became %q", file, text, got)
			}
		}
	})
}
