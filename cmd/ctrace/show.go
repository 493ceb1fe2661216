package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"ctrace/report"
)

// showFlags say how a report is shown: by run and open alike.
type showFlags struct {
	outputs
	otlp  string
	color string
	quiet bool
}

func (f *showFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	f.addFlags(flags)
	flags.StringVar(&f.otlp, "otlp", "", "send the spans to an OpenTelemetry `URL` (default $OTEL_EXPORTER_OTLP_ENDPOINT)")
	flags.StringVar(&f.color, "color", "auto", "colour the chart in the terminal: auto, always or never")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "draw no chart in the terminal")
}

// show is where a report will go, prepared before anything runs.
type show struct {
	streams
	outputs  []output
	endpoint string
	terminal *report.Terminal // nil for no chart in the terminal
}

// prepare checks the flags and opens the outputs. The paths in others are
// written by somebody else, so no output may be one of them.
func (f *showFlags) prepare(s streams, others ...string) (*show, error) {
	show := &show{streams: s, endpoint: f.otlp}
	if show.endpoint == "" {
		show.endpoint = os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	}
	if err := report.CheckEndpoint(show.endpoint); show.endpoint != "" && err != nil {
		return nil, usage(err)
	}
	terminal, err := terminalFor(f.color, s.out)
	if err != nil {
		return nil, err
	}
	if show.outputs, err = f.open(s.out, others...); err != nil {
		return nil, err
	}
	if !f.quiet && !onStdout(show.outputs) {
		show.terminal = &terminal
	}
	return show, nil
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

// report writes the outputs, draws the chart and sends the spans.
func (s *show) report(ctx context.Context, r *report.Report) error {
	if err := write(s.outputs, r); err != nil {
		return err
	}
	if s.terminal != nil {
		if err := report.WriteTerminal(s.out, r, *s.terminal); err != nil {
			return err
		}
	}
	for _, o := range s.outputs {
		if o.target.path != stdoutPath {
			fmt.Fprintf(s.err, "ctrace: wrote %s\n", o.target.path)
		}
	}
	if s.endpoint == "" {
		return nil
	}
	sent, err := report.Push(ctx, s.endpoint, r)
	if err != nil {
		return pushError{err}
	}
	fmt.Fprintf(s.err, "ctrace: sent %d spans to %s\n", sent, s.endpoint)
	return nil
}

// pushError says that the spans could not be sent; everything else was done.
type pushError struct{ error }

func (e pushError) Unwrap() error { return e.error }
