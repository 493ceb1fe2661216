package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/tracer"
)

func newPush(s streams) *cobra.Command {
	var endpoint string
	cmd := &cobra.Command{
		Use:     "push RECORDING",
		Short:   "Send the spans of a recording to Jaeger or another OpenTelemetry endpoint",
		Example: "  ctrace push rec --otlp http://127.0.0.1:4318",
		Args:    exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if endpoint == "" {
				endpoint = os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
			}
			if err := report.CheckEndpoint(endpoint); err != nil {
				return usagef("where to? --otlp URL or OTEL_EXPORTER_OTLP_ENDPOINT says it: %w", err)
			}
			recording, err := tracer.OpenRecording(args[0])
			if err != nil {
				return err
			}
			tl, err := recording.Timeline(cmd.Context())
			if err != nil {
				return err
			}
			sent, err := report.Push(cmd.Context(), endpoint, fromRecording(recording, tl))
			if err != nil {
				return fmt.Errorf("%w; the spans stay in %s", err, args[0])
			}
			fmt.Fprintf(s.out, "sent %d spans to %s\n", sent, endpoint)
			return nil
		},
	}
	cmd.Flags().StringVar(&endpoint, "otlp", "", "the endpoint's `URL` (default $OTEL_EXPORTER_OTLP_ENDPOINT)")
	return cmd
}
