// Package python holds the course's own programs, one for each scenario: what
// the scenario's Go code is read beside. Each runs as it is under python3 and
// prints what the scenario prints.
//
// A program is in the file of its scenario's name, with underscores for dashes.
// The one exception is queue: a queue.py would hide Python's own module of that
// name from every program in its folder.
package python

import (
	"embed"
	"strings"
)

//go:embed *.py
var programs embed.FS

// Program returns the file name and the text of a scenario's program; ok is false
// if it has none.
func Program(scenario string) (file, text string, ok bool) {
	file = fileOf(scenario)
	content, err := programs.ReadFile(file)
	return file, string(content), err == nil
}

func fileOf(scenario string) string {
	if scenario == "queue" {
		return "process_queue.py"
	}
	return strings.ReplaceAll(scenario, "-", "_") + ".py"
}
