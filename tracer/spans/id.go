package spans

import (
	"encoding/base64"
	"encoding/hex"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"ctrace/tracer/lang"
)

// Protobuf's JSON form spells bytes in base64, OTLP's spells ids in hex. Hex
// digits are base64 digits too, so that the bytes whose base64 is the id's hex
// make protojson write OTLP, and likewise on the way back.

// spellHex changes the ids of a message to bytes that protojson writes as the
// ids' hex.
func spellHex(spans []*tracepb.ResourceSpans) error {
	return eachID(spans, func(id []byte) ([]byte, error) {
		return base64.StdEncoding.DecodeString(hex.EncodeToString(id))
	})
}

// readHex is the inverse of [spellHex]. It leaves ids that some programs write
// in base64, as protobuf alone would have it, as they are.
func readHex(spans []*tracepb.ResourceSpans) error {
	return eachID(spans, func(id []byte) ([]byte, error) {
		if len(id) == traceIDSize || len(id) == spanIDSize {
			return id, nil
		}
		text := base64.StdEncoding.EncodeToString(id)
		id, err := hex.DecodeString(text)
		if err != nil {
			return nil, lang.Errorf("%q is no id: %w", text, err)
		}
		return id, nil
	})
}

// The lengths of ids in bytes.
const (
	traceIDSize = 16
	spanIDSize  = 8
)

// eachID replaces every id in a message by what change makes of it.
func eachID(spans []*tracepb.ResourceSpans, change func([]byte) ([]byte, error)) error {
	for span := range each(spans) {
		ids := []*[]byte{&span.TraceId, &span.SpanId, &span.ParentSpanId}
		for _, link := range span.Links {
			ids = append(ids, &link.TraceId, &link.SpanId)
		}
		for _, id := range ids {
			changed, err := change(*id)
			if err != nil {
				return err
			}
			*id = changed
		}
	}
	return nil
}

// each iterates over the spans of a message.
func each(spans []*tracepb.ResourceSpans) func(func(*tracepb.Span) bool) {
	return func(yield func(*tracepb.Span) bool) {
		for _, resource := range spans {
			for _, scope := range resource.ScopeSpans {
				for _, span := range scope.Spans {
					if !yield(span) {
						return
					}
				}
			}
		}
	}
}
