package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readme is README.md, from this package's folder.
const readme = "../../README.md"

// TestReadmeCommands runs every command that README shows in a console block,
// in order, in a copy of the tree as a fresh clone has it. What README prints
// below a command must be what the command prints, figures and bars aside.
func TestReadmeCommands(t *testing.T) {
	commands := consoleBlocks(t)
	if len(commands) < 8 {
		t.Fatalf("README shows only %d commands", len(commands))
	}
	dir := freshClone(t)
	for _, c := range commands {
		if c.line == "make check" {
			continue // it runs this very test
		}
		t.Run(c.line, func(t *testing.T) {
			cmd := exec.Command("sh", "-c", c.line)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if got, want := gist(string(out)), gist(c.output); want != "" && got != want {
				t.Errorf("README shows\n%s\nbut it prints\n%s", want, got)
			}
		})
	}
}

// command is a line of a console block and the output that is shown below it.
type command struct{ line, output string }

func consoleBlocks(t *testing.T) []command {
	file, err := os.Open(readme)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var commands []command
	inside := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		text := lines.Text()
		switch line, found := strings.CutPrefix(text, "$ "); {
		case strings.HasPrefix(text, "```"):
			inside = text == "```console"
		case inside && found:
			commands = append(commands, command{line: line})
		case inside && len(commands) > 0:
			commands[len(commands)-1].output += text + "\n"
		}
	}
	return commands
}

// measured is what differs from run to run: figures with their units, and the
// bars and rulers of charts.
var measured = regexp.MustCompile(`[+−-]?\d[\d.,]*( ?(ns|µs|ms|s|min|%))?|[·█▓▒─┄╍┼╷]+`)

// gist returns the words of an output, without what differs from run to run.
func gist(output string) string {
	var lines []string
	for line := range strings.Lines(output) {
		words := strings.Fields(measured.ReplaceAllString(line, " "))
		words = slices.DeleteFunc(words, func(w string) bool { return strings.Trim(w, "();,:") == "" })
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "\n")
}

// freshClone copies the files that git tracks to a new folder.
func freshClone(t *testing.T) string {
	root, err := filepath.Abs(filepath.Dir(readme))
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("git", "ls-files", "-z")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		copyFile(t, filepath.Join(root, name), filepath.Join(dir, name))
	}
	return dir
}

func copyFile(t *testing.T, from, to string) {
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o777)
	}
	if err == nil {
		err = os.WriteFile(to, content, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}
