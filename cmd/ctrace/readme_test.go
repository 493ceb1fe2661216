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
// in order, in a copy of the tree as a fresh clone has it. Every line that
// README prints below a command must be one that the command prints, figures,
// bars and verdicts aside: those a busy machine may change.
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
			out, err := cmd.CombinedOutput() // exec's chart is on standard error
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			printed := gist(string(out))
			for _, line := range gist(c.output) {
				if !slices.Contains(printed, line) {
					t.Errorf("README shows %q, but it prints\n%s", line, out)
				}
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

// varying is what differs from run to run: verdicts, figures with their units,
// bars, rulers and the legend's entries.
var varying = regexp.MustCompile(`^[✓?✗] |[+−-]?\d[\d.,]*( ?(ns|µs|ms|s|min|%))?|` +
	`[█▓▒─┼·╍┄] (running|in a system call|ready|waiting|not recorded|how many)[a-z, ]*|[·█▓▒─┄╍┼╷▁▂▃▄▅▆▇]+`)

// gist returns the words of each line of an output, without what differs from
// run to run. The line below a claim is made of figures and left out.
func gist(output string) []string {
	var lines []string
	afterClaim := false
	for line := range strings.Lines(output) {
		words := strings.Fields(varying.ReplaceAllString(line, " "))
		words = slices.DeleteFunc(words, func(w string) bool { return strings.Trim(w, "();,:") == "" })
		if len(words) > 0 && !afterClaim {
			lines = append(lines, strings.Join(words, " "))
		}
		afterClaim = strings.HasPrefix(line, "✓") || strings.HasPrefix(line, "?")
	}
	return lines
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
