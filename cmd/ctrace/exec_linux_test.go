package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/kernel"
)

// nobody is a user without privileges, as most systems number it.
const nobody = 65534

// execCommand returns `ctrace exec` in a session of its own, as far from this
// test's terminal as from its signals.
func execCommand(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, append([]string{"exec"}, args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	return cmd
}

// as makes cmd run as another user; only root can.
func as(t *testing.T, cmd *exec.Cmd, user uint32) *exec.Cmd {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: user, Gid: user}
	return cmd
}

// openFolder returns a folder that every user can write.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ctrace-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyInto copies a program into a folder, with a mode.
func copyInto(t *testing.T, dir, program string, mode os.FileMode) string {
	t.Helper()
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, filepath.Base(program))
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestASignalToExecIsForTheCommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sig    syscall.Signal
		status int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}, {syscall.SIGHUP, 129}, {syscall.SIGQUIT, 131}} {
		cmd := execCommand("--", "sh", "-c", "ulimit -c 0; echo ready; exec sleep 100")
		var report bytes.Buffer
		cmd.Stderr = &report
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		readUntil(out, "ready")
		cmd.Process.Signal(test.sig)
		cmd.Wait()
		if got := cmd.ProcessState.ExitCode(); got != test.status || !strings.Contains(report.String(), "ended by a signal") {
			t.Errorf("%v: status %d, want %d, and a report:\n%s", test.sig, got, test.status, &report)
		}
	}
}

// TestTheCommandOutlivesAKilledExec kills ctrace while the command waits for
// input, and lets the command go on.
func TestTheCommandOutlivesAKilledExec(t *testing.T) {
	t.Parallel()
	rec := filepath.Join(t.TempDir(), "rec")
	cmd := execCommand("-q", "--record", rec, "--", "sh", "-c", "echo ready; read word; echo got $word")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	readUntil(out, "ready")
	cmd.Process.Kill()
	if _, err := cmd.Process.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "more\n"); err != nil {
		t.Fatal(err)
	}
	if got := readUntil(out, "got more"); !bytes.Contains(got, []byte("got more")) {
		t.Errorf("the command printed %q after ctrace was killed", got)
	}
	shown, err := exec.Command(binary, "open", rec).CombinedOutput()
	if err != nil || !bytes.Contains(shown, []byte("the recorder was killed")) {
		t.Errorf("%v:\n%s", err, shown)
	}
}

func TestExecWithoutPrivileges(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	ctrace := copyInto(t, dir, binary, 0o755)
	rec := filepath.Join(dir, "rec")
	cmd := as(t, execCommand("-q", "--record", rec, "--", "sh", "-c", "sleep 0.1; exit 3"), nobody)
	cmd.Path, cmd.Dir, cmd.Env = ctrace, dir, append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	if said, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("%v: %s", cmd.ProcessState, said)
	}
	if r, err := tracer.OpenRecording(rec); err != nil || r.Exit.Code != 3 || r.Kernel.Switches == 0 {
		t.Errorf("%v: %+v", err, r)
	}
}

// TestExecOfAProgramWithOtherRights runs one that becomes root, of which the
// kernel tells nothing to others.
func TestExecOfAProgramWithOtherRights(t *testing.T) {
	t.Parallel()
	dir := openFolder(t)
	var system syscall.Statfs_t
	if err := syscall.Statfs(dir, &system); err != nil || system.Flags&syscall.MS_NOSUID != 0 {
		t.Skipf("%s permits no other rights: %v", dir, err)
	}
	if mode, refused := kernel.Available(); mode != kernel.Perf {
		t.Skip(refused)
	}
	ctrace := copyInto(t, dir, binary, 0o755)
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip(err)
	}
	setuid := copyInto(t, dir, sleep, 0o755|os.ModeSetuid)
	rec := filepath.Join(dir, "rec")
	began := time.Now()
	cmd := as(t, execCommand("--record", rec, "--", setuid, "0.3"), nobody)
	cmd.Path, cmd.Dir, cmd.Env = ctrace, dir, append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	said, err := cmd.CombinedOutput()
	if err != nil || time.Since(began) < 300*time.Millisecond {
		t.Errorf("%v after %v: %s", err, time.Since(began), said)
	}
	if !bytes.Contains(said, []byte("other rights")) {
		t.Errorf("nothing is said of the rights:\n%s", said)
	}
	if r, err := tracer.OpenRecording(rec); err != nil || r.Exited-r.Spawned < 250*time.Millisecond {
		t.Errorf("%v: it lived from %v to %v", err, r.Spawned, r.Exited)
	}
}

// TestExecOfAProgramThatGivesItsRightsUp goes on seeing it.
func TestExecOfAProgramThatGivesItsRightsUp(t *testing.T) {
	t.Parallel()
	setpriv, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skip(err)
	}
	rec := filepath.Join(t.TempDir(), "rec")
	user := fmt.Sprint(nobody)
	cmd := as(t, execCommand("--record", rec, "--", setpriv, "--reuid", user, "--regid", user, "--clear-groups", "sleep", "0.2"), 0)
	if said, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(said, []byte("sleep")) {
		t.Errorf("%v:\n%s", err, said)
	}
}
