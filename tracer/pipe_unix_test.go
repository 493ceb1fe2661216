//go:build unix

package tracer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ctrace/tracer"
)

// TestOpenAPipe opens a named pipe that nobody writes into, one whose writer
// never comes to it, and one that holds a text.
func TestOpenAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tracer.OpenFile(t.Context(), pipe); err == nil {
		t.Error("a pipe without a writer opened")
	}
	writer, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tracer.OpenFile(ctx, pipe); !errors.Is(err, context.Canceled) {
		t.Errorf("a pipe with nothing in it, and a done context: %v", err)
	}
	if _, err := writer.WriteString(strings.Repeat("no trace ", 1000)); err != nil {
		t.Fatal(err)
	}
	if _, err := tracer.OpenFile(t.Context(), pipe); err == nil {
		t.Error("a text opened as a trace")
	}
}
