package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
	"ctrace/tracer"
)

// runFlags are the flags of `ctrace run`.
type runFlags struct {
	scenarioFlags
	showFlags
	record  string
	timeout time.Duration
}

func newRun(s streams) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run SCENARIO",
		Short: "Run a scenario, record it and show when everything ran and waited",
		Example: `  ctrace run gather --html out.html
  ctrace run gil -p threads=8 --speed 4
  ctrace run pool --svg pool.svg --json - --record rec`,
		Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			scenario, values, err := f.find(args[0])
			if err != nil {
				return err
			}
			return f.run(cmd.Context(), s, scenario, values)
		},
	}
	f.scenarioFlags.add(cmd)
	f.showFlags.add(cmd)
	cmd.Flags().StringVar(&f.record, "record", "", "keep the recording in `DIR`")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 0, "end the scenario after this `DURATION`, such as 10s")
	return cmd
}

// run records the scenario and shows what was recorded, however it ended.
func (f *runFlags) run(ctx context.Context, s streams, scenario *scenarios.Scenario, args scenarios.Args) error {
	if f.timeout < 0 {
		return usagef("--timeout %v: it cannot be negative", f.timeout)
	}
	show, err := f.prepare(s, f.record)
	if err != nil {
		return err
	}
	defer show.discard()
	dir, keep, err := f.folder()
	if err != nil {
		return err
	}
	defer keep.removeUnless(dir)

	// An error here does not mean that there is nothing to show: a full disk
	// may have cut the recording short.
	recording, err := f.recordScenario(ctx, show, dir, scenario)
	if recording == nil {
		return err
	}
	// What was recorded is shown even if Ctrl-C ended the scenario; a second
	// Ctrl-C ends ctrace itself.
	shown := show.run(context.WithoutCancel(ctx), recording, scenario, args)
	if errors.As(shown, new(pushError)) {
		keep.asked = true
		shown = fmt.Errorf("%w; the spans stay in %s: ctrace push %s --otlp URL sends them later", shown, dir, dir)
	}
	return errors.Join(ended(recording, f.timeout), err, shown)
}

func (f *runFlags) recordScenario(ctx context.Context, show *show, dir string, scenario *scenarios.Scenario) (*tracer.Recording, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return tracer.Record(ctx, dir, tracer.Command{
		Args:     append([]string{executable}, f.commandLine(scenario.Name)...),
		Stdin:    show.in,
		Stdout:   show.programOut(),
		Stderr:   show.err,
		Timeout:  f.timeout,
		Scenario: scenario.Name,
		Speed:    f.speed,
		Params:   f.params,
	})
}

// run shows what was recorded of a scenario.
func (s *show) run(ctx context.Context, recording *tracer.Recording, scenario *scenarios.Scenario, args scenarios.Args) error {
	tl, err := recording.Timeline(ctx)
	if err != nil {
		return err
	}
	r := fromRecording(recording, tl)
	addScenario(r, scenario, args, recording)
	return s.report(ctx, r)
}

// kept says whether the recording's folder outlives the run.
type kept struct{ asked bool }

func (k *kept) removeUnless(dir string) {
	if !k.asked {
		os.RemoveAll(dir)
	}
}

// folder returns the recording's folder: the user's, or a temporary one.
func (f *runFlags) folder() (string, *kept, error) {
	if f.record != "" {
		return f.record, &kept{asked: true}, nil
	}
	dir, err := os.MkdirTemp("", "ctrace-")
	return dir, &kept{}, err
}

// ended returns an error if the observed program did not end well.
func ended(r *tracer.Recording, timeout time.Duration) error {
	switch {
	case r.Exit.Interrupted:
		return errInterrupted
	case r.Exit.TimedOut:
		return fmt.Errorf("%s was still running after %v (--timeout) and was ended: this is what was recorded until then", r.Name(), timeout)
	case !r.Exit.OK():
		return fmt.Errorf("%s did not end well: %v", r.Name(), r.Exit)
	}
	return nil
}
