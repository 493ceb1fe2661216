//go:build linux

package tracer_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
)

// passed is a recorder in a session of its own, whose program shares its process
// group and its files.
type passed struct {
	*exec.Cmd
	dir   string
	input io.WriteCloser // of the program
	lines *bufio.Scanner // of its output
	said  []string       // what was read of them
}

// pass starts one whose input and output are pipes.
func pass(t *testing.T, program, timeout string) *passed {
	t.Helper()
	p := newPassed(t, program, timeout)
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.input, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(out)
	p.start(t)
	return p
}

// passOnTerminal starts one whose input and output are its session's terminal.
func passOnTerminal(t *testing.T, program string) *passed {
	t.Helper()
	master, terminal := openTerminal(t)
	p := newPassed(t, program, "0s")
	p.SysProcAttr.Setctty = true
	p.Stdin, p.Stdout, p.Stderr = terminal, terminal, terminal
	p.input, p.lines = master, bufio.NewScanner(master)
	p.start(t)
	return p
}

func newPassed(t *testing.T, program, timeout string) *passed {
	t.Helper()
	p := &passed{Cmd: exec.Command(command(t, "passthrough").Args[0]), dir: filepath.Join(t.TempDir(), "rec")}
	p.Env = append(os.Environ(), programVar+"=passthrough", passedVar+"="+program, folderVar+"="+p.dir, timeoutVar+"="+timeout)
	p.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return p
}

func (p *passed) start(t *testing.T) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-p.Process.Pid, syscall.SIGKILL) })
}

// openTerminal returns both ends of a new terminal, see pty(7).
func openTerminal(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return master, terminal
}

// until reads the output until a line ends in text, and returns that.
func (p *passed) until(t *testing.T, text string) string {
	t.Helper()
	for p.lines.Scan() {
		p.said = append(p.said, p.lines.Text())
		if strings.HasSuffix(p.lines.Text(), text) {
			return p.lines.Text()
		}
	}
	t.Fatalf("it never printed %q, but %q", text, p.said)
	return ""
}

// end waits for the end and returns the exit status and the recording.
func (p *passed) end(t *testing.T) (status int, r *tracer.Recording) {
	t.Helper()
	for p.lines.Scan() {
		p.said = append(p.said, p.lines.Text())
	}
	p.Wait()
	r, err := tracer.OpenRecording(p.dir)
	if err != nil {
		t.Fatalf("%v; it printed %q", err, p.said)
	}
	if !r.Finished() {
		t.Error("the recording is not finished")
	}
	return p.ProcessState.ExitCode(), r
}

func TestPassthroughGivesItsOwnFilesAndGroup(t *testing.T) {
	t.Parallel()
	p := pass(t, "tells files", "0s")
	status, r := p.end(t)
	if len(p.said) != 4 || !strings.HasPrefix(p.said[0], "pipe:") || !strings.HasPrefix(p.said[1], "pipe:") || p.said[3] != "true" {
		t.Errorf("the program's files and whether it is in our group: %q", p.said)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "output")); status != 0 || err == nil || r.Output() != "" {
		t.Errorf("status %d, output %q; want 0 and no output recorded", status, r.Output())
	}
}

// TestPassthroughPassesSignalsOn sends each signal to the recorder alone, as no
// terminal does.
func TestPassthroughPassesSignalsOn(t *testing.T) {
	t.Parallel()
	p := pass(t, "tells signals", "0s")
	p.until(t, "ready")
	for _, sig := range []syscall.Signal{unix.SIGINT, unix.SIGQUIT, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2, unix.SIGWINCH, unix.SIGTERM} {
		if err := p.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		p.until(t, "got "+sig.String())
	}
	if status, r := p.end(t); status != 5 || r.Exit.Code != 5 || len(p.said) != 8 {
		t.Errorf("status %d, exit %+v, output %q; want the program's 5, and each signal once", status, r.Exit, p.said)
	}
}

// TestATerminalsSignalsComeOnce types Ctrl-C and Ctrl-\, which reach the whole
// process group.
func TestATerminalsSignalsComeOnce(t *testing.T) {
	t.Parallel()
	p := passOnTerminal(t, "tells signals")
	p.until(t, "ready")
	for _, typed := range []struct{ key, says string }{{"\x03", "got interrupt"}, {"\x1c", "got quit"}} {
		if _, err := io.WriteString(p.input, typed.key); err != nil {
			t.Fatal(err)
		}
		p.until(t, typed.says)
	}
	// Before it passes this on, the recorder has seen those.
	p.Process.Signal(syscall.SIGTERM)
	p.until(t, "got terminated")
	p.Wait()
	if got := len(p.said); got != 4 {
		t.Errorf("it printed %q, want each signal once", p.said)
	}
}

func TestPassthroughWaitsForDaemons(t *testing.T) {
	t.Parallel()
	p := pass(t, "daemon", "0s")
	p.input.Close() // the daemon goes on until this, and works then
	status, r := p.end(t)
	if status != 0 || !slices.Contains(p.said, "left behind, but done") {
		t.Errorf("status %d, output %q; want what the daemon prints", status, p.said)
	}
	span(t, read(t, r), "work left behind")
}

func TestASignalEndsTheWaitingForDaemons(t *testing.T) {
	t.Parallel()
	p := pass(t, "daemon for ever", "0s")
	defer p.input.Close()
	p.until(t, "lingers")
	p.Process.Signal(syscall.SIGINT)
	p.Process.Wait() // the daemon holds the output
	r, err := tracer.OpenRecording(p.dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := (tracer.Exit{}); r.Exit != want || !r.Finished() {
		t.Errorf("exit %+v, finished: %v; want the program's own end", r.Exit, r.Finished())
	}
	if _, err := io.WriteString(p.input, "it lives\n"); err != nil {
		t.Error(err)
	}
	p.until(t, "it lives")
}

func TestOrphansAreReapedMeanwhile(t *testing.T) {
	t.Parallel()
	p := pass(t, "leaves an orphan", "0s")
	if status, _ := p.end(t); status != 0 || !slices.Equal(p.said, []string{"nothing is left of it"}) {
		t.Errorf("status %d, output %q", status, p.said)
	}
}

func TestATimeoutEndsDaemonsToo(t *testing.T) {
	t.Parallel()
	p := pass(t, "stubborn family", "100ms")
	status, r := p.end(t)
	if want := (tracer.Exit{Code: -1, Signal: "killed", SignalNumber: 9, TimedOut: true}); status != 137 || r.Exit != want {
		t.Errorf("status %d, exit %+v; want 137, %+v", status, r.Exit, want)
	}
	if len(p.said) != 2 {
		t.Fatalf("it printed %q, want two pids", p.said)
	}
	for _, line := range p.said {
		var pid int
		if _, err := fmt.Sscanf(line, "pid %d", &pid); err != nil {
			t.Fatal(err)
		}
		soon(t, line+" is gone", func() bool { return syscall.Kill(pid, 0) != nil })
	}
}

func TestAProgramThatExecutesItselfIsOneProcess(t *testing.T) {
	t.Parallel()
	recording := observe(t, "executes itself")
	if got := recording.Output(); got != "III\n" || !recording.Exit.OK() {
		t.Errorf("output %q, %v", got, recording.Exit)
	}
	if got := processes(read(t, recording)); len(got) != 1 {
		t.Errorf("processes %q, want one", got)
	}
}

func TestTheRecordingSaysHowTheKernelWasObserved(t *testing.T) {
	t.Parallel()
	best, refused := kernel.Available()
	for _, mode := range []kernel.Mode{kernel.Auto, kernel.Poll, kernel.Off} {
		c := command(t, "work")
		c.Kernel = mode
		r := record(t, t.Context(), c)
		want := mode
		if mode == kernel.Auto {
			want = best
		}
		why := mode == kernel.Off || mode == kernel.Auto && refused != nil
		if r.Kernel.Mode != want || r.Kernel.Why.Empty() == why {
			t.Errorf("asked for %v, got %v because of %q", mode, r.Kernel.Mode, r.Kernel.Why)
		}
		if _, err := os.Stat(filepath.Join(r.Dir, "kernel.switches")); (err == nil) != (want != kernel.Off) {
			t.Errorf("mode %v: %v", want, err)
		}
	}
}

// TestTheKernelIsPolledWherePerfIsRefused refuses it as containers do.
func TestTheKernelIsPolledWherePerfIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "rec")
	c := command(t, "recorder, no perf")
	cmd := exec.Command(c.Args[0])
	cmd.Env = append(c.Env, folderVar+"="+dir)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	r, err := tracer.OpenRecording(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r.Kernel.Mode != kernel.Poll || !strings.Contains(r.Kernel.Why.String(), "perf_event_open") {
		t.Errorf("mode %v because of %q, want poll and the reason", r.Kernel.Mode, r.Kernel.Why)
	}
	for s := range read(t, r).Sources() {
		if s.Name == "kernel" && !(s.On && s.Approximate && strings.Contains(s.Why.String(), "perf_event_open")) {
			t.Errorf("source %+v, want it on, approximate, and why", s)
		}
	}
}
