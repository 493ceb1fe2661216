package report

import (
	"io"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"

	"ctrace/tracer/spans"
	"ctrace/tracer/timeline"
)

// writeSpans writes the spans of r as OTLP JSON lines, as they are sent. Their
// resources relate the clocks, so that they align with other recordings of the
// boot.
func writeSpans(w io.Writer, r *Report) error {
	clock := clockAttributes(r.Timeline.Clock())
	for batch := range batches(r) {
		resources := batch.resources()
		for _, resource := range resources {
			resource.Resource.Attributes = append(resource.Resource.Attributes, clock...)
		}
		line, err := spans.Line(resources)
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func clockAttributes(c timeline.Clock) []*commonpb.KeyValue {
	if c.Boot == "" {
		return nil
	}
	return []*commonpb.KeyValue{
		intAttribute(spans.WallKey, c.Wall.UnixNano()), intAttribute(spans.MonoKey, c.Mono), stringAttribute(spans.BootKey, c.Boot),
	}
}
