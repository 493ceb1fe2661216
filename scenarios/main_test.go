package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"

	"ctrace/scenarios/multiprocessing"
	"ctrace/tracer"
	"ctrace/tracer/timeline/timelinetest"
)

// observedVar is the environment variable that makes the test's executable run a
// scenario, as the command's hidden verb does: "NAME PARAM=VALUE …".
const observedVar = "CTRACE_TEST_SCENARIO"

// The main goroutine of an observed process stays on the process's first thread.
func init() {
	if os.Getenv(observedVar) != "" {
		runtime.LockOSThread()
	}
}

func TestMain(m *testing.M) {
	multiprocessing.Main()
	if call := os.Getenv(observedVar); call != "" {
		if err := runObserved(context.Background(), strings.Fields(call)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// testSpeed is by how much the course's seconds are divided in real runs.
const testSpeed = 4

// runObserved runs the scenario that call names, and saves its result.
func runObserved(ctx context.Context, call []string) (err error) {
	ctx, stop, err := tracer.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	s := Find(call[0])
	args, err := s.Args(testSpeed, call[1:])
	if err != nil {
		return err
	}
	ctx, span := otel.Tracer("ctrace/scenarios").Start(ctx, s.Name)
	defer span.End()
	result, err := s.Run(ctx, args, os.Stdout)
	if err != nil {
		return err
	}
	return tracer.SaveResult(ctx, result)
}

// runInProcess records a scenario in a process of its own, with the children
// that it starts, and returns what was measured and with which arguments.
func runInProcess(t *testing.T, s *Scenario, settings ...string) (Measured, Args) {
	t.Helper()
	args, err := s.Args(testSpeed, settings)
	if err != nil {
		t.Fatal(err)
	}
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	call := strings.Join(append([]string{s.Name}, settings...), " ")
	recording, err := tracer.Record(t.Context(), filepath.Join(t.TempDir(), "recording"), tracer.Command{
		Args: []string{executable}, Env: append(os.Environ(), observedVar+"="+call), Stderr: os.Stderr,
		Scenario: s.Name, Speed: args.Speed, Params: settings,
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := recording.Exit.String(); text != "" {
		t.Fatalf("%s: %s\n%s", call, text, recording.Output())
	}
	tl, err := recording.Timeline(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for w := range tl.Warnings() {
		t.Errorf("%s: warning of %s: %s", call, w.Source, w)
	}
	return Measured{Timeline: timelinetest.Valid(t, tl), Output: recording.Output(), Result: recording.Result()}, args
}

// checkRun records a scenario and checks that all its claims hold.
func checkRun(t *testing.T, s *Scenario, settings ...string) Measured {
	t.Helper()
	m, args := runInProcess(t, s, settings...)
	checkClaims(t, s.Claims(args, m))
	return m
}
