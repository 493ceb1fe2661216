package scenarios

import (
	"os"
	"testing"
)

// TestFileIsTheSource holds that a scenario's file is where its name says, by
// which a reader of a trace finds the lines of its stacks.
func TestFileIsTheSource(t *testing.T) {
	for s := range All() {
		text, err := os.ReadFile(s.File())
		if err != nil {
			t.Error(err)
		} else if string(text) != s.Source {
			t.Errorf("%s: Source is not %s", s.Name, s.File())
		}
	}
}
