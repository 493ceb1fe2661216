package main

import (
	"context"
	"os"
	"strconv"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// scenarioVerb is the hidden verb of the observed process.
const scenarioVerb = "scenario"

// newScenario returns the verb that runs a scenario in this very process,
// recording itself where the environment says so. `ctrace run` calls it.
func newScenario(s streams) *cobra.Command {
	var settings scenarioFlags
	cmd := &cobra.Command{
		Use:    s.say(lang.T("scenario NAME")),
		Hidden: true,
		Args:   oneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			scenario, values, err := settings.find(args[0])
			if err != nil {
				return err
			}
			// The processes that it starts have no flags: they speak the language of
			// their locale.
			if err := os.Setenv("LC_ALL", s.language.String()); err != nil {
				return err
			}
			return observe(cmd.Context(), s, scenario, values)
		},
	}
	settings.add(cmd, s)
	return cmd
}

// observe runs a scenario between tracer's start and stop.
func observe(ctx context.Context, s streams, scenario *scenarios.Scenario, args scenarios.Args) error {
	ctx, stop, err := tracer.Start(ctx)
	if err != nil {
		return err
	}
	// A recording that fails must not change how the program ends. What is
	// missing stands in the report, too.
	kept := func(err error) {
		if err != nil {
			s.note(lang.T("the recording is incomplete: %s", oneLine(err, s.language)))
		}
	}
	defer func() { kept(stop()) }()
	ctx, span := otel.Tracer("ctrace/cmd/ctrace").Start(ctx, scenario.Name)
	defer span.End()
	result, err := scenario.Run(ctx, args, s.out)
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, err.Error())
		return lang.Errorf("%s: %w", scenario.Name, err)
	}
	kept(tracer.SaveResult(ctx, result))
	return nil
}

// scenarioFlags say which scenario runs and how.
type scenarioFlags struct {
	speed  float64
	params []string
}

func (f *scenarioFlags) add(cmd *cobra.Command, s streams) {
	cmd.Flags().Float64Var(&f.speed, "speed", 1, s.say(lang.T("divide the course's seconds by `FACTOR`")))
	cmd.Flags().StringArrayVarP(&f.params, "param", "p", nil, s.say(lang.T("set a parameter of the scenario, `NAME=VALUE`; may be repeated")))
}

// find returns the scenario of that name with its parameters.
func (f *scenarioFlags) find(name string) (*scenarios.Scenario, scenarios.Args, error) {
	scenario, err := findScenario(name)
	if err != nil {
		return nil, scenarios.Args{}, err
	}
	args, err := scenario.Args(f.speed, f.params)
	if err != nil {
		return nil, args, usage(err)
	}
	return scenario, args, nil
}

// findScenario returns the scenario of that name.
func findScenario(name string) (*scenarios.Scenario, error) {
	var names []string
	for s := range scenarios.All() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return nil, usagef("there is no scenario %q%v (ctrace list shows them all)", name, suggestion(name, names))
}

// commandLine returns the arguments of the hidden verb for the same run.
func (f *scenarioFlags) commandLine(name string, l lang.Language) []string {
	line := []string{scenarioVerb, name, "--" + languageName, l.String(), "--speed", strconv.FormatFloat(f.speed, 'g', -1, 64)}
	for _, p := range f.params {
		line = append(line, "-p", p)
	}
	return line
}
