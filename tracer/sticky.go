package tracer

import "io"

// sticky writes to w until that fails, then swallows everything: the runtime
// ignores the errors of its trace's writer, and pieces after a lost one would
// make the file unreadable. Used by one goroutine at a time.
type sticky struct {
	w   io.Writer
	err error // the first one
}

func (s *sticky) Write(p []byte) (int, error) {
	if s.err == nil {
		_, s.err = s.w.Write(p)
	}
	return len(p), nil
}

// errorOf returns the first of errs that is not nil.
func errorOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
