//go:build linux

package tracer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"ctrace/tracer"
)

// The programs of passthrough_test.go. A recorder that shares its program's
// process group takes the signals and the children of its whole process, so that
// it needs one of its own.
func init() {
	programs["passthrough"] = passthrough
	programs["tells files"] = tellsFiles
	programs["tells signals"] = tellsSignals
	programs["daemon"] = inBackground("left behind")
	programs["daemon for ever"] = inBackground("until the end of input")
	programs["until the end of input"] = reads
	programs["leaves an orphan"] = leavesAnOrphan
	programs["stubborn family"] = stubbornFamily
	programs["executes itself"] = executesItself
	programs["recorder, no perf"] = withoutPerf(recorder("prints"))
}

// What passthrough is told through the environment, besides the folder.
const (
	passedVar  = "TRACER_TEST_PASSED"  // the program
	timeoutVar = "TRACER_TEST_TIMEOUT" // its timeout
)

// passthrough records a program with its own files, and ends as that did.
func passthrough(ctx context.Context) error {
	timeout, err := time.ParseDuration(os.Getenv(timeoutVar))
	if err != nil {
		return err
	}
	if timeout > 0 {
		signal.Ignore(os.Interrupt) // so does the program from its very start
	}
	recording, err := tracer.Record(ctx, os.Getenv(folderVar), tracer.Command{
		Args: os.Args[:1], Env: append(os.Environ(), programVar+"="+os.Getenv(passedVar)),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Timeout: timeout, Passthrough: true,
		Lingers: func() { fmt.Println("lingers") },
	})
	if err != nil {
		return err
	}
	os.Exit(recording.Exit.Status())
	return nil
}

// tellsFiles tells what its standard files are, and whether it is in its
// parent's process group.
func tellsFiles(context.Context) error {
	for fd := range 3 {
		name, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(fd))
		if err != nil {
			return err
		}
		fmt.Println(name)
	}
	group, err := syscall.Getpgid(os.Getppid())
	fmt.Println(group == syscall.Getpgrp())
	return err
}

// tellsSignals tells which signals it gets, until one is SIGTERM.
func tellsSignals(context.Context) error {
	signals := make(chan os.Signal, 100)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH)
	fmt.Println("ready")
	for sig := range signals {
		fmt.Println("got", sig)
		if sig == syscall.SIGTERM {
			os.Exit(5)
		}
	}
	return nil
}

// inBackground ends while a program that it has started goes on, in a session of
// its own.
func inBackground(program string) func(context.Context) error {
	return func(ctx context.Context) error {
		cmd := child(ctx, program)
		cmd.Stdin = os.Stdin
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		return cmd.Start()
	}
}

// leavesAnOrphan waits until a process is gone whose parent ended before it.
func leavesAnOrphan(context.Context) error {
	said, err := exec.Command("sh", "-c", "sleep 0.1 >/dev/null & echo $!").Output()
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(said)))
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		switch err := syscall.Kill(pid, 0); {
		case errors.Is(err, syscall.ESRCH):
			fmt.Println("nothing is left of it")
			return nil
		case err != nil:
			return err
		case time.Now().After(deadline):
			return errors.New("nobody has reaped the orphan")
		}
	}
}

// stubbornFamily goes on for ever, as its daemon does. Both tell their pids.
func stubbornFamily(ctx context.Context) error {
	const variable = "TRACER_TEST_DAEMON"
	if os.Getenv(variable) == "" {
		cmd := child(ctx, "stubborn family")
		cmd.Env = append(cmd.Env, variable+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := cmd.Start(); err != nil {
			return err
		}
	}
	fmt.Println("pid", os.Getpid())
	select {}
}

// executesItself takes its own place twice.
func executesItself(context.Context) error {
	const variable = "TRACER_TEST_EXECUTED"
	times := os.Getenv(variable) + "I"
	if times == "III" {
		fmt.Println(times)
		return nil
	}
	if err := os.Setenv(variable, times); err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", os.Args, os.Environ())
}

// withoutPerf runs a program to which perf_event_open is refused, as in a
// container.
func withoutPerf(program func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := refuse(unix.SYS_PERF_EVENT_OPEN, unix.EPERM); err != nil {
			return err
		}
		return program(ctx)
	}
}

// refuse makes a system call fail in every thread of this process and in
// whatever descends from it.
func refuse(call uint32, errno syscall.Errno) error {
	const numberOffset = 0 // in struct seccomp_data
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: numberOffset},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: call, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(errno)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if failed != 0 {
		return failed
	}
	return nil
}
