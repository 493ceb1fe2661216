package kernel

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// crowd has more threads than CPUs nap and spin in turns, as often as its argument
// says, and prints for how long each was ready but had no CPU, in ns.
func crowd(args []string) error {
	times, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return onThreads(3*runtime.NumCPU(), func(int) string {
		nap := unix.NsecToTimespec(5 * longWait)
		for range times {
			unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&nap)), 0, 0)
			for end := threadTime() + 2*time.Millisecond; threadTime() < end; {
			}
		}
		text, err := os.ReadFile("/proc/thread-self/schedstat")
		if err != nil {
			return err.Error()
		}
		counts, err := parseSchedstat(text)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(counts.delay)
	})
}

func TestDelays(t *testing.T) {
	for _, mode := range []Mode{Perf, Poll} {
		t.Run(mode.String(), func(t *testing.T) {
			if mode == Perf {
				needPerf(t)
			}
			r := record(t, mode, program("crowd", 30))
			var counted, delayed time.Duration
			for line := range strings.Lines(r.output) {
				var tid int
				var delay time.Duration
				if _, err := fmt.Sscan(line, &tid, &delay); err != nil {
					t.Fatal(err)
				}
				counted += delay
				delayed += r.delayed(tid)
			}
			// What follows a wait of less than a millisecond is not measured.
			if share := float64(delayed) / float64(counted); share < 0.6 || share > 1.1 {
				t.Errorf("threads were ready without a CPU for %v, the kernel says %v", delayed, counted)
			}
		})
	}
}

// delayed returns for how long a thread was ready but had no CPU.
func (r recorded) delayed(tid int) (total time.Duration) {
	var preempted int64
	for _, e := range r.events {
		switch {
		case e.TID != tid:
		case e.Kind == SwitchOut && e.Preempted:
			preempted = e.Time
		case e.Kind == SwitchIn && preempted != 0:
			total += time.Duration(e.Time - preempted)
			preempted = 0
		case e.Kind == SwitchIn:
			total += time.Duration(e.Delay)
		}
	}
	return total
}
