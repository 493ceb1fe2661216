package kernel

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProgramsOfAllKinds(t *testing.T) {
	needPerf(t)
	for name, test := range map[string]struct {
		cmd      *exec.Cmd
		programs string // that were executed
		ends     int    // of processes
		state    string
	}{
		"exits at once":       {exec.Command("/bin/true"), "true", 1, "exit status 0"},
		"fails":               {exec.Command("sh", "-c", "exit 3"), "sh", 1, "exit status 3"},
		"killed":              {exec.Command("sh", "-c", "kill -9 $$"), "sh", 1, "signal: killed"},
		"execs another":       {exec.Command("sh", "-c", "exec env true"), "sh env true", 1, "exit status 0"},
		"closes its files":    {exec.Command("sh", "-c", "exec <&- >&- 2>&-; /bin/true & wait"), "sh true", 2, "exit status 0"},
		"has a pipeline":      {exec.Command("sh", "-c", "exec true | sleep 0.01"), "sh true sleep", 3, "exit status 0"},
		"is in another group": {exec.Command("setsid", "-w", "sh", "-c", "sleep 0.01"), "setsid sh sleep", 2, "exit status 0"},
		"execs from a thread": {program("exec", "/bin/true"), "exe true", 1, "exit status 0"},
		"leaves an orphan":    {exec.Command("sh", "-c", "(sleep 0.1 &)"), "sh sleep", 3, "exit status 0"},
		"leaves a daemon":     {exec.Command("sh", "-c", "setsid sleep 0.1 &"), "sh setsid sleep", 2, "exit status 0"},
		"names itself":        {exec.Command("sh", "-c", "echo bottle > /proc/$$/comm"), "sh", 1, "exit status 0"},
		"floods its output":   {exec.Command("sh", "-c", "exec head -c 3000000 /dev/zero"), "sh head", 1, "exit status 0"},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, Perf, test.cmd)
			if r.state.String() != test.state {
				t.Errorf("it ended with %v", r.state)
			}
			// Processes of one tree run side by side.
			got, want := r.names(), strings.Fields(test.programs)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("it executed %q, want %q", got, want)
			}
			if ends := r.count(func(e Event) bool { return e.Kind == Exit && e.PID == e.TID }); ends < test.ends {
				t.Errorf("the ends of %d processes are there, want %d", ends, test.ends)
			}
			if !r.ended(r.pid) || r.stats.Lost > 0 {
				t.Errorf("its own end is there: %v; lost: %d", r.ended(r.pid), r.stats.Lost)
			}
		})
	}
}

func TestNames(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, exec.Command("sh", "-c", `printf 'a\033[31m\377' > /proc/$$/comm`))
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == Name && !e.Exec })
	if i < 0 || r.events[i].Text != "a\x1b[31m\xff" || r.events[i].TID != r.pid {
		t.Errorf("names: %+v", r.events)
	}
}

func TestArguments(t *testing.T) {
	needPerf(t)
	const hostile = "a b\x1b[2J\xff\n"
	// It waits until its arguments were read, or for a minute.
	cmd := exec.Command("sh", "-c", "read line", hostile, "", strings.Repeat("x", 2*maxText))
	want := strings.Join(cmd.Args, "\x00")[:maxText]
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, func() { stdin.Close() })
	r := record(t, Perf, cmd)
	i := slices.IndexFunc(r.events, func(e Event) bool { return e.Kind == Args })
	if i < 0 || r.events[i].Text != want || r.events[i].PID != r.pid {
		t.Errorf("arguments: %+v", r.events)
	}
}

// A process that executes another program from a second thread keeps its id.
func TestExecFromThread(t *testing.T) {
	needPerf(t)
	r := record(t, Perf, program("exec", "/bin/true"))
	var thread int // that executes the program
	on := false
	for _, e := range r.events {
		switch {
		case e.Kind == SwitchIn && e.TID != r.pid:
			thread = e.TID
		case e.Kind == Name && e.Text == "true":
			on = true
			if e.TID != r.pid {
				t.Errorf("thread %d executed it", e.TID)
			}
		case on && e.Kind == SwitchIn && e.TID != r.pid:
			t.Errorf("thread %d runs after the exec", e.TID)
		}
	}
	if !on || !r.ended(thread) {
		t.Errorf("executed: %v; the thread %d has ended: %v", on, thread, r.ended(thread))
	}
}

// The kernel stops following a process that executes a set-user-ID program.
func TestOtherRights(t *testing.T) {
	needPerf(t)
	needRoot(t)
	program, err := os.ReadFile("/bin/sleep")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "privileged")
	if err := errors.Join(os.WriteFile(path, program, 0o755), os.Chown(path, nobody, nobody),
		os.Chmod(path, 0o755|os.ModeSetuid)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		cmd   *exec.Cmd
		ended bool
	}{
		{cmd: exec.Command(path, "0.05"), ended: false},
		{cmd: exec.Command("sh", "-c", path+" 0.05; true"), ended: true},
	} {
		r := record(t, Perf, test.cmd)
		if n := r.count(func(e Event) bool { return e.Kind == Dropped && e.PID == e.TID }); n != 1 {
			t.Errorf("%v: %d processes were dropped, want the one", test.cmd, n)
		}
		if r.ended(r.pid) != test.ended {
			t.Errorf("%v: its end is there: %v", test.cmd, !test.ended)
		}
	}
}

// Only one that has other rights than the user who executes it: a process can
// change its user.
func TestChangesItsUser(t *testing.T) {
	needPerf(t)
	needRoot(t)
	r := record(t, Perf, program("nobody", "/bin/true"))
	if !r.state.Success() || !slices.Equal(r.names(), []string{"exe", "true"}) || !r.ended(r.pid) {
		t.Errorf("it ended with %v and executed %q", r.state, r.names())
	}
	if n := r.count(func(e Event) bool { return e.Kind == Dropped }); n > 0 {
		t.Errorf("%d processes were dropped", n)
	}
}
