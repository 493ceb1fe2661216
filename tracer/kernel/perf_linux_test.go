package kernel

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// limited is a kernel that locks no more than so many pages for a ring.
func limited(pages int, err error) perfCalls {
	calls := kernelCalls
	calls.mmap = func(fd, size int) ([]byte, error) {
		if size > (1+pages)*os.Getpagesize() {
			return nil, err
		}
		return kernelCalls.mmap(fd, size)
	}
	return calls
}

// refusing is a kernel that does not open the events for which refuse returns
// an error.
func refusing(refuse func(attr *unix.PerfEventAttr, cpu int) error) perfCalls {
	calls := kernelCalls
	calls.open = func(attr *unix.PerfEventAttr, pid, cpu int) (int, error) {
		if err := refuse(attr, cpu); err != nil {
			return -1, err
		}
		return kernelCalls.open(attr, pid, cpu)
	}
	return calls
}

func refusingAll(err error) perfCalls {
	return refusing(func(*unix.PerfEventAttr, int) error { return err })
}

var oldKernel = refusing(func(attr *unix.PerfEventAttr, _ int) error {
	if attr.Read_format != 0 {
		return unix.EINVAL
	}
	return nil
})

func TestLimitedKernels(t *testing.T) {
	needPerf(t)
	for name, test := range map[string]struct {
		kernel perfCalls
		pages  int
	}{
		"as it is":        {kernelCalls, mostPages},
		"half the memory": {limited(mostPages/2, unix.EPERM), mostPages / 2},
		"little memory":   {limited(leastPages, unix.EPERM), leastPages},
		"little at all":   {limited(leastPages, unix.ENOMEM), leastPages},
		"LOST unknown":    {oldKernel, mostPages},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := newPerf(test.kernel, os.Getpid())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range p.rings {
				if pages := len(r.data) / os.Getpagesize(); pages != test.pages {
					t.Errorf("a ring of %d pages, want %d", pages, test.pages)
				}
			}
			p.close()
			if r := recordOn(t, test.kernel, Perf, exec.Command("/bin/true")); !r.ended(r.pid) {
				t.Error("the end is missing")
			}
		})
	}
}

func TestOfflineCPUs(t *testing.T) {
	needPerf(t)
	cpus, err := onlineCPUs()
	if err != nil {
		t.Fatal(err)
	}
	for _, errno := range []error{unix.ENODEV, unix.ENXIO} {
		onlyFirst := refusing(func(_ *unix.PerfEventAttr, cpu int) error {
			if cpu != cpus[0] {
				return errno
			}
			return nil
		})
		rings, err := openRings(onlyFirst, os.Getpid(), cpus)
		if err != nil || len(rings) != 1 || rings[0].cpu != cpus[0] {
			t.Errorf("CPU %d alone is online: %d rings, %v", cpus[0], len(rings), err)
		}
		closeRings(rings)
		if rings, err := openRings(refusingAll(errno), os.Getpid(), cpus); err == nil {
			t.Error("no CPU is online, and there is no error")
			closeRings(rings)
		}
	}
}

// Whatever is refused, the error says what the user can do.
func TestRefusals(t *testing.T) {
	needPerf(t)
	files := openFiles(t)
	for _, test := range []struct {
		kernel perfCalls
		says   string
	}{
		{refusingAll(unix.EACCES), "runs as another user"},
		{refusingAll(unix.EPERM), "--cap-add=PERFMON"},
		{refusingAll(unix.ENOSYS), "has no perf_event_open"},
		{refusingAll(unix.EMFILE), "too many open files"},
		{limited(leastPages-1, unix.EPERM), "kernel.perf_event_mlock_kb"},
		{limited(0, unix.EINVAL), "invalid argument"},
	} {
		p, err := newPerf(test.kernel, os.Getpid())
		if err == nil {
			p.close()
		}
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("got %v, want %q", err, test.says)
		}
	}
	if now := openFiles(t); now > files {
		t.Errorf("%d files were left open", now-files)
	}
}

func TestParanoid(t *testing.T) {
	for paranoid, says := range map[int]string{
		-1: "runs as another user",
		2:  "runs as another user",
		3:  "sysctl kernel.perf_event_paranoid=2",
		4:  "sysctl kernel.perf_event_paranoid=2",
	} {
		if err := denied(unix.EACCES, 1, paranoid); !strings.Contains(err.Error(), says) || !errors.Is(err, unix.EACCES) {
			t.Errorf("with kernel.perf_event_paranoid %d: %v", paranoid, err)
		}
	}
}

// What runs as another user can only be followed by root.
func TestAnotherUsersProcess(t *testing.T) {
	needPerf(t)
	const system = 1
	if os.Getuid() == 0 {
		t.Skip("it needs an unprivileged user")
	}
	if p, err := newPerf(kernelCalls, system); err == nil {
		p.close()
		t.Error("process 1 can be followed")
	} else if !strings.Contains(err.Error(), "process 1 runs as another user") {
		t.Error(err)
	}
}

func TestAutoFallsBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel.switches")
	for _, test := range []struct {
		mode, want Mode
	}{{Auto, Poll}, {Perf, Auto}} {
		r, err := startWith(refusingAll(unix.EACCES), os.Getpid(), test.mode, path)
		if err != nil {
			if test.mode != Perf || !errors.Is(err, unix.EACCES) {
				t.Errorf("in mode %v: %v", test.mode, err)
			}
			continue
		}
		mode, refused := r.Mode()
		if mode != test.want || !errors.Is(refused, unix.EACCES) {
			t.Errorf("mode %v became %v, since %v", test.mode, mode, refused)
		}
		if stats, err := r.Stop(); err != nil || stats.Mode != test.want {
			t.Errorf("%+v, %v", stats, err)
		}
		if header, _, err := readFile(t, path); err != io.EOF || header.Mode != test.want {
			t.Errorf("the recording says %v, %v", header.Mode, err)
		}
	}
	if _, err := Start(os.Getpid(), Off, path); err == nil {
		t.Error("off, and yet something is recorded")
	}
}

func TestAvailable(t *testing.T) {
	needPerf(t)
	if mode, err := Available(); mode != Perf || err != nil {
		t.Errorf("%v, %v", mode, err)
	}
	if mode, err := availableWith(refusingAll(unix.EPERM)); mode != Poll || !errors.Is(err, unix.EPERM) {
		t.Errorf("without perf_event_open: %v, %v", mode, err)
	}
}

// In a ring that nobody empties, records get lost: those before others, which
// the kernel reports, and those at the end, for which it has to be asked.
func TestLostRecords(t *testing.T) {
	needPerf(t)
	const rounds = 4000
	cmd := program("floods")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPerf(limited(leastPages, unix.EPERM), cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	var r recorded
	emit := func(e Event) { r.events = append(r.events, e) }
	switches, said := 0, bufio.NewReader(stdout)
	for range 2 {
		fmt.Fprintln(stdin, rounds)
		for range 2 {
			var tid, waited, preempted int
			if _, err := fmt.Fscanln(said, &tid, &waited, &preempted); err != nil {
				t.Fatal(err)
			}
			switches += waited + preempted
		}
		p.poll(monotonic(), emit)
	}
	reported := r.lost()
	fmt.Fprintln(stdin, rounds)
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	for !p.gone() {
		p.wait(monotonic() + roundTime)
	}
	p.finish(monotonic(), emit)
	if reported == 0 || r.lost() <= reported {
		t.Errorf("%d records were lost between others, %d in all", reported, r.lost())
	}
	recorded := r.count(func(e Event) bool { return e.Kind == SwitchOut || e.Kind == SwitchIn })
	if all := uint64(recorded) + r.lost(); all < 2*uint64(switches) {
		t.Errorf("%d switches were recorded and %d records lost, of %d switches", recorded, r.lost(), 2*switches)
	}
}

// lost returns how many records were lost.
func (r recorded) lost() (n uint64) {
	for _, e := range r.events {
		if e.Kind == Lost {
			n += e.Count
		}
	}
	return n
}

func TestParseCPUs(t *testing.T) {
	for list, want := range map[string]string{
		"0":           "[0]",
		"0-3":         "[0 1 2 3]",
		"0-1,4,8-9":   "[0 1 4 8 9]",
		"":            "error",
		"1-0":         "error",
		"-1":          "error",
		"0-":          "error",
		"0-999999999": "error",
	} {
		cpus, err := parseCPUs(list)
		got := fmt.Sprint(cpus)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %v, want %s", list, got, want)
		}
	}
}

// Unprivileged users can do all that root can.
func TestAsNobody(t *testing.T) {
	needRoot(t)
	needPerf(t)
	executable, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "kernel.test")
	if err := errors.Join(os.WriteFile(path, executable, 0o755), os.Chown(dir, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-test.v", "-test.run",
		"^Test(RunningTime|Switches|EventsAre|Programs|Arguments|Launch|Stop|RecorderKilled|Lost|Limited|Refusals|AnotherUsers|NothingIsLeft)")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TMPDIR="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	output, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(output), "--- PASS: TestRunningTime") != 2 {
		t.Errorf("%v\n%s", err, output)
	}
}
