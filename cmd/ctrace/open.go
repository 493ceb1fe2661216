package main

import (
	"context"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

func newOpen(s streams) *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   s.say(lang.T("open PATH")),
		Short: s.say(lang.T("Show a recording, or any Go execution trace")),
		Example: `  ctrace open rec --html out.html
  ctrace open trace.out`,
		Args: oneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			show, err := f.prepare(s, args[0])
			if err != nil {
				return err
			}
			defer show.discard()
			return show.path(cmd.Context(), args[0])
		},
	}
	f.add(cmd, s)
	return cmd
}

// path shows what is at a path: a recording's folder or a file.
func (s *show) path(ctx context.Context, path string) error {
	tl, recording, err := tracer.Open(ctx, path)
	if err != nil {
		return err
	}
	if recording == nil {
		return s.report(ctx, fromFile(path, tl, s.language), "")
	}
	r := fromRecording(recording, tl, s.language)
	if scenario, args, ok := recordedScenario(recording); ok {
		addScenario(r, scenario, args, recording)
	}
	return s.report(ctx, r, path)
}

// recordedScenario returns the scenario that was recorded and its parameters.
// ok is false if this version knows none of that name with such parameters.
func recordedScenario(r *tracer.Recording) (scenario *scenarios.Scenario, args scenarios.Args, ok bool) {
	scenario = scenarios.Find(r.Scenario)
	if scenario == nil {
		return nil, args, false
	}
	args, err := scenario.Args(r.Speed, r.Params)
	return scenario, args, err == nil
}
