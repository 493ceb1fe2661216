//go:build unix

package tracer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ctrace/tracer"
)

// files returns the paths of a recording's files with a suffix.
func files(t *testing.T, recording *tracer.Recording, suffix string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(recording.Dir, "*"+suffix))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files %s: %v", suffix, err)
	}
	return paths
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func cutInHalf(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedFileSpoilsNoOther(t *testing.T) {
	t.Parallel()
	suffixes := []string{".process.jsonl", ".gotrace", ".spans.jsonl", ".wall.pb.gz"}
	damages := []struct {
		name string
		do   func(t *testing.T, path string)
	}{
		{"empty", func(t *testing.T, path string) { write(t, path, "") }},
		{"cut", cutInHalf},
		{"garbage", func(t *testing.T, path string) { write(t, path, "\x00garbage\xff\n") }},
	}
	for _, suffix := range suffixes {
		for _, damage := range damages {
			t.Run(damage.name+suffix, func(t *testing.T) {
				t.Parallel()
				recording := observe(t, "work")
				path := files(t, recording, suffix)[0]
				damage.do(t, path)
				tl := read(t, recording)
				if got := warnings(tl); got == "" {
					t.Error("nothing was said of it")
				}
				if suffix != ".spans.jsonl" {
					span(t, tl, "work work")
				}
				if got := processes(tl); len(got) != 1 {
					t.Errorf("processes %q, want one", got)
				}
			})
		}
	}
}

func TestAPipeInTheFolderIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	recording := observe(t, "prints")
	if err := syscall.Mkfifo(filepath.Join(recording.Dir, "1.gotrace"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := warnings(read(t, recording)), "gotrace: 1.gotrace: it is no regular file"; got != want {
		t.Errorf("warnings %q, want %q", got, want)
	}
}

func TestTimelineStopsWithItsContext(t *testing.T) {
	t.Parallel()
	recording := observe(t, "work")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := recording.Timeline(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	recording := observe(t, "prints")
	write(t, filepath.Join(recording.Dir, "output"), strings.Repeat("x", 1<<20+5))
	if got := recording.Output(); !strings.HasSuffix(got, fmt.Sprintf("x\n… 5 more bytes are in %s\n", filepath.Join(recording.Dir, "output"))) {
		t.Errorf("it ends in %q", got[1<<20-5:])
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := func(name, manifest string) string {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if manifest != "" {
			write(t, filepath.Join(path, "recording.json"), manifest)
		}
		return path
	}
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		write(t, path, text)
		return path
	}
	tests := []struct{ name, path, want string }{
		{"nothing there", filepath.Join(dir, "nothing"), "does not exist"},
		{"an empty folder", folder("empty", ""), "it is no recording"},
		{"a damaged manifest", folder("damaged", `{"schema":`), "recording.json is damaged"},
		{"a manifest of something else", folder("else", `{"schema":"recipe/1"}`), "it is no recording"},
		{"a manifest of the future", folder("future", `{"schema":"ctrace.recording/9"}`), "open it with the ctrace that recorded it"},
		{"an empty file", file("empty.trace", ""), "it is empty"},
		{"a picture", file("cat.png", "\x89PNG\r\n\x1a\n"), "neither an execution trace of Go nor OTLP JSON lines"},
		{"the header of a trace only", file("head.trace", "go 1.26 trace\x00\x00\x00"), "trace is cut"},
		{"broken lines only", file("broken.jsonl", `{"resourceSpans":[`), "nothing in it can be read: broken.jsonl: line 1 is skipped"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := tracer.Open(t.Context(), test.path)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.path) {
				t.Errorf("error %q does not say %q of %s", err, test.want, test.path)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q has several lines", err)
			}
		})
	}
}

func TestOpenTakesTheFilesOfARecordingAlone(t *testing.T) {
	t.Parallel()
	recording := observe(t, "work")
	for _, suffix := range []string{".gotrace", ".spans.jsonl"} {
		t.Run(suffix, func(t *testing.T) {
			path := files(t, recording, suffix)[0]
			if !tracer.IsFile(path) {
				t.Errorf("%s is no file", path)
			}
			tl, _, err := tracer.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			if tl.NumLanes() == 0 || tl.End() == 0 {
				t.Error("the timeline is empty")
			}
			if !tl.Clock().Known() {
				t.Error("it is not known when it was")
			}
		})
	}
}

func TestOpenReturnsARecording(t *testing.T) {
	t.Parallel()
	recording := observe(t, "prints")
	_, opened, err := tracer.Open(t.Context(), recording.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(opened.Manifest) != fmt.Sprint(recording.Manifest) {
		t.Errorf("manifest\n%+v, want\n%+v", opened.Manifest, recording.Manifest)
	}
}
