package threading

import (
	"runtime"
	"testing"
	"time"
)

// CPU time advances while the thread computes, and not while it sleeps.
func TestCPUTime(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clock := func() time.Duration {
		now, err := CPUTime()
		if err != nil {
			t.Fatal(err)
		}
		return now
	}
	begun := clock()
	for clock() < begun+5*time.Millisecond { // ends, since looking at a clock computes
	}
	const nap = 50 * time.Millisecond
	before := clock()
	if err := Sleep(t.Context(), nap); err != nil {
		t.Fatal(err)
	}
	if spent := clock() - before; spent >= nap {
		t.Errorf("%v of CPU time in a sleep of %v", spent, nap)
	}
}
