package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// binary is ctrace as it is shipped, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ctrace-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailure
	}
	defer os.RemoveAll(dir)
	os.Setenv("LC_ALL", "C") // what ctrace says is compared with English texts
	binary = filepath.Join(dir, "ctrace")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "go build:", err)
		return exitFailure
	}
	return m.Run()
}

// TestScripts drives the built binary as a user would, over every line of the
// documentation and over what can go wrong.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("TMPDIR", env.WorkDir+"/tmp")
			env.Setenv("LC_ALL", "C")
			return os.Mkdir(env.WorkDir+"/tmp", 0o755)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"ctrace":    ctraceCommand,
			"summary":   summaryCommand,
			"status":    statusCommand,
			"interrupt": interruptCommand,
			"empty":     emptyCommand,
			"flip":      flipCommand,
			"cut":       cutCommand,
			"collector": collectorCommand,
		},
	})
}
