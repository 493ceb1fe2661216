package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ctrace/scenarios"
	course "ctrace/scenarios/python"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// pythonFlag is the value of --python: the interpreter that is to run the course's
// own program, "" for the scenario in Go.
type pythonFlag struct {
	name  string
	found interpreter
}

// interpreter is a Python interpreter that can run the course's programs.
type interpreter struct {
	path         string
	minor        int // of Python 3
	freeThreaded bool
}

const pythonName, defaultPython = "python", "python3"

func (f *pythonFlag) add(cmd *cobra.Command, s streams) {
	flags := cmd.Flags()
	flags.StringVar(&f.name, pythonName, "", s.say(lang.T("run the course's own program in Python, with --python=`INTERPRETER` (default python3)")))
	flags.Lookup(pythonName).NoOptDefVal = defaultPython
}

// wanted reports whether Python is to run.
func (f *pythonFlag) wanted() bool { return f.name != "" }

// probe makes an interpreter of any version tell what it is. A shim in PATH is not
// the interpreter itself.
const probe = `import sys; sys.stdout.write("python %d %d %d %s" % (sys.version_info[0], sys.version_info[1], getattr(sys, "_is_gil_enabled", lambda: True)(), sys.executable))`

// probing is how long an interpreter may take to tell what it is.
const probing = 20 * time.Second

// find looks for the interpreter, if one is wanted.
func (f *pythonFlag) find(ctx context.Context) error {
	if !f.wanted() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, probing)
	defer cancel()
	said, err := exec.CommandContext(ctx, f.name, "-E", "-c", probe).Output()
	var lookup *exec.Error
	if errors.As(err, &lookup) || errors.Is(err, os.ErrNotExist) {
		return usagef("--python: there is no %s: install Python (apt-get install python3, dnf install python3 or brew install python3), or name another interpreter: --python=PATH", f.name)
	}
	var major, minor, gil int
	at := strings.LastIndex(string(said), "python ")
	if _, scanErr := fmt.Sscanf(string(said[max(at, 0):]), "python %d %d %d", &major, &minor, &gil); scanErr != nil {
		return usagef("--python=%s: it is no Python interpreter that runs: %w", f.name, errors.Join(err, errNotPython))
	}
	path := strings.TrimSpace(strings.SplitN(string(said[at:]), " ", 5)[4])
	if path == "" {
		path = f.name
	}
	f.found = interpreter{path: path, minor: minor, freeThreaded: gil == 0}
	if major < 3 || minor < course.OldestMinor {
		return usagef("--python=%s: it is Python %d.%d, and the course's programs need 3.%d or later: name a newer interpreter, --python=PATH", f.name, major, minor, course.OldestMinor)
	}
	return nil
}

var errNotPython = lang.Errorf("it does not tell its version")

// command returns the command that runs a scenario's own program, which the recording
// in dir will hold.
func (f *pythonFlag) command(scenario *scenarios.Scenario, args scenarios.Args, dir string) (tracer.Command, error) {
	if oldest := course.MinorFor(scenario.Name); f.found.minor < oldest {
		return tracer.Command{}, usagef("--python=%s: it is Python 3.%d, and the course's program %s needs 3.%d or later: name a newer interpreter, --python=PATH", f.name, f.found.minor, scenario.Name, oldest)
	}
	file, text, err := course.Text(scenario, args)
	if err != nil {
		return tracer.Command{}, usage(err)
	}
	dir, err = filepath.Abs(dir)
	return tracer.Command{
		Args:    []string{f.found.path, filepath.Join(dir, file)},
		Env:     append(os.Environ(), "PYTHONUNBUFFERED=1", "PYTHONIOENCODING=utf-8"),
		Python:  true,
		Program: tracer.Program{Name: file, Text: text, FreeThreaded: f.found.freeThreaded},
	}, err
}
