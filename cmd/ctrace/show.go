package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/tracer/lang"
)

// showFlags say how a report is shown: by run and open alike.
type showFlags struct {
	outputs
	send  sendFlags
	color string
	quiet bool
	plain bool
}

func (f *showFlags) add(cmd *cobra.Command, s streams) {
	flags := cmd.Flags()
	f.addFlags(flags, s)
	f.send.add(flags, s)
	f.send.addRequired(cmd, s)
	flags.StringVar(&f.color, "color", "auto", s.say(lang.T("colour the chart in the terminal `WHEN`: auto, always or never")))
	flags.BoolVar(&f.plain, "no-drawing", false, s.say(lang.T("leave the course's drawing away")))
	flags.BoolVarP(&f.quiet, "quiet", "q", false, s.say(lang.T("draw no chart in the terminal")))
}

// show is where a report will go, prepared before anything runs.
type show struct {
	streams
	outputs  []output
	send     sendFlags
	warnings streams          // where it is said that spans could not be sent
	terminal *report.Terminal // nil for no chart in the terminal
	plain    bool             // without the course's drawing
}

// prepare checks the flags and opens the outputs. The paths in others are
// written by somebody else, so no output may be one of them.
func (f *showFlags) prepare(s streams, others ...string) (*show, error) {
	show, err := f.endpointAndTerminal(s)
	if err != nil {
		return nil, err
	}
	if show.outputs, err = f.open(s.out, others...); err != nil {
		return nil, err
	}
	if f.quiet || onStdout(show.outputs) {
		show.terminal = nil
	}
	return show, nil
}

// endpointAndTerminal checks the flags that need no file.
func (f *showFlags) endpointAndTerminal(s streams) (*show, error) {
	show := &show{streams: s, send: f.send, warnings: s, plain: f.plain}
	if err := show.send.complete(); err != nil {
		return nil, err
	}
	terminal, err := terminalFor(f.color, s.out)
	show.terminal = &terminal
	return show, err
}

func (s *show) discard() { discard(s.outputs) }

// programOut is where the observed program's standard output goes: not where
// an output of ours goes.
func (s *show) programOut() io.Writer {
	if onStdout(s.outputs) {
		return s.err
	}
	return s.out
}

// report writes the outputs, draws the chart and sends the spans. One that fails
// keeps none of the others from being done. dir is the folder of the recording
// that r is of, "" if it is of none.
func (s *show) report(ctx context.Context, r *report.Report, dir string) error {
	return errors.Join(s.write(r), s.excuse(s.push(ctx, r, dir)))
}

// write writes the outputs and draws the chart.
func (s *show) write(r *report.Report) error {
	if s.plain {
		r.Drawing = nil
	}
	r.SpanStates = s.send.states
	err := write(s.outputs, r)
	if err == nil {
		defer s.noteOutputs()
	}
	if s.terminal != nil {
		err = errors.Join(err, report.WriteTerminal(s.out, r, *s.terminal))
	}
	return err
}

func (s *show) noteOutputs() {
	for _, o := range s.outputs {
		if o.target.path != stdoutPath {
			s.note(lang.T("wrote %s", o.target.path))
		}
	}
}

// push sends the spans, if they are to go anywhere.
func (s *show) push(ctx context.Context, r *report.Report, dir string) error {
	if s.send.endpoint == "" {
		return nil
	}
	d, err := s.send.send(ctx, r, dir)
	if err != nil {
		return err
	}
	for _, line := range s.send.delivered(ctx, d, r) {
		s.note(line)
	}
	return nil
}

// excuse lets an error be no more than a warning if spans could not be sent and
// nobody requires it.
func (s *show) excuse(err error) error {
	if err == nil || s.send.required || !errors.As(err, new(unsentError)) {
		return err
	}
	s.warnings.note(lang.T("warning: %s", oneLine(err, s.language)))
	return nil
}
