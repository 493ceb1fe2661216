package scenarios

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// checkDrawing compares a drawing with its form as text.
func checkDrawing(t *testing.T, drawing *timeline.Timeline, want string) {
	t.Helper()
	if got := timelinetest.Format(timelinetest.Valid(t, drawing)); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

func TestTeamReturnsAllErrors(t *testing.T) {
	errOdd := errors.New("odd")
	team := newTeam(t.Context(), 4, 3, "worker", func(_ context.Context, n int) error {
		if n%2 == 1 {
			return fmt.Errorf("%d is %w", n, errOdd)
		}
		return nil
	})
	team.start()
	err := team.join()
	if want := "Thread-4 (worker): 1 is odd\nThread-6 (worker): 3 is odd"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if !errors.Is(err, errOdd) {
		t.Error("the errors are not those of the threads")
	}
}

// The three scenarios end soon, and with an error, when their context does.
func TestThreadScenariosEndWithTheirContext(t *testing.T) {
	for _, s := range []*Scenario{threads, gil, lock} {
		t.Run(s.Name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := s.Run(ctx, defaults(t, s), t.Output()); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want %v", err, context.Canceled)
			}
		})
	}
}
