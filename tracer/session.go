package tracer

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"ctrace/tracer/lang"
	"ctrace/tracer/process"
)

// session is what one process records of itself. It travels in a context, so
// that nothing in the package is global; the nil session does nothing.
type session struct {
	dir  string
	log  *process.Log
	file *os.File // of log

	stop func() error // calls close once

	mu      sync.Mutex // guards what follows: the recorder's signal may come at any time
	unhook  func()     // ends waiting for that signal
	sources []running  // in the order of their starts
	errs    []error
}

// running is a source that records. Its stop is called once.
type running struct {
	name string
	stop func() error
}

type sessionKey struct{}

// from returns the session that ctx carries, or nil.
func from(ctx context.Context) *session {
	s, _ := ctx.Value(sessionKey{}).(*session)
	return s
}

// newSession opens the process's own account in the recording in dir.
func newSession(dir string) (*session, error) {
	if _, err := readManifest(dir); err != nil {
		return nil, lang.Errorf("%s does not name a recording: %w", RecordingVar, err)
	}
	file, err := appendable(pidFile(dir, processSuffix))
	if errors.Is(err, fs.ErrExist) {
		return nil, lang.Errorf("this process is recorded already: pass on the context that the first Start returned")
	}
	if err != nil {
		return nil, err
	}
	s := &session{dir: dir, log: process.NewLog(file), file: file}
	s.stop = sync.OnceValue(s.close)
	start := now().event(process.Start)
	start.PID, start.PPID, start.Name, start.Boot = os.Getpid(), os.Getppid(), filepath.Base(os.Args[0]), bootID()
	if err := s.log.Add(start); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

// add starts a source. One that cannot start is noted as off, with the reason,
// and the others go on.
func (s *session) add(name string, start func(dir string) (stop func() error, err error)) {
	stop, err := start(s.dir)
	if err != nil {
		s.off(name, err)
		return
	}
	s.sources = append(s.sources, running{name, stop})
}

// off notes why a source recorded nothing, or not all.
func (s *session) off(name string, why error) {
	note := now().event(process.Source)
	note.Name, note.Why, note.Failed = name, lang.MessageOf(why), !errors.Is(why, errTooShort)
	if err := s.log.Add(note); err != nil {
		s.errs = append(s.errs, err)
	}
}

// close stops the sources in the reverse order of their starts. A source that
// had nothing to say is noted, but is no error.
func (s *session) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unhook()
	for i := len(s.sources) - 1; i >= 0; i-- {
		source := s.sources[i]
		err := source.stop()
		if err != nil {
			s.off(source.name, err)
		}
		if err != nil && !errors.Is(err, errTooShort) {
			s.errs = append(s.errs, lang.Errorf("tracer: %s: %w", source.name, err))
		}
	}
	s.errs = append(s.errs, s.log.Add(now().event(process.Stop)), s.file.Close())
	return errors.Join(s.errs...)
}

// ChildStarted notes that the process has started the child pid. Call it as
// soon as the pid is known. Without a recording in ctx it does nothing.
func ChildStarted(ctx context.Context, pid int) error {
	s := from(ctx)
	if s == nil {
		return nil
	}
	e := now().event(process.Child)
	e.PID = pid
	return s.log.Add(e)
}

// ChildExited notes that the child pid has ended with status: its exit code, or
// the negative number of the signal that killed it. Without a recording in ctx
// it does nothing.
func ChildExited(ctx context.Context, pid, status int) error {
	s := from(ctx)
	if s == nil {
		return nil
	}
	e := now().event(process.ChildExit)
	e.PID, e.Status = pid, &status
	return s.log.Add(e)
}

// SaveResult keeps what the program computed in the recording, as JSON. The
// last result saved is the one that stays. Without a recording in ctx it does
// nothing.
func SaveResult(ctx context.Context, v any) error {
	s := from(ctx)
	if s == nil {
		return nil
	}
	if err := writeJSON(filepath.Join(s.dir, resultFile), v); err != nil {
		return lang.Errorf("tracer: save the result: %w", err)
	}
	return nil
}
