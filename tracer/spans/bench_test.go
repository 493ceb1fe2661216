package spans_test

import (
	"bytes"
	"io"
	"testing"

	"ctrace/tracer/spans"
)

// BenchmarkWrite is what a span costs the goroutine that ends it, the system
// call left out.
func BenchmarkWrite(b *testing.B) {
	tracer := newProvider(b, spans.NewWriter(io.Discard, instant)).Tracer("scope")
	b.ReportAllocs()
	for b.Loop() {
		_, span := tracer.Start(b.Context(), "work")
		span.End()
	}
}

// BenchmarkRead is what reading a span costs.
func BenchmarkRead(b *testing.B) {
	text := bytes.Repeat([]byte(line(stringAttr("service.name", "shop"), 0, 10, "")), 1000)
	b.SetBytes(int64(len(text)) / 1000)
	b.ReportAllocs()
	for n := 0; n < b.N; n += 1000 {
		if err := spans.Read(b.Context(), bytes.NewReader(text), "a.jsonl", alone()); err != nil {
			b.Fatal(err)
		}
	}
}
