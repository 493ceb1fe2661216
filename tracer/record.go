package tracer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Command is what to record.
type Command struct {
	Args           []string      // the program and its arguments, as typed
	Env            []string      // as os.Environ returns it; nil means this process's own
	Stdin          io.Reader     // nil means nothing to read
	Stdout, Stderr io.Writer     // where its output goes as it comes, besides the recording; may be nil
	Timeout        time.Duration // 0 means none

	// Scenario, Speed and Params are kept in the recording for whoever reads
	// it. Scenario also names the program.
	Scenario string
	Speed    float64
	Params   []string
}

// Record runs a command and records it into the folder dir, which it creates.
// It waits for the process and everything that it started, unless that left
// its process group on purpose, as a daemon does. How the program ended is in
// the recording's Exit; err is about the recording itself. When ctx is done or
// the command's timeout has passed, the program is asked to end (SIGINT), and
// killed a few seconds later.
//
// The recording is returned, too, when the program ran but something about it
// could not be written.
func Record(ctx context.Context, dir string, c Command) (*Recording, error) {
	r, err := newRecorder(dir, c)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	if err := r.start(ctx); err != nil {
		r.discard()
		return nil, fmt.Errorf("record: %w", err)
	}
	r.wait(ctx)
	if err := r.finish(); err != nil {
		return &Recording{Dir: r.dir, Manifest: r.manifest}, fmt.Errorf("record into %s: %w", dir, err)
	}
	return OpenRecording(r.dir)
}

// recorder is one recording in the making.
type recorder struct {
	dir      string
	created  bool // the folder is ours
	command  Command
	manifest Manifest
	cmd      *exec.Cmd
	tree     *tree
	output   *output
	errs     []error
}

// newRecorder checks that the program exists and prepares the folder.
func newRecorder(dir string, c Command) (*recorder, error) {
	if len(c.Args) == 0 {
		return nil, errors.New("no command to run")
	}
	path, err := exec.LookPath(c.Args[0])
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	created, err := prepareFolder(abs)
	if err != nil {
		return nil, err
	}
	r := &recorder{dir: abs, created: created, command: c, manifest: newManifest(c)}
	r.cmd = &exec.Cmd{Path: path, Args: c.Args, WaitDelay: lingering}
	return r, nil
}

// discard removes what is there of a recording that never began, as far as the
// trouble that kept it from beginning lets it.
func (r *recorder) discard() {
	os.Remove(filepath.Join(r.dir, manifestFile))
	os.Remove(filepath.Join(r.dir, outputFile))
	if r.created {
		os.Remove(r.dir)
	}
}

// start starts the program. The manifest is written before it, for the program
// to find, and after it, so that the folder can be opened from now on even if
// the recorder is killed.
func (r *recorder) start(ctx context.Context) error {
	if err := r.manifest.write(r.dir); err != nil {
		return err
	}
	var err error
	if r.output, err = newOutput(filepath.Join(r.dir, outputFile), r.command.Stdout, r.command.Stderr); err != nil {
		return err
	}
	r.cmd.Env = r.environ(ctx)
	r.cmd.Stdin, r.cmd.Stdout, r.cmd.Stderr = r.command.Stdin, r.output.stdout, r.output.stderr
	if r.tree, err = startTree(r.cmd); err != nil {
		return errors.Join(err, r.output.close())
	}
	r.output.started()
	r.manifest.PID, r.manifest.Spawned = r.cmd.Process.Pid, r.elapsed()
	return nil
}

func (r *recorder) environ(ctx context.Context) []string {
	env := r.command.Env
	if env == nil {
		env = os.Environ()
	}
	child := environment(append([]string(nil), env...))
	child.set(RecordingVar, r.dir)
	child.setDefault("OTEL_SERVICE_NAME", r.manifest.Name())
	child.setSpan(ctx)
	return child
}

// wait waits for the program and everything that it started, and notes how it
// ended and what it used.
func (r *recorder) wait(ctx context.Context) {
	r.note(r.manifest.write(r.dir))
	enough, cancel := withTimeout(ctx, r.command.Timeout)
	defer cancel()
	ended := r.tree.endWhenDone(enough)

	var exited *exec.ExitError
	if err := r.cmd.Wait(); !errors.As(err, &exited) && !errors.Is(err, exec.ErrWaitDelay) {
		r.note(err)
	}
	r.manifest.Exited, r.manifest.Exit = r.elapsed(), exitOf(r.cmd.ProcessState)
	r.manifest.Usage.addProcess(r.cmd.ProcessState)
	r.note(r.tree.waitForRest(&r.manifest.Usage))
	if ended() {
		timedOut := errors.Is(context.Cause(enough), errTimeout)
		r.manifest.Exit.TimedOut, r.manifest.Exit.Interrupted = timedOut, !timedOut
	}
	r.manifest.Stopped = r.elapsed()
	r.note(r.output.close())
}

// elapsed returns the time since the recording's start.
func (r *recorder) elapsed() time.Duration { return time.Since(r.manifest.Start) }

// finish completes the recording and returns what went wrong with it.
func (r *recorder) finish() error {
	r.note(r.manifest.write(r.dir))
	return errors.Join(r.errs...)
}

func (r *recorder) note(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

var errTimeout = errors.New("the timeout has passed")

// withTimeout returns a context that is done when ctx is, or with the cause
// errTimeout after the timeout, if there is one.
func withTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, timeout, errTimeout)
}
