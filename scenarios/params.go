package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/lang"
)

// Param is a parameter of a scenario: a whole number.
type Param struct {
	Name     string
	Doc      lang.Text
	Default  int
	Min, Max int // inclusive
}

// Args are the parameters of one run.
type Args struct {
	Speed  float64 // the course's seconds are divided by it; above 0
	values map[string]int
}

// Int returns the value of a parameter that the scenario has.
func (a Args) Int(name string) int {
	v, ok := a.values[name]
	if !ok {
		panic("scenarios: no parameter " + name) // a bug of the scenario
	}
	return v
}

// Seconds returns n of the course's seconds at the run's speed.
func (a Args) Seconds(n float64) time.Duration {
	return time.Duration(n / a.Speed * float64(time.Second))
}

// Args checks settings of the form NAME=VALUE against the scenario's parameters
// and fills in the defaults.
func (s *Scenario) Args(speed float64, settings []string) (Args, error) {
	if !(speed > 0) || speed > 1000 {
		return Args{}, lang.Errorf("speed %v: it must be above 0 and at most 1000", speed)
	}
	args := Args{Speed: speed, values: map[string]int{}}
	for _, p := range s.Params {
		args.values[p.Name] = p.Default
	}
	for _, setting := range settings {
		name, text, found := strings.Cut(setting, "=")
		if !found {
			return Args{}, lang.Errorf("-p %s: write it as NAME=VALUE", setting)
		}
		i := slices.IndexFunc(s.Params, func(p Param) bool { return p.Name == name })
		if i < 0 {
			return Args{}, lang.Errorf("%s has no parameter %q; %s", s.Name, name, s.paramNames())
		}
		p := s.Params[i]
		v, err := strconv.Atoi(text)
		if err != nil || v < p.Min || v > p.Max {
			return Args{}, lang.Errorf("%s=%s: it must be a whole number from %d to %d", name, text, p.Min, p.Max)
		}
		args.values[name] = v
	}
	return args, nil
}

func (s *Scenario) paramNames() lang.Text {
	if len(s.Params) == 0 {
		return lang.T("it takes none")
	}
	var names []string
	for _, p := range s.Params {
		names = append(names, p.Name)
	}
	return lang.T("it takes %s", strings.Join(names, ", "))
}
