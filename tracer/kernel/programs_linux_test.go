package kernel

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// programName is argument 0 of this executable where it is one of the programs
// that the tests observe. Argument 1 says which, the others are its own.
const programName = "ctrace-test-program"

var programs = map[string]func(args []string) error{
	"spin":      spin,
	"tree":      tree,
	"ping-pong": pingPong,
	"naps":      naps,
	"floods":    floods,
	"exec":      execFromThread,
	"recorder":  recordUntilKilled,
}

func init() {
	if os.Args[0] != programName {
		return
	}
	if err := programs[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, os.Args[1], err)
		os.Exit(1)
	}
	os.Exit(0)
}

// program returns a command for one of the programs.
func program(name string, args ...any) *exec.Cmd {
	cmd := &exec.Cmd{Path: "/proc/self/exe", Args: []string{programName, name}, Stderr: os.Stderr}
	for _, arg := range args {
		cmd.Args = append(cmd.Args, fmt.Sprint(arg))
	}
	return cmd
}

// spin has as many threads as its first argument says use the CPU for as long
// as the second says, and prints the id and the CPU time of each.
func spin(args []string) error {
	threads, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	duration, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	return onThreads(threads, func(int) string {
		for threadTime() < duration {
		}
		return fmt.Sprint(int64(threadTime()))
	})
}

// onThreads runs f on n threads, which end together, and prints the id of each
// and what f has said.
func onThreads(n int, f func(i int) string) error {
	said := make([]string, n)
	var all sync.WaitGroup
	for i := range said {
		all.Add(1)
		go func() {
			runtime.LockOSThread()
			said[i] = fmt.Sprint(unix.Gettid(), " ", f(i))
			all.Done()
			select {}
		}()
	}
	all.Wait()
	_, err := fmt.Println(strings.Join(said, "\n"))
	return err
}

// tree starts as many processes as its first argument says, each of which
// spins, and waits for them.
func tree(args []string) error {
	processes, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	started := make([]*exec.Cmd, processes)
	for i := range started {
		started[i] = program("spin", 1, args[1])
		if err := started[i].Start(); err != nil {
			return err
		}
	}
	for _, cmd := range started {
		if err := cmd.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// pingPong passes a byte to and fro between two threads, and prints how often
// each has left its CPU to wait, and because it was preempted.
func pingPong(args []string) error {
	rounds, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var a, b [2]int
	if err := unix.Pipe(a[:]); err != nil {
		return err
	}
	if err := unix.Pipe(b[:]); err != nil {
		return err
	}
	return onThreads(2, func(i int) string {
		in, out := a[0], b[1]
		if i == 1 {
			in, out = b[0], a[1]
			unix.Write(out, []byte{0})
		}
		message := make([]byte, 1)
		for range rounds {
			unix.Read(in, message)
			unix.Write(out, message)
		}
		return switchesOfThread()
	})
}

// switchesOfThread returns how often the thread has left its CPU to wait, and
// because it was preempted.
func switchesOfThread() string {
	status, err := os.ReadFile("/proc/thread-self/status")
	if err != nil {
		return err.Error()
	}
	var counts []string
	for _, name := range []string{"\nvoluntary_ctxt_switches:\t", "\nnonvoluntary_ctxt_switches:\t"} {
		_, rest, _ := strings.Cut(string(status), name)
		count, _, _ := strings.Cut(rest, "\n")
		counts = append(counts, count)
	}
	return strings.Join(counts, " ")
}

// naps has two threads sleep as often as its first argument says, for as long as
// the second says, and prints what pingPong prints.
func naps(args []string) error {
	times, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	duration, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	return onThreads(2, func(int) string {
		unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) // ns
		nap := unix.NsecToTimespec(int64(duration))
		for range times {
			// A raw call costs the scheduler of Go nothing.
			unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&nap)), 0, 0)
		}
		return switchesOfThread()
	})
}

// floods reads lines from stdin. For each it switches between two threads as
// often as the line says, and then writes a line.
func floods([]string) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := pingPong([]string{lines.Text()}); err != nil {
			return err
		}
	}
	return lines.Err()
}

// execFromThread executes its arguments from a thread that is not the first.
func execFromThread(args []string) error {
	failed := make(chan error)
	go func() {
		runtime.LockOSThread()
		failed <- syscall.Exec(args[0], args, os.Environ())
	}()
	return <-failed
}

// recordUntilKilled records the program that its second argument names into the
// file that the first names. The program has its stdin and stdout.
func recordUntilKilled(args []string) error {
	cmd := exec.Command(args[1])
	cmd.Stdin, cmd.Stdout = os.Stdin, os.Stdout
	l, err := Launch(cmd)
	if err != nil {
		return err
	}
	if _, err := Start(cmd.Process.Pid, Perf, args[0]); err != nil {
		return err
	}
	if err := l.Release(); err != nil {
		return err
	}
	return cmd.Wait()
}
