//go:build !linux && !darwin && !windows

package threading

import (
	"errors"
	"runtime"
	"time"

	"ctrace/tracer/lang"
)

// nativeID returns 0: the id of a thread is not known on this system.
func nativeID() int64 { return 0 }

// threadCPUTime fails: the CPU time of a thread is not known on this system.
func threadCPUTime() (time.Duration, error) {
	return 0, lang.Errorf("threading: the CPU time of a thread on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
