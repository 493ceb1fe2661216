package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer"
)

func newOpen(s streams) *cobra.Command {
	var f showFlags
	cmd := &cobra.Command{
		Use:   "open PATH",
		Short: "Show a recording, or any Go execution trace",
		Example: `  ctrace open rec --html out.html
  ctrace open trace.out`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			show, err := f.prepare(s, args[0])
			if err != nil {
				return err
			}
			defer show.discard()
			return show.path(cmd.Context(), args[0])
		},
	}
	f.add(cmd)
	return cmd
}

// path shows what is at a path: a recording's folder or a file.
func (s *show) path(ctx context.Context, path string) error {
	recording, err := tracer.OpenRecording(path)
	if err == nil {
		scenario, args := recordedScenario(recording)
		return s.recording(ctx, recording, scenario, args)
	}
	if !tracer.IsFile(path) {
		return err
	}
	tl, err := tracer.OpenFile(ctx, path)
	if err != nil {
		return err
	}
	return s.report(ctx, &report.Report{
		Title: filepath.Base(path), Answer: answer(tl), Started: tl.Clock().Wall, Timeline: tl,
	})
}

// recordedScenario returns the scenario that was recorded and its parameters,
// or nil if it was none that this version knows.
func recordedScenario(r *tracer.Recording) (*scenarios.Scenario, scenarios.Args) {
	scenario := scenarios.Find(r.Scenario)
	if scenario == nil {
		return nil, scenarios.Args{}
	}
	args, err := scenario.Args(r.Speed, r.Params)
	if err != nil {
		return nil, scenarios.Args{}
	}
	return scenario, args
}
