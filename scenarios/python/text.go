package python

import (
	"os"
	"strconv"
	"strings"

	"ctrace/scenarios"
	"ctrace/tracer/lang"
)

// Text returns the program of a scenario with those parameters, and the name of its
// file: the listing itself, or with the few words replaced that the parameters stand
// for. Its lines are those of the listing.
func Text(s *scenarios.Scenario, args scenarios.Args) (file, text string, err error) {
	file, text, ok := Program(s.Name)
	if !ok {
		return "", "", lang.Errorf("%s has no program in Python: run it without --python", s.Name)
	}
	set := settingsOf(s, args)
	for _, p := range s.Params {
		if set.differs[p.Name] && !hasForm(s.Name, p.Name) {
			return "", "", lang.Errorf("the course's Python of %s does not take %s: leave it out, or run the scenario without --python", s.Name, p.Name)
		}
	}
	var pairs []string
	for _, c := range changes[s.Name] {
		if set.concern(c) {
			pairs = append(pairs, c.listed, os.Expand(c.runs, func(name string) string { return set.values[name] }))
		}
	}
	return file, strings.NewReplacer(pairs...).Replace(text), nil
}

// settings are the values of a run, and which are not the listing's own.
type settings struct {
	values  map[string]string
	differs map[string]bool
}

// speedName is what the speed is called in changes.
const speedName = "speed"

func settingsOf(s *scenarios.Scenario, args scenarios.Args) settings {
	set := settings{
		values:  map[string]string{speedName: strconv.FormatFloat(args.Speed, 'g', -1, 64)},
		differs: map[string]bool{speedName: args.Speed != 1},
	}
	for _, p := range s.Params {
		set.values[p.Name] = strconv.Itoa(args.Int(p.Name))
		set.differs[p.Name] = args.Int(p.Name) != p.Default
	}
	return set
}

// concern reports whether a change is to be made: a value that it depends on is not
// the listing's.
func (s settings) concern(c change) bool {
	for _, name := range c.dependsOn() {
		if s.differs[name] {
			return true
		}
	}
	return false
}

// change says what runs instead of what is listed.
type change struct {
	listed string // as the listing has it, in all places
	runs   string // $speed and $parameter stand for values
	when   string // the parameter that it depends on if runs does not name one
}

// dependsOn returns the names of the values that c depends on.
func (c change) dependsOn() []string {
	var names []string
	if c.when != "" {
		names = append(names, c.when)
	}
	os.Expand(c.runs, func(name string) string {
		names = append(names, name)
		return ""
	})
	return names
}

// hasForm reports whether a parameter changes a scenario's program.
func hasForm(scenario, param string) bool {
	for _, c := range changes[scenario] {
		for _, name := range c.dependsOn() {
			if name == param {
				return true
			}
		}
	}
	return false
}

// OldestMinor is the minor version of Python 3 that every program needs at least.
const OldestMinor = 8

// MinorFor returns the minor version of Python 3 that a scenario's program needs.
func MinorFor(scenario string) int {
	switch scenario {
	case "asyncio-io", "to-thread": // asyncio.to_thread
		return 9
	}
	return OldestMinor
}
