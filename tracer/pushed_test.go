package tracer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"ctrace/tracer"
)

func TestPushedToKnowsTheLastOfEachEndpoint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got, err := tracer.PushedTo(dir, "a"); err != nil || got != (tracer.Pushed{Endpoint: "a"}) {
		t.Fatalf("of a new recording: %+v, %v", got, err)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	cut := tracer.Pushed{Endpoint: "a", States: "auto", Sent: 1000, At: at}
	whole := tracer.Pushed{Endpoint: "a", States: "auto", Sent: 1500, All: true, At: at.Add(time.Hour)}
	other := tracer.Pushed{Endpoint: "b", Sent: 3, All: true, At: at}
	for _, p := range []tracer.Pushed{cut, other, whole} {
		if err := tracer.NotePushed(dir, p); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []tracer.Pushed{whole, other} {
		if got, err := tracer.PushedTo(dir, want.Endpoint); err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
}

func TestPushedToRefusesADamagedFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pushed.json"), []byte(`[{"endpoint":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tracer.PushedTo(dir, "a"); err == nil {
		t.Error("no error")
	}
	if err := tracer.NotePushed(dir, tracer.Pushed{Endpoint: "a"}); err == nil {
		t.Error("what it said is overwritten")
	}
}
