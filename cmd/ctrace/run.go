package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// runFlags are the flags of `ctrace run`.
type runFlags struct {
	scenarioFlags
	showFlags
	python  pythonFlag
	compare bool
	record  string
	timeout time.Duration
	kernel  kernelMode
	runs    int
	all     bool
	check   bool
}

func newRun(s streams) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   s.say(lang.T("run SCENARIO | --all")),
		Short: s.say(lang.T("Run a scenario, record it and show when everything ran and waited")),
		Example: `  ctrace run gather --html out.html
  ctrace run gil -p threads=8 --speed 4
  ctrace run pool --svg pool.svg --json - --record rec
  ctrace run gather --python --html out.html
  ctrace run gil --compare --html out.html
  ctrace run --all --check --html course/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.all {
				return noArgument(cmd, args)
			}
			return oneArgument(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.compare && !f.python.wanted() {
				f.python.name = defaultPython
			}
			if err := errors.Join(f.validate(), f.python.find(cmd.Context())); err != nil {
				return err
			}
			switch {
			case f.all:
				return f.runAll(cmd.Context(), s)
			case f.compare:
				return f.runCompared(cmd.Context(), s, args[0])
			}
			return f.runOne(cmd.Context(), s, args[0])
		},
	}
	f.scenarioFlags.add(cmd, s)
	f.python.add(cmd, s)
	cmd.Flags().BoolVar(&f.compare, "compare", false, s.say(lang.T("run it in Go and in Python, and show both on one axis")))
	f.showFlags.add(cmd, s)
	flags := cmd.Flags()
	flags.StringVar(&f.record, "record", "", s.say(lang.T("keep the recording in `DIR`")))
	flags.DurationVar(&f.timeout, "timeout", 0, s.say(lang.T("end the scenario after this `DURATION`, such as 10s")))
	f.kernel.add(cmd, s)
	flags.IntVar(&f.runs, "runs", 1, s.say(lang.T("run it `N` times: figures carry median and spread")))
	flags.BoolVar(&f.all, "all", false, s.say(lang.T("run every scenario; outputs and recordings are folders then")))
	flags.BoolVar(&f.check, "check", false, s.say(lang.T("fail if one of the course's claims does not hold")))
	return cmd
}

// validate finds flags that make no sense, alone or together.
func (f *runFlags) validate() error {
	switch {
	case f.timeout < 0:
		return usagef("--timeout %v: it cannot be negative", f.timeout)
	case f.runs < 1:
		return usagef("--runs %d: it must be 1 or more", f.runs)
	case f.runs > 1 && f.record != "":
		return usagef("--record keeps one run, --runs makes %d: leave one of them out", f.runs)
	case f.compare && (f.all || f.runs > 1):
		return usagef("--compare makes one run of one scenario in each language: leave --all and --runs out")
	case f.all && len(f.params) > 0:
		return usagef("-p goes with one scenario, not with --all")
	}
	return nil
}

// runOne records one scenario and shows what was recorded, however it ended.
func (f *runFlags) runOne(ctx context.Context, s streams, name string) error {
	scenario, args, err := f.find(name)
	if err != nil {
		return err
	}
	show, err := f.prepare(s, f.record)
	if err != nil {
		return err
	}
	defer show.discard()
	r, err := f.repeat(ctx, show, scenario, args, f.record)
	if r != nil && f.check {
		err = errors.Join(err, broken(r))
	}
	return err
}

// once records a scenario into the folder dir, or a temporary one if that is
// "", and returns the report; what went wrong meanwhile does not mean that there
// is none.
func (f *runFlags) once(ctx context.Context, show *show, scenario *scenarios.Scenario, args scenarios.Args, dir string) (*recorded, error) {
	folder, err := newFolder(dir)
	if err != nil {
		return nil, err
	}
	// A full disk may have cut the recording short: there may be one to show.
	recording, err := f.recordScenario(ctx, show, folder.dir, scenario, args)
	if recording == nil {
		folder.remove()
		return nil, err
	}
	// What was recorded is shown even if Ctrl-C ended the scenario; a second
	// Ctrl-C ends ctrace itself.
	tl, unread := recording.Timeline(context.WithoutCancel(ctx))
	if unread != nil {
		folder.remove()
		return nil, errors.Join(err, unread)
	}
	r := fromRecording(recording, tl, show.language)
	addScenario(r, scenario, args, recording)
	return &recorded{r, folder}, errors.Join(ended(recording, f.timeout), err)
}

// recorded is one run of a scenario.
type recorded struct {
	*report.Report
	folder folder
}

// show shows the run. If its spans cannot be sent, its recording stays.
func (r *recorded) show(ctx context.Context, show *show) error {
	ctx = context.WithoutCancel(ctx)
	err := show.write(r.Report)
	unsent := show.push(ctx, r.Report, r.folder.dir)
	if errors.As(unsent, new(unsentError)) {
		unsent = lang.Errorf("%w; the spans stay in %s: ctrace push %[2]s --otlp URL sends them later", unsent, r.folder.dir)
		r.folder.kept = true
	}
	return errors.Join(err, show.excuse(unsent))
}

func (f *runFlags) recordScenario(ctx context.Context, show *show, dir string, scenario *scenarios.Scenario, args scenarios.Args) (*tracer.Recording, error) {
	command, err := f.command(show, dir, scenario, args)
	if err != nil {
		return nil, err
	}
	command.Stdin, command.Stdout, command.Stderr = show.in, show.programOut(), show.err
	command.Timeout, command.Kernel = f.timeout, f.kernel.Mode
	command.Scenario, command.Speed, command.Params = scenario.Name, f.speed, f.params
	return tracer.Record(ctx, dir, command)
}

// command returns the command that runs a scenario in Go or in Python.
func (f *runFlags) command(show *show, dir string, scenario *scenarios.Scenario, args scenarios.Args) (tracer.Command, error) {
	if f.python.wanted() {
		return f.python.command(scenario, args, dir)
	}
	executable, err := os.Executable()
	return tracer.Command{Args: append([]string{executable}, f.commandLine(scenario.Name, show.language)...)}, err
}

// folder is where a recording is.
type folder struct {
	dir  string
	kept bool // it outlives ctrace
}

// newFolder returns the user's folder, or a temporary one for "".
func newFolder(dir string) (folder, error) {
	if dir != "" {
		return folder{dir, true}, nil
	}
	dir, err := os.MkdirTemp("", "ctrace-")
	return folder{dir: dir}, err
}

func (f *folder) remove() {
	if !f.kept {
		os.RemoveAll(f.dir)
	}
}

// ended returns an error if the observed program did not end well.
func ended(r *tracer.Recording, timeout time.Duration) error {
	switch {
	case r.Exit.Interrupted:
		return errInterrupted
	case r.Exit.TimedOut:
		return lang.Errorf("%s was still running after %v (--timeout) and was ended: this is what was recorded until then", r.Name(), timeout)
	case !r.Exit.OK():
		return lang.Errorf("%s did not end well: %v", r.Name(), r.Exit.Text())
	}
	return nil
}
