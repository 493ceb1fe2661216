package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// busyThreads is a Python program in which threads compute, as many as its argument
// says, and whose first thread does if that is 0.
const busyThreads = `
import sys, threading, time

def compute():
    end = time.thread_time() + 0.2
    while time.thread_time() < end:
        sum(range(1000))

threads = [threading.Thread(target=compute) for _ in range(int(sys.argv[1]))]
for t in threads:
    t.start()
for t in threads:
    t.join()
if not threads:
    compute()
`

// askPython has a Python tell what it is. Before 3.7, there is no _PyRuntime.
const askPython = `import sys
gil = sys.version_info >= (3, 7) and getattr(sys, "_is_gil_enabled", lambda: True)()
print(sys.implementation.name, gil, sys.version.split()[0], sys.executable)`

// pythons returns the interpreters of CPython that are installed and whose GIL is
// known, by their versions.
func pythons(t *testing.T) map[string]string {
	t.Helper()
	folders := filepath.SplitList(os.Getenv("PATH"))
	if root, err := exec.Command("pyenv", "root").Output(); err == nil {
		more, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(root)), "versions", "*", "bin")) // of a good pattern
		folders = append(folders, more...)
	}
	found := map[string]string{}
	for _, folder := range folders {
		said, err := exec.Command(filepath.Join(folder, "python3"), "-c", askPython).Output()
		rest, ok := strings.CutPrefix(strings.TrimSpace(string(said)), "cpython True ")
		if version, path, isPath := strings.Cut(rest, " "); err == nil && ok && isPath && found[version] == "" {
			found[version] = path
		}
	}
	if len(found) == 0 {
		t.Skip("there is no python3")
	}
	return found
}

func TestWaitsForTheGIL(t *testing.T) {
	needPerf(t)
	script := filepath.Join(t.TempDir(), "busy.py")
	if err := os.WriteFile(script, []byte(busyThreads), 0o600); err != nil {
		t.Fatal(err)
	}
	for version, python := range pythons(t) {
		t.Run(version, func(t *testing.T) {
			r := record(t, Perf, exec.Command(python, script, "2"))
			var gil, other time.Duration
			for _, tid := range r.threadsBeside(r.pid) {
				for w, d := range r.waited(tid, longWait) {
					switch w.reason {
					case timeline.GIL:
						gil += d
					case timeline.NoReason: // The recorder had no CPU in time to see it.
					default:
						other += d
					}
				}
			}
			if gil < 20*time.Millisecond || other*9 > gil {
				t.Errorf("the threads waited %v for the GIL, %v for something else", gil, other)
			}
		})
	}
}

func TestNoWaitsForTheGIL(t *testing.T) {
	needPerf(t)
	script := filepath.Join(t.TempDir(), "busy.py")
	if err := os.WriteFile(script, []byte(busyThreads), 0o600); err != nil {
		t.Fatal(err)
	}
	for version, python := range pythons(t) {
		r := record(t, Perf, exec.Command(python, script, "0"))
		if n := r.count(func(e Event) bool { return e.Kind == Wait && e.Reason == timeline.GIL }); n > 0 {
			t.Errorf("%s: the only thread waited %d times for the GIL", version, n)
		}
	}
}

// threadsBeside returns the other threads of a process.
func (r recorded) threadsBeside(pid int) (tids []int) {
	for _, e := range r.events {
		if e.Kind == SwitchIn && e.PID == pid && e.TID != pid && !slices.Contains(tids, e.TID) {
			tids = append(tids, e.TID)
		}
	}
	return tids
}

func TestOnlyPythonIsLookedInto(t *testing.T) {
	for path, want := range map[string]bool{
		"/usr/bin/python3.11":                    true,
		"/usr/lib/libpython3.13t.so.1.0":         true,
		"/usr/bin/ls":                            false,
		"/lib/_json.cpython-311-x86_64-linux.so": false,
		"":                                       false,
		"[heap]":                                 false,
	} {
		if got := mayBePython(path); got != want {
			t.Errorf("%q: %v", path, got)
		}
	}
}

func TestFilesWithoutTheRuntime(t *testing.T) {
	folder := t.TempDir()
	fifo := filepath.Join(folder, "python")
	check(unix.Mkfifo(fifo, 0o600))
	text := filepath.Join(folder, "libpython")
	if err := os.WriteFile(text, []byte("\x7fELF nothing more"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, text, folder, "/bin/true", "/proc/self/exe", filepath.Join(folder, "none")} {
		if found := findRuntime(path); found.place != (span{}) {
			t.Errorf("%s has it at %x", path, found.place)
		}
	}
}

func TestRuntimeIsFoundWhereItIsMapped(t *testing.T) {
	const start, size = 0x945000, 0x100
	symbol := runtimeSymbolOf{span{0x401000 + start, 0x401000 + start + size}, []segment{{0, 0x400000}, {0x1000, 0x402000}}}
	m := mapping{start: 0x7f0000000000, end: 0x7f0000001000, inode: 7, file: "/usr/lib/libpython3.so"}
	p := pythonFiles{known: map[fileID]runtimeSymbolOf{{m.file, m.inode}: symbol}}
	const bias = 0x7f0000000000 - 0x400000
	want := span{symbol.place.start + bias, symbol.place.end + bias}
	if got := p.runtime(1, []mapping{{file: "[heap]"}, m}); got != want {
		t.Errorf("it is at %x, want %x", got, want)
	}
	m.offset = 0x5000
	if got := p.runtime(1, []mapping{m}); got != (span{}) {
		t.Errorf("it is at %x although its segment is not mapped", got)
	}
}
