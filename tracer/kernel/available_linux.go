package kernel

import (
	"errors"
	"os"
)

// Available returns the best mode that this machine permits, and why it does not
// permit a better one, with the way out.
func Available() (Mode, error) { return availableWith(kernelCalls) }

func availableWith(calls perfCalls) (Mode, error) {
	const thisProcess = 0
	refused := func() error {
		cpus, err := onlineCPUs()
		if err != nil {
			return err
		}
		rings, err := openRings(calls, thisProcess, cpus)
		closeRings(rings)
		return err
	}()
	if refused == nil {
		return Perf, nil
	}
	p, err := newPoller(os.Getpid())
	if err != nil {
		return Off, errors.Join(refused, err)
	}
	p.close()
	return Poll, refused
}
