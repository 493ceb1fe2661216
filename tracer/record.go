package tracer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"ctrace/tracer/kernel"
	"ctrace/tracer/lang"
)

// Command is what to record.
type Command struct {
	Args           []string      // the program and its arguments, as typed
	Env            []string      // as os.Environ returns it; nil means this process's own
	Stdin          io.Reader     // nil means nothing to read
	Stdout, Stderr io.Writer     // where its output goes as it comes, besides the recording; may be nil
	Timeout        time.Duration // 0 means none

	// Passthrough gives the program Stdin, Stdout and Stderr themselves, as
	// files if they are, and nothing of its output is recorded. It stays in this
	// process's group, so that it has the terminal as if it had been started
	// without a recorder. Signals that mean the program are passed on to it, and
	// do not end this process meanwhile. What it starts and leaves behind is
	// waited for even if it is a daemon, until a signal asks to end. This process
	// must have no other children then: they are taken to be the program's.
	Passthrough bool
	// Lingers is called, if it is set, once the program has ended and what it
	// left behind goes on for a while.
	Lingers func()

	Kernel kernel.Mode // how to observe what the kernel runs
	Python bool        // whether to look into Python processes

	// Program is a text that Args run, kept in the recording's folder under its
	// name; nothing if that is "".
	Program Program

	// Scenario, Speed and Params are kept in the recording for whoever reads
	// it. Scenario also names the program.
	Scenario string
	Speed    float64
	Params   []string
}

// Program is the text of a program.
type Program struct {
	Name, Text   string
	FreeThreaded bool // it runs in a Python without a GIL
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
		return nil, lang.Errorf("record: %w", err)
	}
	if err := r.start(ctx); err != nil {
		r.discard()
		return nil, lang.Errorf("record: %w", err)
	}
	r.wait(ctx)
	if err := r.finish(); err != nil {
		return &Recording{Dir: r.dir, Manifest: r.manifest}, lang.Errorf("record into %s: %w", dir, err)
	}
	return OpenRecording(r.dir)
}

// StartError says why a program could not be executed.
type StartError struct {
	Program string // as typed
	Err     error
}

// asStartError makes a StartError of what packages exec and kernel say of a
// program that cannot be executed, without the path that was tried.
func asStartError(program string, err error) error {
	var lookup *exec.Error
	var path *fs.PathError
	switch tried := errors.As(err, &path); {
	case errors.As(err, &lookup) && tried:
		return &StartError{program, path.Err}
	case errors.As(err, &lookup):
		return &StartError{program, lookup.Err}
	case tried && path.Op == "fork/exec":
		return &StartError{program, path.Err}
	}
	return err
}

// Error names the program and says what is the matter with it.
func (e *StartError) Error() string { return e.In(lang.English) }

// In is Error in a language.
func (e *StartError) In(l lang.Language) string {
	return lang.T("%s: %v", e.Program, e.Err).In(l)
}

// Unwrap returns what is the matter.
func (e *StartError) Unwrap() error { return e.Err }

// recorder is one recording in the making.
type recorder struct {
	dir      string
	created  bool // the folder is ours
	command  Command
	manifest Manifest
	cmd      *exec.Cmd
	tree     *tree
	output   *output          // nil if it is not recorded
	relay    *relay           // nil if signals are not passed on
	kernel   *kernel.Recorder // nil if the kernel is not observed
	stub     time.Duration    // CPU time that the process took before it executed the program
	errs     []error
}

// newRecorder checks that the program exists and prepares the folder.
func newRecorder(dir string, c Command) (*recorder, error) {
	if len(c.Args) == 0 {
		return nil, lang.Errorf("no command to run")
	}
	path, err := exec.LookPath(c.Args[0])
	if err != nil && !errors.Is(err, exec.ErrDot) { // who has the folder in PATH wants it so
		return nil, asStartError(c.Args[0], err)
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
	for _, name := range []string{manifestFile, outputFile, kernelFile, r.command.Program.Name} {
		if name != "" {
			os.Remove(filepath.Join(r.dir, name))
		}
	}
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
	if err := r.keepProgram(); err != nil {
		return err
	}
	if err := r.connect(); err != nil {
		return err
	}
	r.cmd.Env = r.environ(ctx)
	r.tree = plant(r.cmd, r.command.Passthrough)
	if r.command.Passthrough {
		r.relay = newRelay()
	}
	if err := r.launch(); err != nil {
		r.relay.stop()
		r.tree.uproot()
		return errors.Join(asStartError(r.command.Args[0], err), r.output.close())
	}
	r.manifest.PID, r.manifest.Spawned = r.cmd.Process.Pid, r.elapsed()
	r.tree.leader = r.manifest.PID
	r.relay.run(r.tree)
	r.output.started()
	return nil
}

// keepProgram writes the text that the command runs into the folder.
func (r *recorder) keepProgram() error {
	p := r.command.Program
	if p.Name == "" {
		return nil
	}
	return writeWhole(filepath.Join(r.dir, p.Name), []byte(p.Text))
}

// connect prepares the program's files.
func (r *recorder) connect() (err error) {
	c := r.command
	r.cmd.Stdin, r.cmd.Stdout, r.cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	if c.Passthrough {
		return nil
	}
	r.output, err = newOutput(filepath.Join(r.dir, outputFile), c.Stdout, c.Stderr)
	if err == nil {
		r.cmd.Stdout, r.cmd.Stderr = r.output.stdout, r.output.stderr
	}
	return err
}

func (r *recorder) environ(ctx context.Context) []string {
	env := r.command.Env
	if env == nil {
		env = os.Environ()
	}
	child := environment(append([]string(nil), env...))
	child.set(RecordingVar, r.dir)
	if r.command.Scenario != "" { // else it would name all the programs of a tree like the first
		child.setDefault("OTEL_SERVICE_NAME", r.manifest.Name())
	}
	if r.command.Python {
		r.lookIntoPython(&child)
	}
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

	used := &r.manifest.Usage
	status, err := r.tree.waitForLeader(r.cmd, used)
	r.manifest.Exited, r.manifest.Exit = r.elapsed(), exitOf(status)
	used.leaveOut(r.stub)
	if !errors.As(err, new(*exec.ExitError)) && !errors.Is(err, exec.ErrWaitDelay) {
		r.note(err)
	}
	r.note(r.waitForRest())
	if ended() {
		timedOut := errors.Is(context.Cause(enough), errTimeout)
		r.manifest.Exit.TimedOut, r.manifest.Exit.Interrupted = timedOut, !timedOut
	}
	r.manifest.Stopped = r.elapsed()
	r.relay.stop()
	r.note(r.output.close())
	r.stopKernel()
}

// patience is how long what the program left behind may go on before that is
// told.
const patience = time.Second

// waitForRest waits for what the program has left behind.
func (r *recorder) waitForRest() error {
	if lingers := r.command.Lingers; lingers != nil {
		defer time.AfterFunc(patience, lingers).Stop()
	}
	return r.tree.waitForRest(r.relay.hasEnough(), &r.manifest.Usage)
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

var errTimeout = lang.Errorf("the timeout has passed")

// withTimeout returns a context that is done when ctx is, or with the cause
// errTimeout after the timeout, if there is one.
func withTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, timeout, errTimeout)
}
