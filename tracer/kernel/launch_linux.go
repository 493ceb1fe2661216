package kernel

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// Launched is a process that stands ready to execute its program.
type Launched struct {
	cmd    *exec.Cmd
	path   string   // of the program
	gate   *os.File // a byte here releases the stub, its end sends it away
	report *os.File // where the stub says that it is ready, and why it could not execute the program
}

// Launch starts cmd as its Start method does, except that the process does not
// execute its program before [Launched.Release]: until then it is a stub, this
// same executable, which must call [StubMain]. A recorder can be attached
// meanwhile.
//
// Nothing in the program tells that there was a stub. Its environment, files,
// process group, and what else cmd asks for are the same, and so is the error
// when it cannot be started: what comes to light only when the program is
// executed, say that it does not exist, is Release's error.
func Launch(cmd *exec.Cmd) (*Launched, error) {
	order, err := newOrder(cmd)
	if err != nil {
		return nil, err
	}
	gate, opener, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer gate.Close()
	report, reporter, err := os.Pipe()
	if err != nil {
		opener.Close()
		return nil, err
	}
	defer reporter.Close()
	l := &Launched{cmd: cmd, path: cmd.Path, gate: opener, report: report}
	if err := startStub(cmd, gate, reporter); err != nil {
		l.closePipes()
		return nil, err
	}
	reporter.Close()
	// An error means that the stub is gone, killed perhaps, which is for
	// cmd.Wait to tell.
	l.gate.Write(order.encode())
	l.report.Read(make([]byte, readySize))
	return l, nil
}

// Release lets the process execute its program and returns when it does. After
// an error, cmd has been waited for.
func (l *Launched) Release() error {
	defer l.closePipes()
	l.gate.Write(make([]byte, releaseSize)) // as in Launch
	said, err := io.ReadAll(l.report)
	switch {
	case err != nil:
		return err
	case len(said) == 0: // executing the program has closed the pipe
		return nil
	}
	l.cmd.Wait()
	if len(said) != reportSize {
		return lang.Errorf("kernel: the stub ended before it executed the program")
	}
	errno := syscall.Errno(binary.NativeEndian.Uint32(said))
	return &fs.PathError{Op: "fork/exec", Path: l.path, Err: errno}
}

// Abandon ends the process, which never executes its program, and waits for it.
func (l *Launched) Abandon() {
	l.closePipes()
	l.cmd.Wait()
}

// Used returns the CPU time that the process has taken: before Release that is
// the stub's, which the kernel will count as the program's.
func (l *Launched) Used() time.Duration {
	const perProcess = 2 // CPUCLOCK_SCHED of the kernel's posix-timers
	var used unix.Timespec
	if unix.ClockGettime(int32(^l.cmd.Process.Pid<<3|perProcess), &used) != nil {
		return 0 // the stub is gone
	}
	return time.Duration(used.Nano())
}

func (l *Launched) closePipes() {
	l.gate.Close()
	l.report.Close()
}

// startStub starts cmd with the stub in the place of its program. Its files are
// added behind the program's own, and behind what the program inherits there: a
// shell's "3>file", say, or make's jobserver.
func startStub(cmd *exec.Cmd, files ...*os.File) error {
	defer func(path string, args, env []string, extra []*os.File) {
		cmd.Path, cmd.Args, cmd.Env, cmd.ExtraFiles = path, args, env, extra
	}(cmd.Path, cmd.Args, cmd.Env, cmd.ExtraFiles)
	program := cmd.Path
	if program != "" { // else Start has an error for it
		cmd.Path = "/proc/self/exe"
	}
	// The environment may hold what changes how the stub runs, say GODEBUG or
	// LD_PRELOAD.
	const standard = 3
	between := inheritedFrom(standard+len(cmd.ExtraFiles), len(files))
	defer func() {
		for _, file := range between {
			file.Close() // of nil, an error that says nothing
		}
	}()
	cmd.ExtraFiles = slices.Concat(cmd.ExtraFiles, between, files)
	cmd.Args, cmd.Env = stubArgs(standard+len(cmd.ExtraFiles)-len(files)), []string{}
	err := cmd.Start()
	var failed *fs.PathError
	if errors.As(err, &failed) && failed.Path == cmd.Path {
		failed.Path = program
	}
	return err
}

// inheritedFrom returns copies of the files that a process inherits from this one
// without being told to, each in its place from number first on, nil where there
// is none, up to where so many places are free.
func inheritedFrom(first, free int) (files []*os.File) {
	for end := first; end < first+len(files)+free; end++ {
		if flags, err := unix.FcntlInt(uintptr(end), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC != 0 {
			continue
		}
		fd, err := unix.FcntlInt(uintptr(end), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			continue // no file can be opened, which Start will say
		}
		files = append(files, make([]*os.File, end-first-len(files))...)
		files = append(files, os.NewFile(uintptr(fd), "inherited"))
	}
	return files
}

// newOrder returns what the stub shall execute for cmd.
func newOrder(cmd *exec.Cmd) (order, error) {
	o := order{path: cmd.Path, args: cmd.Args, env: cmd.Environ(), ignored: ignoredSignals()}
	if len(o.args) == 0 {
		o.args = []string{cmd.Path}
	}
	if slices.ContainsFunc(append(o.args[:len(o.args):len(o.args)], o.path), hasNUL) {
		return order{}, &fs.PathError{Op: "fork/exec", Path: cmd.Path, Err: syscall.EINVAL}
	}
	return o, nil
}

func hasNUL(text string) bool { return strings.IndexByte(text, 0) >= 0 }
