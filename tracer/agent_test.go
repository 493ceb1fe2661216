package tracer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
)

func TestInterpreterOptions(t *testing.T) {
	tests := []struct {
		commandLine, options string
		isolated, informs    bool
	}{
		{"", "", false, false},
		{"python3", "python3", false, false},
		{"python3 a.py -I", "python3", false, false},
		{"python3 -I a.py", "python3 -I", true, false},
		{"python3 -sE -u a.py", "python3 -sE -u", true, false},
		{"python3 -uSc pass", "python3 -uSc", true, false},
		{"python3 -m S -I", "python3 -m", false, false},
		{"python3 -WIgnore a.py", "python3 -WIgnore", false, false},
		{"python3 - -I", "python3", false, false},
		{"python3 --version", "python3 --version", false, true},
		{"python3 -VV", "python3 -VV", false, true},
	}
	for _, test := range tests {
		options, isolated, informs := interpreterOptions(test.commandLine)
		if options != test.options || isolated != test.isolated || informs != test.informs {
			t.Errorf("%q: %q, isolated %v, informs %v; want %+v", test.commandLine, options, isolated, informs, test)
		}
	}
}

// TestMissedPython warns of the interpreters that recorded nothing, and of nothing
// else.
func TestMissedPython(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "7"+python.Suffix), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	ran := timeline.NewBuilder(timeline.Clock{})
	for i, p := range []struct{ name, arguments string }{
		{"python3", "python3 -I observed.py"}, // its file is there
		{"python3.13t", "python3 -I a.py"},
		{"python2.7", "python2.7 a.py"},
		{"python", "python a.py"},
		{"python3", "python3 --version"},
		{"python3", ""}, // forked, and not yet executed
		{"pythonista", "pythonista -I a.py"},
	} {
		ran.Lane(timeline.Lane{
			Kind: timeline.Process, PID: 7 + i, ID: int64(7 + i), Name: p.name,
			Doc: timeline.Message{Format: p.arguments}, Parent: timeline.NoLane,
		})
	}
	b := timeline.NewBuilder(timeline.Clock{})
	missedPython(ran.Build(1), entries, b)
	var got []string
	for w := range b.Build(1).Warnings() {
		got = append(got, w.String())
	}
	want := []string{"process 8 was started as python3 -I,", "process 9 runs Python 2,", "process 10 runs Python, but"}
	if len(got) != len(want) {
		t.Fatalf("warnings %q, want %q", got, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("warning %q, want %q", got[i], want[i])
		}
	}
}

// TestAgentComesFirst holds that a program keeps the module path that it was given.
func TestAgentComesFirst(t *testing.T) {
	for _, given := range []string{"", "/a" + string(os.PathListSeparator) + "/b"} {
		var r recorder
		var child environment
		if given != "" {
			child.set(python.PathVar, given)
		}
		r.lookIntoPython(&child)
		agent, rest, _ := strings.Cut(child.get(python.PathVar), string(os.PathListSeparator))
		if _, err := os.Stat(filepath.Join(agent, "sitecustomize.py")); err != nil || rest != given {
			t.Errorf("with %q the path is %q (%v)", given, child.get(python.PathVar), err)
		}
	}
}
