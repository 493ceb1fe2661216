package kernel

import (
	"testing"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// Rules that need nothing but the arguments. The task does not exist, so that its
// descriptors and its memory cannot be read.
func TestRules(t *testing.T) {
	const any = 1<<64 - 1 // -1, as a register
	for name, test := range map[string]struct {
		number int64
		args   [6]uint64
		reason timeline.Reason
		text   string
	}{
		"sleep":               {unix.SYS_CLOCK_NANOSLEEP, [6]uint64{}, timeline.Sleep, ""},
		"a child":             {unix.SYS_WAIT4, [6]uint64{123}, timeline.Child, "process 123"},
		"any child":           {unix.SYS_WAIT4, [6]uint64{any}, timeline.Child, "any child"},
		"any child, 32 bits":  {unix.SYS_WAIT4, [6]uint64{1<<32 - 1}, timeline.Child, "any child"},
		"a group":             {unix.SYS_WAIT4, [6]uint64{0}, timeline.Child, "any child of a process group"},
		"a certain child":     {unix.SYS_WAITID, [6]uint64{unix.P_PID, 123}, timeline.Child, "process 123"},
		"a group's child":     {unix.SYS_WAITID, [6]uint64{unix.P_PGID, 123}, timeline.Child, "any child of a process group"},
		"vfork":               {unix.SYS_CLONE, [6]uint64{unix.CLONE_VFORK | unix.CLONE_VM}, timeline.Child, "exec of a child"},
		"clone":               {unix.SYS_CLONE, [6]uint64{unix.CLONE_VM}, timeline.Other, "clone"},
		"clone3":              {unix.SYS_CLONE3, [6]uint64{4096}, timeline.Other, "clone"},
		"a private futex":     {unix.SYS_FUTEX, [6]uint64{4096, futexPrivate, 2}, timeline.Lock, "futex"},
		"a timed one":         {unix.SYS_FUTEX, [6]uint64{4096, futexPrivate, 2, 4096}, timeline.Lock, "futex"},
		"a shared futex":      {unix.SYS_FUTEX, [6]uint64{4096, 0, 2}, timeline.Lock, "shared futex"},
		"a message":           {unix.SYS_MSGRCV, [6]uint64{7}, timeline.Queue, "read from System V message queue 7"},
		"room for a message":  {unix.SYS_MSGSND, [6]uint64{7}, timeline.Queue, "write to System V message queue 7"},
		"read":                {unix.SYS_READ, [6]uint64{5}, timeline.Other, "descriptor 5"},
		"write":               {unix.SYS_WRITE, [6]uint64{5}, timeline.Other, "write to descriptor 5"},
		"fsync":               {unix.SYS_FSYNC, [6]uint64{5}, timeline.Other, "sync of descriptor 5"},
		"flock":               {unix.SYS_FLOCK, [6]uint64{5, unix.LOCK_EX}, timeline.Lock, "lock of descriptor 5"},
		"a lock by fcntl":     {unix.SYS_FCNTL, [6]uint64{5, unix.F_SETLKW}, timeline.Lock, "lock of descriptor 5"},
		"another fcntl":       {unix.SYS_FCNTL, [6]uint64{5, unix.F_SETFL}, timeline.Other, "descriptor 5"},
		"copying":             {unix.SYS_SENDFILE, [6]uint64{5, 6}, timeline.Other, "descriptor 5 or descriptor 6"},
		"poll of nothing":     {unix.SYS_PPOLL, [6]uint64{0, 0, 4096}, timeline.Sleep, "poll"},
		"poll for a signal":   {unix.SYS_PPOLL, [6]uint64{}, timeline.Other, "signal"},
		"poll of the unknown": {unix.SYS_PPOLL, [6]uint64{4096, any}, timeline.Other, "poll"},
		"select of nothing":   {unix.SYS_PSELECT6, [6]uint64{0, 0, 0, 0, 4096}, timeline.Sleep, "select"},
		"select of unknown":   {unix.SYS_PSELECT6, [6]uint64{any, 4096}, timeline.Other, "select"},
		"a signal":            {unix.SYS_RT_SIGTIMEDWAIT, [6]uint64{}, timeline.Other, "signal"},
		"sync":                {unix.SYS_SYNC, [6]uint64{}, timeline.File, "sync of all files"},
		"open":                {unix.SYS_OPENAT, [6]uint64{any, 4096}, timeline.File, ""},
	} {
		x := newExplainer()
		q := &inquiry{
			explainer: x,
			task:      &taskFiles{pid: 1 << 22, tid: 1 << 22},
			call:      systemCall{number: test.number, args: test.args},
		}
		rule, ok := x.rules[test.number]
		if !ok {
			t.Errorf("%s: there is no rule", name)
			continue
		}
		if reason, text := rule(q); reason != test.reason || text != test.text {
			t.Errorf("%s: %v %q, want %v %q", name, reason, text, test.reason, test.text)
		}
	}
}

// Descriptors that a thread waits for at once have one reason.
func TestWatchedReason(t *testing.T) {
	const n, p, s, c = timeline.Network, timeline.Pipe, timeline.Sleep, timeline.Child
	for _, test := range []struct {
		of   []timeline.Reason
		want timeline.Reason
	}{
		{[]timeline.Reason{p}, p}, {[]timeline.Reason{s}, s}, {[]timeline.Reason{c, c}, c},
		{[]timeline.Reason{p, n}, n}, {[]timeline.Reason{n, p, s}, n}, {[]timeline.Reason{s, c}, p}, {nil, timeline.NoReason},
	} {
		if got := common(test.of); got != test.want {
			t.Errorf("%v: %v, want %v", test.of, got, test.want)
		}
	}
}
