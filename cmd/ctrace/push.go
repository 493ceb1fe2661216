package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

func newPush(s streams) *cobra.Command {
	var endpoint string
	cmd := &cobra.Command{
		Use:     s.say(lang.T("push RECORDING")),
		Short:   s.say(lang.T("Send the spans of a recording to Jaeger or another OpenTelemetry endpoint")),
		Example: "  ctrace push rec --otlp http://127.0.0.1:4318",
		Args:    oneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if endpoint == "" {
				endpoint = os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
			}
			if endpoint == "" {
				return usagef("where to? --otlp URL or OTEL_EXPORTER_OTLP_ENDPOINT says it")
			}
			if err := report.CheckEndpoint(endpoint); err != nil {
				return usage(err)
			}
			recording, err := tracer.OpenRecording(args[0])
			if err != nil {
				return err
			}
			tl, err := recording.Timeline(cmd.Context())
			if err != nil {
				return err
			}
			sent, err := report.Push(cmd.Context(), endpoint, fromRecording(recording, tl, s.language))
			if err != nil {
				return lang.Errorf("%w; the spans stay in %s", err, args[0])
			}
			fmt.Fprintln(s.out, s.say(lang.N(sent, "sent %d span to %s", "sent %d spans to %s", endpoint)))
			return nil
		},
	}
	cmd.Flags().StringVar(&endpoint, "otlp", "", s.say(lang.T("the endpoint's `URL` (default $OTEL_EXPORTER_OTLP_ENDPOINT)")))
	return cmd
}
