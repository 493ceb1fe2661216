//go:build unix

package tracer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
	"ctrace/tracer/timeline"
)

func TestRecordSaysHowTheProgramEnded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		program string
		want    tracer.Exit
		text    string
	}{
		{"prints", tracer.Exit{}, ""},
		{"exit 3", tracer.Exit{Code: 3}, "exit status 3"},
		{"panic", tracer.Exit{Code: 2}, "exit status 2"},
		{"killed", tracer.Exit{Code: -1, Signal: "killed", SignalNumber: 9}, "ended by a signal: killed"},
	}
	for _, test := range tests {
		t.Run(test.program, func(t *testing.T) {
			t.Parallel()
			recording := observe(t, test.program)
			if recording.Exit != test.want || recording.Exit.String() != test.text || !recording.Finished() {
				t.Errorf("exit %+v (%v), want %+v (%v)", recording.Exit, recording.Exit, test.want, test.text)
			}
		})
	}
}

func TestRecordKeepsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	c := command(t, "prints")
	c.Stdout, c.Stderr = &out, &errs
	recording := record(t, t.Context(), c)
	var want strings.Builder
	for i := range 1000 {
		fmt.Fprintln(&want, "line", i)
	}
	if out.String() != want.String() || errs.String() != "and an error\n" {
		t.Errorf("passed on %d bytes and %q, want %d bytes and the error", out.Len(), errs.String(), want.Len())
	}
	kept := recording.Output()
	if lines := strings.Replace(kept, errs.String(), "", 1); lines != want.String() || len(kept) != out.Len()+errs.Len() {
		t.Errorf("kept %d bytes, want %d in order, and the error between them", len(kept), out.Len()+errs.Len())
	}
}

func TestRecordPassesItsInputOn(t *testing.T) {
	t.Parallel()
	c := command(t, "reads")
	c.Stdin = strings.NewReader("hello")
	if got := record(t, t.Context(), c).Output(); got != "hello" {
		t.Errorf("the program read %q, want hello", got)
	}
}

func TestRecordMeasuresTheWholeTree(t *testing.T) {
	t.Parallel()
	recording := observe(t, "orphan")
	if u := recording.Usage; u.User+u.System <= 0 || u.MaxRSS < 1<<20 {
		t.Errorf("usage %+v, want some CPU time and memory", u)
	}
	if !(0 < recording.Spawned && recording.Spawned < recording.Exited && recording.Exited < recording.Stopped) {
		t.Errorf("spawned at %v, exited at %v, stopped at %v: want them in this order", recording.Spawned, recording.Exited, recording.Stopped)
	}
}

func TestRecordWaitsForOrphans(t *testing.T) {
	t.Parallel()
	recording := observe(t, "orphan")
	if got := recording.Output(); got != "left behind, but done\n" {
		t.Errorf("output %q, want the orphan's", got)
	}
	tl := read(t, recording)
	orphan := span(t, tl, "work left behind")
	if stopped := timeline.Time(recording.Stopped); orphan.End > stopped {
		t.Errorf("the recording stopped at %v, the orphan worked until %v", stopped.Std(), orphan.End.Std())
	}
}

func TestATimeoutEndsTheProgram(t *testing.T) {
	t.Parallel()
	c := command(t, "until asked")
	c.Timeout = 100 * time.Millisecond
	if exit := record(t, t.Context(), c).Exit; !exit.TimedOut || exit.Interrupted || exit.OK() {
		t.Errorf("exit %+v, want it timed out", exit)
	}
}

func TestAProgramThatIsAskedToEndEndsWell(t *testing.T) {
	t.Parallel()
	c, ctx := cancelledWhenReady(t, command(t, "until asked"))
	recording := record(t, ctx, c)
	if want := (tracer.Exit{Interrupted: true}); recording.Exit != want {
		t.Errorf("exit %+v, want %+v", recording.Exit, want)
	}
	tl := read(t, recording)
	span(t, tl, "work until asked")
	if got := warnings(tl); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
}

// cancelledWhenReady returns c with a context that is cancelled when c says that
// it is ready.
func cancelledWhenReady(t *testing.T, c tracer.Command) (tracer.Command, context.Context) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ready := newWaitFor("ready")
	go func() {
		defer cancel()
		select {
		case <-ready.found:
		case <-ctx.Done():
		}
	}()
	c.Stdout = ready
	return c, ctx
}

func TestAStubbornProgramIsKilledAndWhatItDidIsKept(t *testing.T) {
	t.Parallel()
	c, ctx := cancelledWhenReady(t, command(t, "stubborn"))
	recording := record(t, ctx, c)
	if want := (tracer.Exit{Code: -1, Signal: "killed", SignalNumber: 9, Interrupted: true}); recording.Exit != want {
		t.Errorf("exit %+v, want %+v", recording.Exit, want)
	}
	tl := read(t, recording)
	s := span(t, tl, "before the end")
	if tl.Lane(s.Lane).Kind != timeline.Goroutine {
		t.Errorf("the span is on the %v, want its goroutine: the trace was not saved", tl.Lane(s.Lane).Kind)
	}
	if got := warnings(tl); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
}

func TestAKilledProgramLeavesAReadablePrefix(t *testing.T) {
	t.Parallel()
	tl := read(t, observe(t, "killed"))
	steps, onGoroutine := 0, 0
	for s := range tl.Spans() {
		steps++
		if tl.Lane(s.Lane).Kind == timeline.Goroutine {
			onGoroutine++
		}
	}
	if steps != 25 {
		t.Errorf("%d spans, want all 25 that ended", steps)
	}
	if onGoroutine < 5 {
		t.Errorf("%d spans are in the trace, want those of the first seconds at least", onGoroutine)
	}
	if got := warnings(tl); !strings.Contains(got, "the end of what it did may be missing") {
		t.Errorf("warnings %q do not say what may be missing", got)
	}
}

func TestARecordingOpensAfterItsRecorderWasKilled(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "rec")
	ready := newWaitFor("ready")
	cmd := exec.Command(command(t, "recorder").Args[0])
	cmd.Env = append(os.Environ(), programVar+"=recorder", folderVar+"="+dir)
	cmd.Stdout = ready
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-ready.found
	recording, err := tracer.OpenRecording(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	syscall.Kill(-recording.PID, syscall.SIGKILL) // it holds cmd's stdout
	cmd.Wait()
	syscall.Wait4(recording.PID, nil, 0, nil) // if it became ours

	tl := read(t, recording)
	span(t, tl, "before the end")
	if got := warnings(tl); recording.Finished() || !strings.Contains(got, "the recorder did not finish") {
		t.Errorf("finished: %v, warnings %q; want it unfinished and said so", recording.Finished(), got)
	}
}

func TestRecordLeavesNothingBehind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it looks into /proc")
	}
	observe(t, "orphan") // whatever is opened once for all is open now
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	for range 3 {
		observe(t, "orphan")
		c := command(t, "until asked")
		c.Timeout = 100 * time.Millisecond
		c.Stdin, c.Stdout = strings.NewReader("x"), io.Discard
		record(t, t.Context(), c)
	}
	soon(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= goroutines })
	if got := openFiles(t); got > files {
		t.Errorf("%d files are open, %d before", got, files)
	}
	if got := children(t); got != "" {
		t.Errorf("children are left: %s", got)
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// children returns the pids of this process's children.
func children(t *testing.T) string {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(lists) == 0 {
		t.Fatalf("no lists of children: %v", err)
	}
	var pids strings.Builder
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil && !os.IsNotExist(err) { // a thread may end meanwhile
			t.Fatal(err)
		}
		pids.Write(text)
	}
	return pids.String()
}

func TestAProgramThatCannotBeExecuted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name string, mode os.FileMode, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name, program string
		want          error
	}{
		{"not in PATH", "ctrace-has-no-such-program", exec.ErrNotFound},
		{"missing", filepath.Join(folder, "none"), fs.ErrNotExist},
		{"interpreter missing", file("bang", 0o700, "#!/no/such\n"), fs.ErrNotExist},
		{"not executable", file("text", 0o600, "echo"), fs.ErrPermission},
		{"a folder", folder, nil},
		{"no known format", file("script", 0o700, "echo"), syscall.ENOEXEC},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []kernel.Mode{kernel.Auto, kernel.Off} {
				dir := filepath.Join(t.TempDir(), "rec")
				_, err := tracer.Record(t.Context(), dir, tracer.Command{Args: []string{test.program}, Kernel: mode})
				var start *tracer.StartError
				if !errors.As(err, &start) || start.Program != test.program || test.want != nil && !errors.Is(err, test.want) {
					t.Errorf("%v: %v, want a StartError of %v", mode, err, test.want)
				}
				if _, err := os.Stat(dir); err == nil {
					t.Errorf("%v: the folder is left", mode)
				}
			}
		})
	}
}

func TestAFolderThatCannotBeMadeIsNoFaultOfTheProgram(t *testing.T) {
	t.Parallel()
	_, err := tracer.Record(t.Context(), "/dev/null/rec", command(t, "prints"))
	if err == nil || errors.As(err, new(*tracer.StartError)) {
		t.Errorf("%v, want an error that is no StartError", err)
	}
}
