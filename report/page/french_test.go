package page

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// translation finds the entries of src/french.ts.
var translation = regexp.MustCompile(`(?m)^  "(.*?)": "(.*)",$`)

// placeholder finds where an argument of a message stands.
var placeholder = regexp.MustCompile(`\{\d\}`)

// TestFrench holds that each translation has its message's arguments and as many
// forms, and that the script says the message. That each message has a translation
// is held by the type checker.
func TestFrench(t *testing.T) {
	var script strings.Builder
	files, err := filepath.Glob("src/*.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if filepath.Base(file) != "french.ts" {
			script.WriteString(read(t, file))
		}
	}
	entries := translation.FindAllStringSubmatch(read(t, "src/french.ts"), -1)
	if len(entries) < 100 {
		t.Fatalf("only %d translations are found", len(entries))
	}
	for _, entry := range entries {
		english, french := strings.Split(entry[1], "¦"), strings.Split(entry[2], "¦")
		if len(english) != len(french) {
			t.Errorf("%q has %d forms, in French %d", entry[1], len(english), len(french))
			continue
		}
		for i := range english {
			if got, want := arguments(french[i]), arguments(english[i]); !slices.Equal(got, want) {
				t.Errorf("%q has the arguments %v, %q has %v", english[i], want, french[i], got)
			}
		}
		if !strings.Contains(script.String(), `"`+entry[1]+`"`) {
			t.Errorf("nothing says %q", entry[1])
		}
	}
}

func arguments(message string) []string {
	found := placeholder.FindAllString(message, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
