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

// eventually waits until found returns a pid.
func eventually(t *testing.T, what string, found func() int) int {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(time.Millisecond) {
		if pid := found(); pid != 0 {
			return pid
		}
	}
	t.Fatal("there is no " + what)
	return 0
}

// childNamed returns the pid of this process's child of that name, which
// multiprocessing gives as its first argument, or 0. It looks through all of /proc
// because not every kernel lists the children of a process.
func childNamed(name string) int {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		args := strings.Split(string(line), "\x00")
		if len(args) > 1 && args[1] == name && statusOf(pid, "PPid") == os.Getpid() {
			return pid
		}
	}
	return 0
}

// statusOf returns a number that /proc tells of a process, or of its main thread;
// 0 if the process has gone.
func statusOf(pid int, key string) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if value, found := strings.CutPrefix(line, key+":"); found {
			n, _ := strconv.Atoi(strings.TrimSpace(value))
			return n
		}
	}
	return 0
}

// working reports whether a process has done more than begin: its main thread has
// waited often or computed for long.
func working(pid int) bool {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) < 12 {
		return false
	}
	const userTime = 11 // counted from after the name; in 1/100 s
	ticks, _ := strconv.Atoi(fields[userTime])
	return ticks >= 10 || statusOf(pid, "voluntary_ctxt_switches") >= 40
}

// asked reports whether a server has a connection besides the socket that it
// listens on and the pipe to its owner.
func asked(pid int) bool {
	files, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	sockets := slices.DeleteFunc(files, func(f os.DirEntry) bool {
		target, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, f.Name()))
		return !strings.HasPrefix(target, "socket:")
	})
	return len(sockets) > 2
}

// A scenario whose process is killed in the middle of its work ends at once, with
// an error that names it. Each of these would take 2 s at least, and most of them minutes.
func TestScenariosEndWithTheProcessThatTheyLose(t *testing.T) {
	for _, test := range []struct {
		scenario *Scenario
		speed    float64
		settings []string
		victim   string
		middle   func(pid int) bool
	}{
		{process, 1, []string{"cpu=10000"}, "Process-1", working},
		{memory, 5, []string{"rounds=100", "workers=10"}, "Process-10", working},
		{queue, 30, []string{"items=200"}, producerName, working},
		{queue, 30, []string{"items=200"}, consumerName, working},
		{pipe, 20, []string{"rounds=200"}, pingName, working},
		{pipe, 20, []string{"rounds=200"}, pongName, working},
		{sharedLock, 5, []string{"rounds=100", "processes=10"}, "Process-1", working},
		{sharedLock, 5, []string{"rounds=100", "processes=10"}, "Process-10", working},
		{pool, 1, []string{"cpu=10000", "items=100"}, "ForkPoolWorker-2", working},
		{processesCPU, 1, []string{"cpu=10000", "processes=10"}, "ForkPoolWorker-3", working},
		{threadsIO, 0.05, nil, serverName, asked},
		{asyncioIO, 0.05, nil, serverName, asked},
		{ioBound, 0.05, []string{"requests=32"}, serverName, asked},
	} {
		t.Run(test.scenario.Name+" without "+test.victim, func(t *testing.T) {
			args, err := test.scenario.Args(test.speed, test.settings)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ended := make(chan error, 1)
			go func() {
				_, err := test.scenario.Run(ctx, args, t.Output())
				ended <- err
			}()
			victim := eventually(t, test.victim+" that works", func() int {
				pid := childNamed(test.victim)
				if pid != 0 && !test.middle(pid) {
					return 0
				}
				return pid
			})
			if err := syscall.Kill(victim, syscall.SIGKILL); err != nil {
				t.Error(err)
			}
			killed := time.Now()
			select {
			case err = <-ended:
				t.Logf("ended after %v: %v", time.Since(killed), err)
			case <-time.After(20 * time.Second):
				t.Fatal("it goes on")
			}
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%s (pid %d)", test.victim, victim)) {
				t.Errorf("error %v, want one that names %s", err, test.victim)
			}
		})
	}
}
