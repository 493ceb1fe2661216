package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ctrace/tracer"
	"ctrace/tracer/lang"
)

func newPush(s streams) *cobra.Command {
	var flags sendFlags
	cmd := &cobra.Command{
		Use:     s.say(lang.T("push RECORDING")),
		Short:   s.say(lang.T("Send the spans of a recording to Jaeger or another OpenTelemetry endpoint")),
		Example: "  ctrace push rec --otlp http://127.0.0.1:4318",
		Args:    oneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.complete(); err != nil {
				return err
			}
			if flags.endpoint == "" {
				return usagef("where to? --otlp URL or OTEL_EXPORTER_OTLP_ENDPOINT says it")
			}
			recording, err := tracer.OpenRecording(args[0])
			if err != nil {
				return err
			}
			tl, err := recording.Timeline(cmd.Context())
			if err != nil {
				return err
			}
			r := fromRecording(recording, tl, s.language)
			d, err := flags.send(cmd.Context(), r, args[0])
			if err != nil {
				return lang.Errorf("%w; the spans stay in %s", err, args[0])
			}
			for _, line := range flags.delivered(cmd.Context(), d, r) {
				fmt.Fprintln(s.out, s.say(line))
			}
			return nil
		},
	}
	flags.add(cmd.Flags(), s)
	flags.addAgain(cmd, s)
	return cmd
}
