package python_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/scenarios"
	"ctrace/scenarios/python"
)

// TestEveryScenarioHasItsProgram holds that programs and scenarios match, both
// ways.
func TestEveryScenarioHasItsProgram(t *testing.T) {
	known := map[string]bool{}
	for s := range scenarios.All() {
		file, text, ok := python.Program(s.Name)
		if !ok || text == "" {
			t.Errorf("%s has no program: %s is missing", s.Name, file)
		}
		known[file] = true
	}
	files, err := filepath.Glob("*.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[file] {
			t.Errorf("%s belongs to no scenario", file)
		}
	}
	if _, _, ok := python.Program("../python"); ok {
		t.Error("there is a program of no scenario")
	}
}

// interpreter returns the path of python3.
func interpreter(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatal(err)
		}
		t.Skip("python3 is not installed: apt-get install python3")
	}
	return path
}

// TestProgramsCompile compiles every program, without a file left behind.
func TestProgramsCompile(t *testing.T) {
	python3 := interpreter(t)
	files, err := filepath.Glob("*.py")
	if err != nil {
		t.Fatal(err)
	}
	const compile = `import sys
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as source:
        compile(source.read(), file, "exec")`
	out, err := exec.CommandContext(t.Context(), python3, append([]string{"-c", compile}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestCourseListings runs the programs that the course prints itself and compares
// what they say with what the course says that they do.
func TestCourseListings(t *testing.T) {
	python3 := interpreter(t)
	for scenario, want := range map[string]string{
		"hello":   "Hello\nWorld\n",
		"process": "Tâche du processus\n",
		"pool":    "[1, 4, 9, 16, 25]\n",
		"gather": "Tâche 1 démarrée\nTâche 2 démarrée\nTâche 3 démarrée\n" +
			"Tâche 3 terminée après 1 secondes\nTâche 1 terminée après 2 secondes\nTâche 2 terminée après 3 secondes\n",
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			file, _, _ := python.Program(scenario)
			var complaints strings.Builder
			command := exec.CommandContext(t.Context(), python3, "-B", file)
			command.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
			command.Stderr = &complaints
			out, err := command.Output()
			if err != nil || string(out) != want || complaints.Len() > 0 {
				t.Errorf("%v: printed %q, want %q\n%s", err, out, want, complaints.String())
			}
		})
	}
}
