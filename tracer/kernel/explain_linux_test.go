package kernel

import (
	"bufio"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExplain(t *testing.T) {
	for name, program := range waiting {
		t.Run(name, func(t *testing.T) {
			pid, text := startWaiting(t, name)
			want := regexp.MustCompile("^(?:" + text + ")$")
			x := newExplainer()
			defer x.close()
			task := taskFiles{pid: pid, tid: pid}
			defer task.close(x.limit)
			var found answer
			for deadline := time.Now().Add(patience); time.Now().Before(deadline); runtime.Gosched() {
				found, _ = x.explain(&task)
				if found.reason == program.reason && want.MatchString(found.text) {
					return
				}
			}
			t.Errorf("it waits for %v %q, want %v %q", found.reason, found.text, program.reason, text)
		})
	}
}

const patience = 20 * time.Second

// startWaiting starts a program that waits and returns what it says.
func startWaiting(t *testing.T, name string) (pid int, said string) {
	t.Helper()
	cmd := program("wait", name, t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // whose end would be the program's
	t.Cleanup(runtime.UnlockOSThread)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	said, err = strconv.Unquote(strings.TrimSuffix(line, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, said
}
