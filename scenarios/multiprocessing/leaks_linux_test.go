package multiprocessing

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// checkLeaks fails the test if it leaves a file, a child process or a goroutine
// behind.
func checkLeaks(t testing.TB) {
	t.Helper()
	r, w, err := newPipe() // The first one makes the runtime open its poller.
	must(t, err)
	r.Close()
	w.Close()
	files, goroutines := openFiles(t), runtime.NumGoroutine()
	t.Cleanup(func() {
		if now := openFiles(t); !maps.Equal(files, now) {
			t.Errorf("open files before the test %v, after it %v", files, now)
		}
		if left := children(t); left != "" {
			t.Errorf("child processes are left: %s", left)
		}
		awaitGoroutines(t, goroutines)
	})
}

// openFiles returns what this process's descriptors refer to.
func openFiles(t testing.TB) map[string]string {
	t.Helper()
	const folder = "/proc/self/fd"
	entries, err := os.ReadDir(folder)
	must(t, err)
	files := map[string]string{}
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(folder, e.Name())); err == nil { // The folder's own is closed.
			files[e.Name()] = target
		}
	}
	return files
}

// children returns the pids of this process's children.
func children(t testing.TB) string {
	t.Helper()
	lists, err := filepath.Glob("/proc/self/task/*/children")
	must(t, err)
	var all strings.Builder
	for _, list := range lists {
		pids, _ := os.ReadFile(list) // A thread may have ended, and has none.
		all.Write(pids)
	}
	return all.String()
}

// awaitGoroutines waits until no more goroutines live than before the test:
// one that has done its work may need a moment to end.
func awaitGoroutines(t testing.TB, before int) {
	t.Helper()
	for deadline := time.Now().Add(patience); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Errorf("%d goroutines before the test, %d after it:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
			return
		}
	}
}
