package multiprocessing

import (
	"context"
	"errors"
	"os"

	"ctrace/tracer/lang"
)

// maxTokens is how many tokens a semaphore may hold: what a pipe takes without
// blocking on every system.
const maxTokens = 16384

// semaphore counts across processes: a pipe that holds as many bytes as there
// are tokens. Whoever reads a byte has a token. A process that is killed takes
// the tokens that it has with it.
type semaphore struct{ in, out *stream }

func newSemaphore(tokens int) (*semaphore, error) {
	r, w, err := newPipe()
	if err != nil {
		return nil, err
	}
	s := &semaphore{newReader(r), newWriter(w)}
	if tokens == 0 {
		return s, nil
	}
	if _, err := w.Write(make([]byte, tokens)); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// acquire takes a token, and waits while there is none.
func (s *semaphore) acquire(ctx context.Context) error {
	var token [1]byte
	return s.in.transfer(ctx, func() (int, error) { return s.in.file.Read(token[:]) })
}

// release gives a token back. It does not wait.
func (s *semaphore) release() error {
	if _, err := s.out.file.Write([]byte{0}); err != nil {
		return lang.Errorf("giving back a token: %w", err)
	}
	return nil
}

func (s *semaphore) close() error { return errors.Join(s.in.file.Close(), s.out.file.Close()) }

func (s *semaphore) files() []*os.File { return []*os.File{s.in.file, s.out.file} }

func (s *semaphore) adopt(next func() *os.File) error {
	s.in, s.out = newReader(next()), newWriter(next())
	return nil
}
