package main

import (
	"io"
	"os"

	"golang.org/x/term"

	"ctrace/report"
)

// plainWidth is the chart's width where standard output is no terminal.
const plainWidth = 100

// terminalOptions returns the width and colour of the chart in the terminal.
func terminalOptions(color string, out io.Writer) (report.TerminalOptions, error) {
	options := report.TerminalOptions{Width: plainWidth}
	file, ok := out.(*os.File)
	isTerminal := ok && term.IsTerminal(int(file.Fd()))
	if isTerminal {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			options.Width = width
		}
	}
	switch color {
	case "always":
		options.Color = true
	case "auto":
		// https://no-color.org: set and not empty means no colour.
		options.Color = isTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	case "never":
	default:
		return options, usagef("--color %s: it is auto, always or never", color)
	}
	return options, nil
}
