package asyncio_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	. "ctrace/scenarios/asyncio"
)

var update = flag.Bool("update", false, "write testdata/*.txt anew, from what python3 (3.11.7 or later) prints")

// A program is a Go version of testdata/NAME.py.
type program func(p *printer) Coroutine[None]

// printer collects what a program prints, as Python's print writes it.
type printer struct{ strings.Builder }

func (p *printer) print(args ...any) {
	for i, arg := range args {
		switch arg {
		case true:
			args[i] = "True"
		case false:
			args[i] = "False"
		}
	}
	fmt.Fprintln(p, args...)
}

// TestSemantics runs the same programs on this package and compares what they
// print, which is in which order their steps ran, with what CPython's asyncio
// printed.
func TestSemantics(t *testing.T) {
	programs := map[string]program{
		"steps": steps, "inline": inline, "sleep_order": sleepOrder, "future": future, "shutdown": shutdown, "fair": fair,
		"cancel": cancel, "cancel_twice": cancelTwice, "cancel_self": cancelSelf, "cancel_passes_on": cancelPassesOn,
		"gather_error": gatherError, "gather_outcomes": gatherOutcomes,
		"gather_cancel": gatherCancel, "gather_child_cancelled": gatherChildCancelled,
		"lock": lock, "lock_cancel": lockCancel, "lock_without": lockWithout,
		"queue_bounded": queueBounded, "queue_many": queueMany, "queue_cancel": queueCancel, "queue_cancel_put": queueCancelPut,
		"semaphore": semaphore, "semaphore_cancel": semaphoreCancel,
		"wait_for": waitFor, "wait_for_cancel": waitForCancel, "as_completed": asCompleted, "as_completed_cancel": asCompletedCancel,
		"to_thread": toThread, "streams": streams,
	}
	files, err := filepath.Glob("testdata/*.py")
	if err != nil || len(files) != len(programs) {
		t.Errorf("%d files in testdata for %d programs (%v)", len(files), len(programs), err)
	}
	for name, run := range programs {
		t.Run(name, func(t *testing.T) {
			var p printer
			if _, err := Run(t.Context(), run(&p)); err != nil {
				t.Errorf("Run: %v", err)
			}
			compare(t, filepath.Join("testdata", name), p.String())
		})
	}
}

// compare compares got with base.txt, which is what python3 prints for base.py.
func compare(t *testing.T, base, got string) {
	t.Helper()
	if *update {
		printed, err := exec.Command("python3", base+".py").Output()
		if err != nil {
			t.Fatalf("python3 %s.py: %v", base, err)
		}
		if err := os.WriteFile(base+".txt", printed, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(base + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		os.WriteFile(base+".txt.got", []byte(got), 0o666)
		t.Errorf("printed\n%s\nCPython prints\n%s", got, want)
	}
}

// turn gives every coroutine that is ready one turn.
func turn(ctx context.Context) error { return Sleep(ctx, 0) }

// turns is n times turn.
func turns(ctx context.Context, n int) error {
	for range n {
		if err := turn(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ifCancelled prints a text if err says that the coroutine was cancelled. It
// returns err.
func (p *printer) ifCancelled(err error, text ...any) error {
	if errors.Is(err, ErrCancelled) {
		p.print(text...)
	}
	return err
}
