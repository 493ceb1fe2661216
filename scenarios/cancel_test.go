package scenarios

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A scenario that is interrupted before or while it runs ends with the error of
// its context, and leaves no process that this one would have to wait for.
func TestScenariosEndWithTheirContext(t *testing.T) {
	for _, s := range []*Scenario{queue, pipe, sharedLock, threadsIO, processesCPU, cpuBound, ioBound, deadlock} {
		t.Run(s.Name+" before", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := s.Run(ctx, defaults(t, s), t.Output()); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want %v", err, context.Canceled)
			}
		})
		t.Run(s.Name+" meanwhile", func(t *testing.T) {
			args, err := s.Args(0.01, nil) // would take minutes
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			if _, err := s.Run(ctx, args, t.Output()); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
			}
		})
	}
}
