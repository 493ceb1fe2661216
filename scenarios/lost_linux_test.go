package scenarios

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childNamed waits until this process has a child of that name, which
// multiprocessing gives as its first argument, and returns its pid. The whole of
// /proc is looked through because a process need not keep a list of its children.
func childNamed(t *testing.T, name string) int {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(time.Millisecond) {
		entries, err := os.ReadDir("/proc")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			pid, err := strconv.Atoi(e.Name())
			if err == nil && isChildNamed(pid, name) {
				return pid
			}
		}
	}
	t.Fatalf("no child is called %q", name)
	return 0
}

func isChildNamed(pid int, name string) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if args := strings.Split(string(line), "\x00"); err != nil || len(args) < 2 || args[1] != name {
		return false // It is another one, or it has gone.
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	parent := fmt.Sprintf("PPid:\t%d", os.Getpid())
	return err == nil && slices.Contains(strings.Split(string(status), "\n"), parent)
}

// A scenario whose process is killed in the middle of its work ends at once, with
// an error that names it. All of these would take minutes.
func TestScenariosEndWithTheProcessThatTheyLose(t *testing.T) {
	for _, test := range []struct {
		scenario *Scenario
		settings []string
		victim   string
	}{
		{queue, []string{"items=200"}, producerName},
		{queue, []string{"items=200"}, consumerName},
		{pipe, []string{"rounds=200"}, pingName},
		{pipe, []string{"rounds=200"}, pongName},
		{sharedLock, []string{"rounds=100", "processes=10"}, "Process-1"},
		{sharedLock, []string{"rounds=100", "processes=10"}, "Process-10"},
		{pool, []string{"cpu=10000", "items=100"}, "ForkPoolWorker-2"},
		{processesCPU, []string{"cpu=10000", "processes=10"}, "ForkPoolWorker-3"},
		{threadsIO, nil, serverName},
		{ioBound, []string{"requests=32"}, serverName},
	} {
		t.Run(test.scenario.Name+" without "+test.victim, func(t *testing.T) {
			args, err := test.scenario.Args(0.05, test.settings)
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				_, err := test.scenario.Run(ctx, args, t.Output())
				ended <- err
			}()
			if err := syscall.Kill(childNamed(t, test.victim), syscall.SIGKILL); err != nil {
				t.Error(err)
			}
			select {
			case err = <-ended:
			case <-time.After(20 * time.Second):
				t.Fatal("it goes on")
			}
			if err == nil || !strings.Contains(err.Error(), test.victim+" (pid ") {
				t.Errorf("error %v, want one that names %s", err, test.victim)
			}
		})
	}
}
