package asyncio_test

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// noLeaks notes how many goroutines and files there are. The function that it
// returns fails the test if there are more.
func noLeaks(t *testing.T) (check func()) {
	t.Helper()
	goroutines, files := runtime.NumGoroutine(), openFiles()
	return func() {
		t.Helper()
		// A goroutine that has said its last word may still be ending: nothing
		// tells when it has.
		for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if n := runtime.NumGoroutine(); n > goroutines {
			stacks := make([]byte, 1<<16)
			t.Errorf("%d goroutines, %d before:\n%s", n, goroutines, stacks[:runtime.Stack(stacks, true)])
		}
		if n := openFiles(); n > files {
			t.Errorf("%d open files, %d before", n, files)
		}
	}
}

// openFiles returns the number of the process's open files where the system
// tells it, else 0.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
