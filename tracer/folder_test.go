//go:build unix

package tracer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
)

func TestRecordRefuses(t *testing.T) {
	t.Parallel()
	c := command(t, "prints")
	temp := t.TempDir()
	file := filepath.Join(temp, "file")
	full := filepath.Join(temp, "full")
	if err := os.Mkdir(full, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(full, "letter.txt")} {
		if err := os.WriteFile(path, []byte("dear"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, dir string
		args      []string
		want      string
	}{
		{"no command", filepath.Join(temp, "new"), nil, "no command"},
		{"no such program", filepath.Join(temp, "new"), []string{"no-such-program"}, "not found"},
		{"a program that cannot start", filepath.Join(temp, "new"), []string{"/dev/null"}, "permission denied"},
		{"a file for a folder", file, c.Args, "not a directory"},
		{"a folder in a file", filepath.Join(file, "rec"), c.Args, "not a directory"},
		{"a folder of something else", full, c.Args, "name another folder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := c
			c.Args = test.args
			_, err := tracer.Record(t.Context(), test.dir, c)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v does not say %q", err, test.want)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(temp, "new")); !os.IsNotExist(err) {
		t.Error("a recording that never began left its folder behind")
	}
	if _, err := os.Stat(filepath.Join(full, "letter.txt")); err != nil {
		t.Error(err)
	}
}

func TestRecordSaysThatTheDiskIsFull(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"recorder, full disk", "recorder, disk gets full"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			c := command(t, program)
			c.Env = append(c.Env, folderVar+"="+filepath.Join(t.TempDir(), "inner"))
			recording := record(t, t.Context(), c)
			if got := recording.Output(); !recording.Exit.OK() || !strings.Contains(got, "file too large") {
				t.Errorf("it says %.200q and ends with %v", got, recording.Exit)
			}
		})
	}
}

func TestRecordReplacesAnOlderRecording(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, program := range []string{"work", "prints"} {
		c := command(t, program)
		c.Kernel = kernel.Off
		if _, err := tracer.Record(t.Context(), dir, c); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), "output recording.json"; got != want {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}
