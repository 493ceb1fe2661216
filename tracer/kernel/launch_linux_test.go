package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// tellAll prints what a program can know of how it was started. The shell's
// signals are told by a program that takes its place: while it starts another
// one, the shell blocks them.
const tellAll = `
cat /proc/$$/limits /proc/$$/oom_score_adj
read slack < /proc/$$/timerslack_ns; echo $slack
tr '\0' '\n' < /proc/$$/environ
tr '\0' '\n' < /proc/$$/cmdline
ls /proc/$$/fd
pwd; nice; echo "$0" "$@"
set -- $(cat /proc/$$/stat)
echo comm "$2" leads $(($5 == $1)) session $(($6 == $1))
exec grep -E '^(Sig[^Q]|Shd|NoNewPrivs|Uid|Gid|Groups|Cap|Seccomp|Umask|Speculation)' /proc/self/status
`

func TestLaunchLeavesNoTrace(t *testing.T) {
	for name, change := range map[string]func(*exec.Cmd){
		"plain":          func(*exec.Cmd) {},
		"environment":    func(c *exec.Cmd) { c.Env = []string{"A=1", "A=2", "EMPTY=", "GODEBUG=inittrace=1", "BYTES=\xff\n"} },
		"no environment": func(c *exec.Cmd) { c.Env = []string{} },
		"folder":         func(c *exec.Cmd) { c.Dir = "/proc" },
		"files":          func(c *exec.Cmd) { c.ExtraFiles = []*os.File{openNull(t), nil, openNull(t)} },
		"group":          func(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} },
		"session":        func(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} },
		"arguments":      func(c *exec.Cmd) { c.Args = append(c.Args, "", "a b", "\xff\x1b[2J", strings.Repeat("x", 100_000)) },
		"argument 0":     func(c *exec.Cmd) { c.Args[0] = stubName },
	} {
		t.Run(name, func(t *testing.T) {
			direct, launched := tell(t, change, start), tell(t, change, launch)
			if direct != launched {
				t.Errorf("started directly:\n%s\nlaunched:\n%s", direct, launched)
			}
		})
	}
}

func TestLaunchKeepsIgnoredSignals(t *testing.T) {
	signal.Ignore(syscall.SIGUSR1, syscall.SIGHUP)
	defer signal.Reset(syscall.SIGUSR1, syscall.SIGHUP)
	direct, launched := tell(t, func(*exec.Cmd) {}, start), tell(t, func(*exec.Cmd) {}, launch)
	if direct != launched {
		t.Errorf("started directly:\n%s\nlaunched:\n%s", direct, launched)
	}
}

func TestLaunchKeepsInheritedFiles(t *testing.T) {
	// In the way of the stub's own files, with a free place between.
	for _, fd := range []int{100, 102} {
		if err := unix.Dup2(int(openNull(t).Fd()), fd); err != nil {
			t.Fatal(err)
		}
		defer unix.Close(fd)
	}
	extra := func(c *exec.Cmd) { c.ExtraFiles = make([]*os.File, 100-3) }
	direct, launched := tell(t, extra, start), tell(t, extra, launch)
	if direct != launched || !strings.Contains(direct, "\n100\n102\n") {
		t.Errorf("started directly:\n%s\nlaunched:\n%s", direct, launched)
	}
}

// tell returns what a shell says about itself that was started by how.
func tell(t *testing.T, change func(*exec.Cmd), how func(*exec.Cmd) error) string {
	t.Helper()
	// A pipe for its output would have another number each time.
	file, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd := exec.Command("/bin/sh", "-c", tellAll)
	cmd.Stdout, cmd.Stderr = file, file
	change(cmd)
	if err := errors.Join(how(cmd), cmd.Wait()); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

func start(cmd *exec.Cmd) error { return cmd.Start() }

func launch(cmd *exec.Cmd) error {
	l, err := Launch(cmd)
	if err != nil {
		return err
	}
	return l.Release()
}

func openNull(t *testing.T) *os.File {
	t.Helper()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func TestLaunchFailsAsStartDoes(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, mode os.FileMode, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, newCmd := range map[string]func() *exec.Cmd{
		"missing":             func() *exec.Cmd { return exec.Command(filepath.Join(dir, "none")) },
		"not in PATH":         func() *exec.Cmd { return exec.Command("ctrace-has-no-such-program") },
		"a folder":            func() *exec.Cmd { return exec.Command(dir) },
		"not executable":      func() *exec.Cmd { return exec.Command(file("text", 0o600, "echo")) },
		"no known format":     func() *exec.Cmd { return exec.Command(file("script", 0o700, "echo")) },
		"interpreter missing": func() *exec.Cmd { return exec.Command(file("bang", 0o700, "#!/no/such\n")) },
		"no such folder":      func() *exec.Cmd { return &exec.Cmd{Path: "/bin/true", Dir: filepath.Join(dir, "none")} },
		"group of another":    func() *exec.Cmd { return inGroup(1) },
		"a NUL":               func() *exec.Cmd { return exec.Command("/bin/true", "a\x00b") },
		"too many bytes":      func() *exec.Cmd { return exec.Command("/bin/true", strings.Repeat("x", 1<<18)) },
		"no program":          func() *exec.Cmd { return &exec.Cmd{} },
	} {
		t.Run(name, func(t *testing.T) {
			want := start(newCmd())
			if want == nil {
				t.Fatal("it can be started")
			}
			err := launch(newCmd())
			if fmt.Sprint(err) != fmt.Sprint(want) || errors.Is(err, os.ErrNotExist) != errors.Is(want, os.ErrNotExist) {
				t.Errorf("Launch: %v\nStart: %v", err, want)
			}
		})
	}
}

func inGroup(group int) *exec.Cmd {
	cmd := exec.Command("/bin/true")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: group}
	return cmd
}

func TestLaunchClosesItsFiles(t *testing.T) {
	const times = 20
	before := openFiles(t)
	for range times {
		cmd := exec.Command("/bin/true")
		if err := errors.Join(launch(cmd), cmd.Wait()); err != nil {
			t.Fatal(err)
		}
		if launch(exec.Command("/")) == nil || launch(inGroup(1)) == nil {
			t.Fatal("what cannot be started was started")
		}
	}
	if more := openFiles(t) - before; more >= times {
		t.Errorf("%d more files are open than before", more)
	}
}

// openFiles counts this process's open files. A few may be those of earlier
// tests, which the garbage collector has yet to close.
func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestLaunchKeepsTheCommand(t *testing.T) {
	cmd := exec.Command("/bin/echo", "hello")
	before := cmd.String()
	var output bytes.Buffer
	cmd.Stdout = &output
	if err := errors.Join(launch(cmd), cmd.Wait()); err != nil || output.String() != "hello\n" {
		t.Errorf("%v, printed %q", err, &output)
	}
	if cmd.String() != before || cmd.Env != nil || cmd.ExtraFiles != nil {
		t.Errorf("the command became %+v", cmd)
	}
}

func TestKilledBeforeRelease(t *testing.T) {
	cmd := exec.Command("/bin/true")
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := l.Release(); err != nil {
		t.Errorf("Release: %v", err)
	}
	if err := cmd.Wait(); fmt.Sprint(err) != "signal: killed" {
		t.Errorf("Wait: %v", err)
	}
}

func TestAbandon(t *testing.T) {
	file := filepath.Join(t.TempDir(), "made")
	cmd := exec.Command("/usr/bin/touch", file)
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if l.Used() <= 0 {
		t.Errorf("the stub has used %v", l.Used())
	}
	l.Abandon()
	if cmd.ProcessState == nil {
		t.Error("nobody waited for it")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the program was executed")
	}
}
