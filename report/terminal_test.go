package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"ctrace/tracer/lang"
)

func TestTerminalGolden(t *testing.T) {
	eachSample(t, func(t *testing.T, name string, r *Report) {
		golden(t, name+".80.txt", onTerminal(t, r, Terminal{Width: 80}))
	})
	for _, name := range []string{"gather", "pool", "panels"} {
		golden(t, name+".fr.txt", onTerminal(t, inFrench(samples[name](t)), Terminal{Width: 80}))
	}
	for _, width := range []int{60, 160} {
		golden(t, fmt.Sprintf("gather.%d.txt", width), onTerminal(t, gatherSample(t), Terminal{Width: width}))
	}
	golden(t, "pool.256.txt", onTerminal(t, poolSample(t), Terminal{Width: 80, Colours: Colours256}))
	golden(t, "pool.light.txt", onTerminal(t, poolSample(t), Terminal{Width: 80, Colours: TrueColours, Light: true}))
}

func onTerminal(t *testing.T, r *Report, to Terminal) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTerminal(&out, r, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTerminalWidth checks that no line is wider than the terminal and that
// nothing steers it, whatever lanes are called.
func TestTerminalWidth(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		for _, r.Language = range lang.All() {
			for width := 60; width <= 200; width += 7 {
				checkLines(t, string(onTerminal(t, r, Terminal{Width: width})), width)
			}
		}
	})
}

func checkLines(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if w := textWidth(line); w > width {
			t.Errorf("%d columns on a terminal of %d: %s", w, width, line)
		}
		if i := strings.IndexFunc(line, unicode.IsControl); i >= 0 {
			t.Errorf("control character in %q", line)
		}
	}
}

// TestTerminalColours checks that colours change nothing but colours.
func TestTerminalColours(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		plain := string(onTerminal(t, r, Terminal{Width: 100}))
		for _, colours := range []Colours{Colours256, TrueColours} {
			coloured := string(onTerminal(t, r, Terminal{Width: 100, Colours: colours}))
			if !strings.Contains(coloured, "\x1b[") {
				t.Errorf("colours %d: no colour", colours)
			}
			if stripped := ansi.Strip(coloured); stripped != plain {
				t.Errorf("colours %d: without colours it reads\n%s\nwant\n%s", colours, stripped, plain)
			}
		}
	})
}
