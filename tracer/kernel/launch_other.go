//go:build !linux

package kernel

import (
	"errors"
	"os/exec"
	"time"

	"ctrace/tracer/lang"
)

// errUnsupported says what this system lacks.
var errUnsupported = lang.Errorf("what the kernel ran can be recorded on Linux only: %w", errors.ErrUnsupported)

// Launched is a process that stands ready to execute its program.
type Launched struct{}

// Launch is not supported on this system.
func Launch(*exec.Cmd) (*Launched, error) { return nil, errUnsupported }

// Release is not supported on this system.
func (*Launched) Release() error { return errUnsupported }

// Abandon does nothing on this system.
func (*Launched) Abandon() {}

// Used is not known on this system.
func (*Launched) Used() time.Duration { return 0 }

// StubMain does nothing on this system.
func StubMain() {}
