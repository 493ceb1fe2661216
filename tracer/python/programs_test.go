package python_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
)

// interpreters returns every CPython from 3.8 on that is installed: those in PATH,
// and those that pyenv keeps.
var interpreters = sync.OnceValue(func() []string {
	var candidates []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		found, _ := filepath.Glob(filepath.Join(dir, "python3*"))
		candidates = append(candidates, found...)
	}
	kept, _ := filepath.Glob(filepath.Join(os.Getenv("PYENV_ROOT"), "versions", "*", "bin", "python3"))
	var list []string
	seen := map[string]bool{}
	for _, path := range append(candidates, kept...) {
		const which = `import sys; print(sys.version_info >= (3, 8), sys.executable, sys.version.split()[0])`
		out, err := exec.Command(path, "-I", "-S", "-c", which).Output()
		fields := strings.Fields(string(out))
		if err != nil || len(fields) != 3 || fields[0] != "True" || seen[fields[2]] {
			continue
		}
		seen[fields[2]] = true
		list = append(list, fields[1])
	}
	return list
})

// eachInterpreter runs a test with every interpreter that is installed.
func eachInterpreter(t *testing.T, test func(t *testing.T, interpreter string)) {
	if len(interpreters()) == 0 {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatal("python3 is not installed: apt-get install python3")
		}
		t.Skip("python3 is not installed: apt-get install python3")
	}
	for _, path := range interpreters() {
		t.Run(strings.ReplaceAll(path, "/", "_"), func(t *testing.T) {
			t.Parallel()
			test(t, path)
		})
	}
}

// program is a Python program under observation.
type program struct {
	interpreter string
	file        string
	folder      string   // of the recording
	options     []string // of the interpreter
	env         []string // besides the agent's
}

// newProgram writes a program into a folder of its own.
func newProgram(t *testing.T, interpreter, text string) *program {
	t.Helper()
	dir := t.TempDir()
	p := &program{interpreter: interpreter, file: filepath.Join(dir, "program.py"), folder: filepath.Join(dir, "recording")}
	if err := os.Mkdir(p.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// bare and observed return the command that runs the program without and with the
// agent.
func (p *program) bare() *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	cmd := exec.CommandContext(ctx, p.interpreter, append(p.options, p.file)...)
	cmd.Cancel = func() error { defer cancel(); return cmd.Process.Kill() }
	cmd.Env = append(os.Environ(), append([]string{"PYTHONHASHSEED=0"}, p.env...)...)
	return cmd
}

func (p *program) observed(t *testing.T) *exec.Cmd {
	t.Helper()
	agent, err := python.Install()
	if err != nil {
		t.Fatal(err)
	}
	cmd := p.bare()
	path := agent
	for _, variable := range p.env {
		if own, ok := strings.CutPrefix(variable, python.PathVar+"="); ok {
			path += string(os.PathListSeparator) + own
		}
	}
	cmd.Env = append(cmd.Env, "CTRACE_RECORDING="+p.folder, python.PathVar+"="+path)
	return cmd
}

// timeline returns what the agent recorded.
func (p *program) timeline(t *testing.T) *timeline.Timeline {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.folder, "*"+python.Suffix))
	if err != nil {
		t.Fatal(err)
	}
	b := timeline.NewBuilder(timeline.Clock{Boot: "this"})
	for _, name := range files {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(name), "%d"+python.Suffix, &pid); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: pid, ID: int64(pid), Parent: timeline.NoLane})
		err = python.Read(t.Context(), file, python.Process{PID: pid, Lane: lane}, b)
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	tl := b.Build(0)
	if err := timeline.Validate(tl); err != nil {
		t.Error(err)
	}
	return tl
}

// outcome is how a program ended and what it printed.
type outcome struct {
	state          string
	stdout, stderr string
}

func run(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{cmd.ProcessState.String(), out.String(), errs.String()}
}

// same runs a program without and with the agent, and fails unless both do the
// same.
func (p *program) same(t *testing.T) outcome {
	t.Helper()
	want, got := run(t, p.bare()), run(t, p.observed(t))
	if got != want {
		t.Errorf("with the agent it ends %s and prints %q and %q,\nwithout %s, %q and %q",
			got.state, got.stdout, got.stderr, want.state, want.stdout, want.stderr)
	}
	return got
}
