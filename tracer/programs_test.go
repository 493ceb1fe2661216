//go:build unix

package tracer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	rttrace "runtime/trace"
	"strings"
	"syscall"
	"time"

	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// programs are what the tests observe.
var programs = map[string]func(context.Context) error{
	"work":         started(work),
	"starts twice": startsTwice,
	"prints":       prints,
	"exit 3":       func(context.Context) error { os.Exit(3); return nil },
	"panic":        started(func(context.Context) error { panic("on purpose") }),
	"killed":       started(killed),
	"family":       started(family),
	"grandchild":   started(work),
	"orphan":       started(orphan),
	"left behind":  leftBehind,
	"until asked":  untilAsked,
	"stubborn":     stubborn,
	"own provider": ownProvider,
	"own trace":    ownTrace,
	"reads":        reads,
	"full disk":    withFilesUpTo(512, started(work)),
	"recorder":     recorder("stubborn"),

	"recorder, full disk":      withFilesUpTo(512, recorder("prints")),
	"recorder, disk gets full": withFilesUpTo(4096, recorder("prints")),
}

// started runs a program between tracer's start and stop.
func started(program func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		ctx, stop, err := tracer.Start(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop(), stop()) }()
		return program(ctx)
	}
}

// workSleeps is how long the program "work" waits.
const workSleeps = 30 * time.Millisecond

// work has a span in which it waits.
func work(ctx context.Context) error {
	ctx, span := otel.Tracer("test").Start(ctx, "work "+os.Getenv(programVar))
	defer span.End()
	tracer.NameLane(ctx, timeline.Thread, "worker")
	defer tracer.Await(ctx, timeline.Sleep, "on purpose")()
	time.Sleep(workSleeps)
	return tracer.SaveResult(ctx, []int{1, 4, 9})
}

// startsTwice starts the tracer where it runs already.
func startsTwice(ctx context.Context) error {
	return started(func(inner context.Context) error {
		if again, stop, err := tracer.Start(inner); err != nil || again != inner || stop() != nil {
			return fmt.Errorf("a second Start with its context: %w", err)
		}
		_, _, err := tracer.Start(ctx)
		if err == nil {
			return errors.New("a second Start with another context gave no error")
		}
		return work(inner)
	})(ctx)
}

func prints(context.Context) error {
	for i := range 1000 {
		fmt.Println("line", i)
	}
	fmt.Fprintln(os.Stderr, "and an error")
	return nil
}

// reads prints what it is given.
func reads(context.Context) error {
	_, err := io.Copy(os.Stdout, os.Stdin)
	return err
}

// killed kills itself in the middle of its work, once two generations of its
// trace are over: the runtime begins one a second.
func killed(ctx context.Context) error {
	for range 25 {
		_, span := otel.Tracer("test").Start(ctx, "step")
		time.Sleep(100 * time.Millisecond)
		span.End()
	}
	return syscall.Kill(os.Getpid(), syscall.SIGKILL)
}

// child returns a command that runs another program.
func child(ctx context.Context, program string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(tracer.Environ(ctx, os.Environ()), programVar+"="+program)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd
}

// family runs a child to its end and tells of it.
func family(ctx context.Context) error {
	ctx, span := otel.Tracer("test").Start(ctx, "family")
	defer span.End()
	cmd := child(ctx, "grandchild")
	if err := cmd.Start(); err != nil {
		return err
	}
	pid := cmd.Process.Pid
	err := errors.Join(tracer.ChildStarted(ctx, pid), cmd.Wait())
	return errors.Join(err, tracer.ChildExited(ctx, pid, cmd.ProcessState.ExitCode()))
}

// orphan ends while a child of it still runs, and cannot end before it.
func orphan(ctx context.Context) error {
	cmd := child(ctx, "left behind")
	if _, err := cmd.StdinPipe(); err != nil {
		return err
	}
	return cmd.Start()
}

// leftBehind goes on until its parent is gone, and then works.
func leftBehind(ctx context.Context) error {
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	if err := started(work)(ctx); err != nil {
		return err
	}
	fmt.Println("left behind, but done")
	return nil
}

// untilAsked works until it is asked to end, and ends well.
func untilAsked(ctx context.Context) error {
	ctx, release := signal.NotifyContext(ctx, os.Interrupt)
	defer release()
	return started(func(ctx context.Context) error {
		_, span := otel.Tracer("test").Start(ctx, "work until asked")
		defer span.End()
		fmt.Println("ready")
		<-ctx.Done()
		return nil
	})(ctx)
}

// stubborn does not end when it is asked to.
func stubborn(ctx context.Context) error {
	signal.Ignore(os.Interrupt)
	return started(func(ctx context.Context) error {
		_, span := otel.Tracer("test").Start(ctx, "before the end")
		span.End()
		fmt.Println("ready")
		select {}
	})(ctx)
}

// ownProvider has a provider of its own, which must see its spans too.
func ownProvider(ctx context.Context) error {
	own := tracetest.NewInMemoryExporter()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(own)))
	if err := started(work)(ctx); err != nil {
		return err
	}
	_, after := otel.Tracer("test").Start(ctx, "after the recording")
	after.End()
	fmt.Println("own spans:", len(own.GetSpans()))
	return nil
}

// ownTrace traces itself already.
func ownTrace(ctx context.Context) error {
	if err := rttrace.Start(io.Discard); err != nil {
		return err
	}
	defer rttrace.Stop()
	return started(work)(ctx)
}

// withFilesUpTo runs a program that can write no file larger than so many
// bytes, as if the disk were full then. It prints the error, which must come.
func withFilesUpTo(size uint64, program func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
			return err
		}
		err := program(ctx)
		if err == nil {
			return errors.New("nothing was said of the full disk")
		}
		fmt.Println(strings.ReplaceAll(err.Error(), "\n", "; "))
		return nil
	}
}

// recorder records another program into the folder that the environment names.
func recorder(program string) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := tracer.Record(ctx, os.Getenv(folderVar), tracer.Command{
			Args: os.Args[:1], Env: append(os.Environ(), programVar+"="+program), Stdout: os.Stdout,
		})
		return err
	}
}

const folderVar = "TRACER_TEST_FOLDER"
