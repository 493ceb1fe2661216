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
		Use:   "list [SCENARIO]",
		Short: "List the scenarios, grouped as the course is, or tell all about one",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("list takes one scenario at most, not %d: ctrace %s", len(args), cmd.Use)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return list(s.out)
			}
			scenario, err := findScenario(args[0])
			if err != nil {
				return err
			}
			return describe(s.out, scenario)
		},
	}
}

// describe tells what a scenario shows and which parameters it has.
func describe(out io.Writer, s *scenarios.Scenario) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%s · %s", s.Name, s.Chapter())
	if s.InCourse() {
		fmt.Fprintf(w, " · section %s", s.Section)
	}
	fmt.Fprint(w, "\n\n")
	fmt.Fprintf(w, "%s\n\n    %s\n", s.Doc, s.Call)
	if len(s.Params) > 0 {
		fmt.Fprintln(w, "\nParameters (-p NAME=VALUE):")
	}
	for _, p := range s.Params {
		fmt.Fprintf(w, "  %-10s  %s (%d to %d; %d unless set)\n", p.Name, p.Doc, p.Min, p.Max, p.Default)
	}
	return w.Flush()
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
