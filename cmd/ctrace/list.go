package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
)

func newList(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios, grouped as the course is",
		Args:  exactly(0),
		RunE:  func(*cobra.Command, []string) error { return list(s.out) },
	}
}

func list(out io.Writer) error {
	w := bufio.NewWriter(out)
	name, section := columnWidths()
	chapter := ""
	for s := range scenarios.All() {
		if c := s.Chapter(); c != chapter {
			if chapter != "" {
				fmt.Fprintln(w)
			}
			chapter = c
			fmt.Fprintln(w, c)
		}
		fmt.Fprintf(w, "  %-*s  %-*s  %s\n", name, s.Name, section, s.Section, title(s))
	}
	return w.Flush()
}

// columnWidths returns the widths of the names and of the sections.
func columnWidths() (name, section int) {
	for s := range scenarios.All() {
		name, section = max(name, len(s.Name)), max(section, len(s.Section))
	}
	return name, section
}

// title returns the first line of a scenario's doc.
func title(s *scenarios.Scenario) string {
	first, _, _ := strings.Cut(s.Doc, "\n")
	return first
}
