package kernel

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"ctrace/tracer/lang"
)

// taskFiles are the files of a thread in /proc that are read again and again.
// An open one goes on belonging to its thread when the id is given to another.
type taskFiles struct {
	pid, tid int
	open     [numTaskFiles]int // descriptor + 1, 0 if it is closed
}

type taskFile uint8

const (
	syscallFile taskFile = iota
	schedstatFile
	statFile
	numTaskFiles
)

var taskFileNames = [numTaskFiles]string{"syscall", "schedstat", "stat"}

// fileLimit counts the files that are kept open, so that a tree of many threads
// leaves descriptors for others. Beyond it, each read opens its file.
type fileLimit struct{ open, most int }

// newFileLimit leaves half of what the process may open to others.
func newFileLimit() *fileLimit {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return &fileLimit{}
	}
	return &fileLimit{most: int(min(limit.Cur/2, 8192))}
}

// read reads a file into buffer and returns what it holds.
func (f *taskFiles) read(file taskFile, buffer []byte, limit *fileLimit) ([]byte, error) {
	if f.open[file] == 0 {
		fd, err := openProc(fmt.Sprintf("/proc/%d/task/%d/%s", f.pid, f.tid, taskFileNames[file]))
		if err != nil {
			return nil, err
		}
		if limit.open >= limit.most {
			defer unix.Close(fd)
			return pread(fd, buffer)
		}
		limit.open++
		f.open[file] = fd + 1
	}
	return pread(f.open[file]-1, buffer)
}

func (f *taskFiles) close(limit *fileLimit) {
	for i, fd := range f.open {
		if fd != 0 {
			unix.Close(fd - 1)
			f.open[i] = 0
			limit.open--
		}
	}
}

func openProc(path string) (int, error) {
	for {
		fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

func pread(fd int, buffer []byte) ([]byte, error) {
	for {
		n, err := unix.Pread(fd, buffer, 0)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return nil, err
		default:
			return buffer[:n], nil
		}
	}
}

// refused reports whether err says that the thread may not be looked at: its
// program runs with other rights than the recorder.
func refused(err error) bool {
	return errors.Is(err, unix.EACCES) || errors.Is(err, unix.EPERM)
}

// gone reports whether err says that the thread has ended.
func gone(err error) bool {
	return errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH)
}

var errFormat = lang.Errorf("not in the format that proc(5) documents")

// systemCall is a line of /proc/PID/task/TID/syscall.
type systemCall struct {
	running bool  // the thread is on a CPU, or ready: nothing else is known
	number  int64 // -1: blocked outside of any system call
	args    [6]uint64
	sp, pc  uint64
}

// parseSyscall parses "running", "-1 SP PC" or "NUMBER ARG0 … ARG5 SP PC".
func parseSyscall(line []byte) (systemCall, error) {
	line = bytes.TrimSuffix(line, []byte("\n"))
	if string(line) == "running" {
		return systemCall{running: true}, nil
	}
	first, rest, _ := bytes.Cut(line, []byte(" "))
	number, err := strconv.ParseInt(string(first), 10, 64)
	if err != nil || number < -1 {
		return systemCall{}, errFormat
	}
	c := systemCall{number: number}
	fields := []*uint64{&c.sp, &c.pc}
	if number != -1 {
		fields = []*uint64{&c.args[0], &c.args[1], &c.args[2], &c.args[3], &c.args[4], &c.args[5], &c.sp, &c.pc}
	}
	for _, field := range fields {
		var word []byte
		word, rest, _ = bytes.Cut(rest, []byte(" "))
		digits, ok := bytes.CutPrefix(word, []byte("0x"))
		if *field, err = strconv.ParseUint(string(digits), 16, 64); !ok || err != nil {
			return systemCall{}, errFormat
		}
	}
	if len(rest) != 0 {
		return systemCall{}, errFormat
	}
	return c, nil
}

// schedstat is what the scheduler has counted for a thread.
type schedstat struct {
	run      int64 // ns on a CPU; for a thread that is on one, as of the last tick
	delay    int64 // ns that it was ready before it got one
	arrivals int64 // how often it got one
}

// parseSchedstat parses "RUN DELAY ARRIVALS".
func parseSchedstat(line []byte) (s schedstat, err error) {
	rest := bytes.TrimSuffix(line, []byte("\n"))
	for _, field := range []*int64{&s.run, &s.delay, &s.arrivals} {
		var word []byte
		word, rest, _ = bytes.Cut(rest, []byte(" "))
		if *field, err = strconv.ParseInt(string(word), 10, 64); err != nil || *field < 0 {
			return schedstat{}, errFormat
		}
	}
	if len(rest) != 0 {
		return schedstat{}, errFormat
	}
	return s, nil
}

// taskStat is a part of /proc/PID/task/TID/stat.
type taskStat struct {
	name   string
	state  byte   // R, S, D, T, t, Z, X, …
	loaded bool   // the program that the process executes is in its memory
	stack  uint64 // where the program's stack starts; 0 if that is secret
	cpu    int    // that it is or was last on
}

// ended reports whether the thread has ended and is only there for its parent.
func (s taskStat) ended() bool { return s.state == 'Z' || s.state == 'X' }

// The fields of stat after the name, as proc(5) numbers them.
const (
	statState = 3
	statCode  = 26 // the start of the program's code, the last that is set when it is loaded
	statStack = 28
	statCPU   = 39
)

// parseStat parses "TID (NAME) STATE …". The name may hold anything, also
// blanks and parentheses.
func parseStat(line []byte) (taskStat, error) {
	begin, end := bytes.IndexByte(line, '('), bytes.LastIndexByte(line, ')')
	if begin < 0 || end < begin {
		return taskStat{}, errFormat
	}
	s := taskStat{name: string(line[begin+1 : end])}
	field := statState
	for word := range bytes.FieldsSeq(line[end+1:]) {
		var err error
		switch field {
		case statState:
			s.state = word[0]
		case statCode:
			s.loaded = string(word) != "0"
		case statStack:
			s.stack, err = strconv.ParseUint(string(word), 10, 64)
		case statCPU:
			s.cpu, err = strconv.Atoi(string(word))
			return s, err
		}
		if err != nil {
			return taskStat{}, errFormat
		}
		field++
	}
	return taskStat{}, errFormat
}
