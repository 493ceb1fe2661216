package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ctrace/report"
	"ctrace/tracer/lang"
)

// showFlags say how a report is shown: by run and open alike.
type showFlags struct {
	outputs
	otlp   string
	states report.SpanStates
	color  string
	quiet  bool
	plain  bool
}

func (f *showFlags) add(cmd *cobra.Command, s streams) {
	flags := cmd.Flags()
	f.addFlags(flags, s)
	flags.StringVar(&f.otlp, "otlp", "", s.say(lang.T("send the spans to an OpenTelemetry `URL` (default $OTEL_EXPORTER_OTLP_ENDPOINT)")))
	addSpanStates(flags, &f.states, s)
	flags.StringVar(&f.color, "color", "auto", s.say(lang.T("colour the chart in the terminal `WHEN`: auto, always or never")))
	flags.BoolVar(&f.plain, "no-drawing", false, s.say(lang.T("leave the course's drawing away")))
	flags.BoolVarP(&f.quiet, "quiet", "q", false, s.say(lang.T("draw no chart in the terminal")))
}

func addSpanStates(flags *pflag.FlagSet, states *report.SpanStates, s streams) {
	flags.Var(states, "span-states", s.say(lang.T("show what happened in exported spans as spans of their own: `STATES` auto (up to 2,000 in a trace), all (up to 10,000) or none; as events above that")))
}

// show is where a report will go, prepared before anything runs.
type show struct {
	streams
	outputs  []output
	endpoint string
	states   report.SpanStates
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
	show := &show{streams: s, endpoint: f.otlp, states: f.states, plain: f.plain}
	if show.endpoint == "" {
		show.endpoint = os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	}
	if err := report.CheckEndpoint(show.endpoint); show.endpoint != "" && err != nil {
		return nil, usage(err)
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
// keeps none of the others from being done.
func (s *show) report(ctx context.Context, r *report.Report) error {
	if s.plain {
		r.Drawing = nil
	}
	r.SpanStates = s.states
	errs := []error{write(s.outputs, r)}
	if s.terminal != nil {
		errs = append(errs, report.WriteTerminal(s.out, r, *s.terminal))
	}
	if errs[0] == nil {
		for _, o := range s.outputs {
			if o.target.path != stdoutPath {
				s.note(lang.T("wrote %s", o.target.path))
			}
		}
	}
	return errors.Join(append(errs, s.push(ctx, r))...)
}

// push sends the spans, if they are to go anywhere.
func (s *show) push(ctx context.Context, r *report.Report) error {
	if s.endpoint == "" {
		return nil
	}
	sent, err := report.Push(ctx, s.endpoint, r)
	if err != nil {
		return pushError{err}
	}
	s.note(lang.N(sent, "sent %d span to %s", "sent %d spans to %s", s.endpoint))
	return nil
}

// pushError says that the spans could not be sent; everything else was done.
type pushError struct{ error }

func (e pushError) Unwrap() error { return e.error }
