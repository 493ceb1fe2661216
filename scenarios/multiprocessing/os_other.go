//go:build !unix

package multiprocessing

import (
	"errors"
	"os"
	"runtime"

	"ctrace/tracer/lang"
)

// errUnsupported is what every constructor of this package answers here: a
// child process inherits no files by number.
var errUnsupported = lang.Errorf("processes that share files, on %s: %w", runtime.GOOS, errors.ErrUnsupported)

func newPipe() (r, w *os.File, err error) { return nil, nil, errUnsupported }

func newSocketPair() (a, b *os.File, err error) { return nil, nil, errUnsupported }

func inheritedFile(int) *os.File { return nil }

func awaitReadable([]*os.File) ([]bool, error) { return nil, errUnsupported }

func anonymousFile() (*os.File, error) { return nil, errUnsupported }

func mapShared(*os.File, int) ([]byte, error) { return nil, errUnsupported }

func unmap([]byte) error { return errUnsupported }
