package main

import (
	"io"
	"os"
	"strings"

	"github.com/muesli/termenv"
	"golang.org/x/term"

	"ctrace/report"
)

// plainWidth is the chart's width where standard output is no terminal.
const plainWidth = 100

// terminalFor returns how to draw on out: its width, and colours as the user
// asked for.
func terminalFor(color string, out io.Writer) (report.Terminal, error) {
	t := report.Terminal{Width: plainWidth}
	file, ok := out.(*os.File)
	isTerminal := ok && term.IsTerminal(int(file.Fd()))
	if isTerminal {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			t.Width = width
		}
	}
	t.Light = lightGround(os.Getenv("COLORFGBG"))
	switch color {
	case "always":
		t.Colours = report.Colours256
		if os.Getenv("COLORTERM") == "truecolor" {
			t.Colours = report.TrueColours
		}
	case "auto":
		t.Colours = coloursOf(out)
	case "never":
	default:
		return t, usagef("--color %s: it is auto, always or never", color)
	}
	return t, nil
}

// coloursOf returns the colours of out, as far as the environment tells:
// NO_COLOR, CLICOLOR_FORCE, COLORTERM and TERM count.
func coloursOf(out io.Writer) report.Colours {
	switch termenv.NewOutput(out).EnvColorProfile() {
	case termenv.TrueColor:
		return report.TrueColours
	case termenv.ANSI256, termenv.ANSI:
		return report.Colours256
	}
	return report.NoColours
}

// lightGround reports whether COLORFGBG, in which some terminals tell the
// numbers of their colours as "foreground;background", names a light ground.
func lightGround(colorfgbg string) bool {
	ground := colorfgbg[strings.LastIndexByte(colorfgbg, ';')+1:]
	return ground == "7" || ground == "15"
}
