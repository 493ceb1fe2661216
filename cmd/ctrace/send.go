package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ctrace/report"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// sendFlags say where spans are sent and what becomes of ctrace if they are not
// taken.
type sendFlags struct {
	endpoint string
	states   report.SpanStates
	required bool
	again    bool // send what was sent already
}

func (f *sendFlags) add(flags *pflag.FlagSet, s streams) {
	flags.StringVar(&f.endpoint, "otlp", "", s.say(lang.T("send the spans to an OpenTelemetry `URL` (default $OTEL_EXPORTER_OTLP_ENDPOINT)")))
	flags.Var(&f.states, "span-states", s.say(lang.T("show what happened in exported spans as spans of their own: `STATES` auto (up to 2,000 in a trace), all (up to 10,000) or none; as events above that")))
}

// addRequired adds the flag of the verbs that do something else besides.
func (f *sendFlags) addRequired(cmd *cobra.Command, s streams) {
	cmd.Flags().BoolVar(&f.required, "otlp-required", false, s.say(lang.T("fail if the spans could not be sent, instead of a warning")))
}

// addAgain adds the flag of the verb that does nothing else.
func (f *sendFlags) addAgain(cmd *cobra.Command, s streams) {
	cmd.Flags().BoolVar(&f.again, "again", false, s.say(lang.T("send spans once more that the endpoint was sent already")))
}

// complete takes the endpoint from the environment if no flag names one, and
// checks it.
func (f *sendFlags) complete() error {
	if f.endpoint == "" {
		f.endpoint = report.EndpointFromEnvironment()
	}
	if f.endpoint == "" {
		return nil
	}
	if err := report.CheckEndpoint(f.endpoint); err != nil {
		return usage(err)
	}
	return nil
}

// unsentError says that the spans could not be sent; everything else was done.
type unsentError struct{ error }

func (e unsentError) Unwrap() error { return e.error }

// delivery is what became of spans.
type delivery struct {
	sent, before int // spans, now and at another time
	at           time.Time
	unnoted      error // why it is not noted in the recording
}

// send sends the spans of r that the endpoint has not had yet. dir is the folder
// of their recording, where that is noted, "" if they have none.
func (f *sendFlags) send(ctx context.Context, r *report.Report, dir string) (delivery, error) {
	r.SpanStates = f.states
	var past tracer.Pushed
	if dir != "" && !f.again {
		var err error
		if past, err = tracer.PushedTo(dir, f.endpoint); err != nil {
			return delivery{}, unsentError{err}
		}
	}
	if past.All {
		return delivery{before: past.Sent, at: past.At}, nil
	}
	already := past.Sent
	if past.States != f.states.String() {
		already = 0 // these were other spans
	}
	sent, err := report.PushRest(ctx, f.endpoint, r, already)
	d := delivery{sent: sent, before: already}
	if dir != "" && sent > 0 {
		d.unnoted = tracer.NotePushed(dir, tracer.Pushed{
			Endpoint: f.endpoint, States: f.states.String(), Sent: already + sent, All: err == nil, At: time.Now(),
		})
	}
	if err != nil {
		err = unsentError{err}
	}
	return d, err
}

// delivered says in lines what became of the spans, and where they can be seen.
func (f *sendFlags) delivered(ctx context.Context, d delivery, r *report.Report) []lang.Text {
	if d.sent == 0 && d.before > 0 {
		return []lang.Text{lang.N(d.before, "%d span was sent to %s on %s already: ctrace push --again sends it once more", "%d spans were sent to %s on %s already: ctrace push --again sends them once more",
			f.endpoint, d.at.Format(time.DateTime))}
	}
	lines := []lang.Text{lang.N(d.sent, "sent %d span to %s", "sent %d spans to %s", f.endpoint)}
	if d.unnoted != nil {
		lines = append(lines, lang.T("that they were sent cannot be noted in the recording: %v", d.unnoted))
	}
	traces := r.Traces()
	if len(traces) == 0 {
		return lines
	}
	page := report.JaegerOf(ctx, f.endpoint)
	lines = append(lines, lang.T("trace %s", page+traces[0]))
	if more := len(traces) - 1; more > 0 {
		lines = append(lines, lang.N(more, "and %d more trace", "and %d more traces"))
	}
	return lines
}
