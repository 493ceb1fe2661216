//go:build unix

package tracer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// copyFile copies a small file.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(data))
}

func TestAProgramInAnotherModuleIsRecorded(t *testing.T) {
	t.Parallel()
	source := filepath.Join("testdata", "othermodule")
	temp := t.TempDir()
	// The module has no sums of its own, and the build must not write into it.
	copyFile(t, filepath.Join(source, "go.mod"), filepath.Join(temp, "go.mod"))
	copyFile(t, filepath.Join("..", "go.sum"), filepath.Join(temp, "go.sum"))
	program := filepath.Join(temp, "other")
	build := exec.Command("go", "build", "-mod=mod", "-modfile", filepath.Join(temp, "go.mod"), "-o", program, ".")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	recording := record(t, t.Context(), tracer.Command{Args: []string{program}})
	if got, want := recording.Output(), "hello from another module\n"; got != want {
		t.Errorf("it printed %q, want %q", got, want)
	}
	if s := span(t, read(t, recording), "greeting"); s.Origin != timeline.UserRegion {
		t.Errorf("the span comes from %v, want the program's region", s.Origin)
	}
}
