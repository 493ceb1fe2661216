package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
	"ctrace/tracer/lang"
)

func newList(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   s.say(lang.T("list [SCENARIO]")),
		Short: s.say(lang.T("List the scenarios, grouped as the course is, or tell all about one")),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("list takes one scenario at most, not %d: ctrace %s", len(args), cmd.Use)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return list(s)
			}
			scenario, err := findScenario(args[0])
			if err != nil {
				return err
			}
			return describe(s, scenario)
		},
	}
}

// describe tells what a scenario shows and which parameters it has.
func describe(s streams, scenario *scenarios.Scenario) error {
	w := bufio.NewWriter(s.out)
	fmt.Fprintf(w, "%s · %s", scenario.Name, s.say(scenario.Chapter()))
	if scenario.InCourse() {
		fmt.Fprintf(w, " · %s", s.say(lang.T("section %s", scenario.Section)))
	}
	fmt.Fprintf(w, "\n\n%s\n\n    %s\n", s.say(scenario.Doc), scenario.Call)
	if len(scenario.Params) > 0 {
		fmt.Fprintf(w, "\n%s\n", s.say(lang.T("Parameters (-p NAME=VALUE):")))
	}
	for _, p := range scenario.Params {
		fmt.Fprintf(w, "  %-10s  %s\n", p.Name, s.say(lang.T("%v (%d to %d; %d unless set)", p.Doc, p.Min, p.Max, p.Default)))
	}
	return w.Flush()
}

func list(s streams) error {
	w := bufio.NewWriter(s.out)
	name, section := s.columnWidths()
	chapter := ""
	for scenario := range scenarios.All() {
		if c := s.say(scenario.Chapter()); c != chapter {
			if chapter != "" {
				fmt.Fprintln(w)
			}
			chapter = c
			fmt.Fprintln(w, c)
		}
		fmt.Fprintf(w, "  %-*s  %-*s  %s\n", name, scenario.Name, section, s.section(scenario), s.title(scenario))
	}
	return w.Flush()
}

// columnWidths returns the widths of the names and of the sections.
func (s streams) columnWidths() (name, section int) {
	for scenario := range scenarios.All() {
		name = max(name, len(scenario.Name))
		section = max(section, utf8.RuneCountInString(s.section(scenario)))
	}
	return name, section
}

// section returns the section of the course in which a scenario is.
func (s streams) section(scenario *scenarios.Scenario) string {
	if !scenario.InCourse() {
		return s.say(lang.T("beyond"))
	}
	return scenario.Section
}

// title returns the first line of a scenario's doc.
func (s streams) title(scenario *scenarios.Scenario) string {
	first, _, _ := strings.Cut(s.say(scenario.Doc), "\n")
	return first
}
