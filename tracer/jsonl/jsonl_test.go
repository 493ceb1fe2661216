package jsonl

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

var errOdd = errors.New("it is odd")

func TestReadCountsWhatItSkips(t *testing.T) {
	tests := []struct {
		name, text string
		lines      []string
		skipped    string
	}{
		{name: "nothing"},
		{name: "lines", text: "a\nb\n", lines: []string{"a", "b"}},
		{name: "no newline at the end", text: "a\nb", lines: []string{"a", "b"}},
		{name: "empty lines", text: "\n\na\n", lines: []string{"a"}},
		{name: "one bad line", text: "a\nodd\nb\n", lines: []string{"a", "odd", "b"}, skipped: "line 2 is skipped: it is odd"},
		{name: "bad lines", text: "odd\na\n\nodd\n", lines: []string{"odd", "a", "odd"}, skipped: "2 lines are skipped, the first is line 1: it is odd"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var lines []string
			skipped, err := Read(t.Context(), strings.NewReader(test.text), func(line []byte) error {
				lines = append(lines, string(line))
				if string(line) == "odd" {
					return errOdd
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(lines, test.lines) || skipped.Text().String() != test.skipped {
				t.Errorf("read %q, skipped %q; want %q, %q", lines, skipped.Text().String(), test.lines, test.skipped)
			}
		})
	}
}

func TestReadKeepsWhatComesBeforeALineThatIsTooLong(t *testing.T) {
	text := io.MultiReader(strings.NewReader("a\n"), io.LimitReader(endless{}, MaxLine+1))
	lines := 0
	skipped, err := Read(t.Context(), text, func([]byte) error { lines++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if lines != 1 || skipped.Count != 1 || skipped.First != 2 {
		t.Errorf("read %d lines, skipped %v; want line 2 skipped", lines, skipped)
	}
}

// endless is one line without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestReadReturnsTheReadersError(t *testing.T) {
	broken := errors.New("the disk is gone")
	text := io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(broken))
	if _, err := Read(t.Context(), text, func([]byte) error { return nil }); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func TestReadStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Read(ctx, strings.NewReader("a\nb\n"), func([]byte) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}
