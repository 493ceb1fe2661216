package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
)

// chapters are the course's own headings, by the first character of a section.
var chapters = map[byte]string{
	'1': "Processus et threads",
	'2': "multiprocessing",
	'3': "asyncio",
	'4': "Which one when",
}

func newList(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios, grouped as the course is",
		Args:  exactly(0),
		RunE:  func(*cobra.Command, []string) error { return list(s.out) },
	}
}

func list(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	chapter := byte(0)
	for s := range scenarios.All() {
		if c := s.Section[0]; c != chapter {
			if chapter != 0 {
				fmt.Fprintln(w)
			}
			chapter = c
			fmt.Fprintf(w, "%c. %s\n", c, chapters[c])
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", s.Name, s.Section, title(s))
	}
	return w.Flush()
}

// title returns the first line of a scenario's doc.
func title(s *scenarios.Scenario) string {
	first, _, _ := strings.Cut(s.Doc, "\n")
	return first
}
