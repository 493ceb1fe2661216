//go:build unix

package tracer

import (
	"os"
	"os/signal"
)

// saveOnSignal saves the recording when the recorder says that it is about to
// kill the process. The function that it returns ends that.
func (s *session) saveOnSignal() (stop func()) {
	if saveSignal == 0 {
		return func() {}
	}
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, saveSignal)
	go func() {
		select {
		case <-signals:
			s.stop() // the recorder kills the process next: nobody is left to tell
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
