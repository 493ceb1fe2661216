//go:build unix

package multiprocessing

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	Main()
	os.Exit(m.Run())
}

// patience is how long a test waits for what must happen before it calls it a
// hang.
const patience = 60 * time.Second

// testContext returns a context that ends a test that hangs, and checks at the
// test's end that nothing is left of it.
func testContext(t testing.TB) context.Context {
	t.Helper()
	checkLeaks(t)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// must ends the test if err is an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ok returns v, or panics with err, which ends the test.
func ok[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// ok2 is ok for two values.
func ok2[A, B any](a A, b B, err error) (A, B) {
	if err != nil {
		panic(err)
	}
	return a, b
}

// start starts a process that must end well by the end of the test.
func start[A, R any](t testing.TB, ctx context.Context, name string, target *Function[A, R], args A) *Process {
	t.Helper()
	p := NewProcess(name, target, args)
	must(t, p.Start(ctx))
	return p
}

// joinAll joins processes that must end well.
func joinAll(t testing.TB, ctx context.Context, processes []*Process) {
	t.Helper()
	for _, p := range processes {
		if err := p.Join(ctx); err != nil {
			t.Error(err)
		}
	}
}

// captured returns what this process and its children print on one of the
// standard files while f runs.
func captured(t *testing.T, standard **os.File, f func()) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "output")
	must(t, err)
	defer file.Close()
	old := *standard
	*standard = file
	defer func() { *standard = old }()
	f()
	text, err := os.ReadFile(file.Name())
	must(t, err)
	return string(text)
}

// spin computes without end.
func spin() {
	for n := uint64(1); n != 0; n |= 1 {
	}
}
