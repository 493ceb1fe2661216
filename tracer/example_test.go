package tracer_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"go.opentelemetry.io/otel"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// Three lines make a program recordable. Run under a recorder it records what
// it does; run alone, as here, it just runs.
func Example() {
	ctx, stop, err := tracer.Start(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	defer stop()

	ctx, span := otel.Tracer("example").Start(ctx, "greet")
	defer span.End()
	greet(ctx)
	// Output: hello
}

func greet(ctx context.Context) {
	defer tracer.Await(ctx, timeline.Sleep, "politeness")()
	time.Sleep(time.Millisecond)
	fmt.Println("hello")
}

// A program that starts others hands the recording and the trace on to them.
func ExampleEnviron() {
	ctx, stop, err := tracer.Start(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	defer stop()

	cmd := exec.CommandContext(ctx, "echo", "hello")
	cmd.Env = tracer.Environ(ctx, os.Environ())
	cmd.Stdout = os.Stdout
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	tracer.ChildStarted(ctx, cmd.Process.Pid)
	err = cmd.Wait()
	tracer.ChildExited(ctx, cmd.Process.Pid, cmd.ProcessState.ExitCode())
	if err != nil {
		log.Fatal(err)
	}
	// Output: hello
}

func ExampleRecord() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	recording, err := tracer.Record(context.Background(), filepath.Join(dir, "rec"), tracer.Command{
		Args: []string{"echo", "hello"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s printed %sand ended well: %v\n", recording.Name(), recording.Output(), recording.Exit.OK())
	// Output:
	// echo printed hello
	// and ended well: true
}
