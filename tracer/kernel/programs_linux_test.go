package kernel

import (
	"bufio"
	"errors"
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
	"paced":     paced,
	"floods":    floods,
	"exec":      execFromThread,
	"nobody":    becomeNobody,
	"recorder":  recordUntilKilled,
	"wait":      waitForEver,
	"waits":     waitForAll,
	"ask":       askAbout,
	"crowd":     crowd,
	"sleepers":  sleepers,
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
		used := rawThreadTime()
		for used < duration {
			used = rawThreadTime()
		}
		return fmt.Sprint(int64(used))
	})
}

// onThreads runs f on n threads, which end together, and prints the id of each
// and what f has said.
func onThreads(n int, f func(i int) string) error {
	runtime.GOMAXPROCS(n + 1) // None waits for another's raw system call.
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

// pingPong passes a byte to and fro between two threads, which share a CPU, and
// prints how often each has left it to wait, and because it was preempted.
func pingPong(args []string) error {
	rounds, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	cpus, err := onlineCPUs()
	if err != nil {
		return err
	}
	p, err := newPair()
	if err != nil {
		return err
	}
	return onThreads(2, func(i int) string {
		onCPU(cpus[0])
		for range rounds {
			p.pass(i == 0)
		}
		return switchesOfThread()
	})
}

// pair are two pipes between two threads.
type pair struct{ there, back [2]int }

func newPair() (p pair, err error) {
	err = errors.Join(unix.Pipe(p.there[:]), unix.Pipe(p.back[:]))
	return p, err
}

// pass passes a byte to the other thread and waits until it comes back, or the
// other way round.
func (p *pair) pass(serve bool) {
	var ball [1]byte
	if serve {
		rawWrite(p.there[1], &ball)
		rawRead(p.back[0], &ball)
	} else {
		rawRead(p.there[0], &ball)
		rawWrite(p.back[1], &ball)
	}
}

// rawRead and rawWrite do not have Go's scheduler switch, too.
func rawRead(fd int, b *[1]byte) {
	raw(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(b)), 1, 0)
}

func rawWrite(fd int, b *[1]byte) {
	raw(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(b)), 1, 0)
}

func rawThreadTime() time.Duration {
	var used unix.Timespec
	raw(unix.SYS_CLOCK_GETTIME, unix.CLOCK_THREAD_CPUTIME_ID, uintptr(unsafe.Pointer(&used)), 0, 0)
	return time.Duration(used.Nano())
}

func raw(call, a, b, c, d uintptr) {
	for {
		if _, _, errno := unix.RawSyscall6(call, a, b, c, d, 0, 0); errno != unix.EINTR {
			return
		}
	}
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

// paced has two pairs of threads switch to and fro, each on a CPU of its own if
// there are two: as often as its second argument says in each period of its
// first, for as long as the third says. It prints what pingPong prints.
func paced(args []string) error {
	period, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	rounds, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	duration, err := time.ParseDuration(args[2])
	if err != nil {
		return err
	}
	cpus, err := onlineCPUs()
	if err != nil {
		return err
	}
	var pairs [2]pair
	for i := range pairs {
		if pairs[i], err = newPair(); err != nil {
			return err
		}
	}
	begin := monotonic()
	return onThreads(2*len(pairs), func(i int) string {
		onCPU(cpus[i/2%len(cpus)])
		serve := i%2 == 0
		for next := begin; next < begin+int64(duration); next += int64(period) {
			if serve {
				sleepUntil(next)
			}
			for range rounds {
				pairs[i/2].pass(serve)
			}
		}
		return switchesOfThread()
	})
}

func sleepUntil(t int64) {
	deadline := unix.NsecToTimespec(t)
	raw(unix.SYS_CLOCK_NANOSLEEP, unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, uintptr(unsafe.Pointer(&deadline)), 0)
}

func onCPU(cpu int) {
	var set unix.CPUSet
	set.Set(cpu)
	unix.SchedSetaffinity(0, &set) // A CPU that it may not use is no reason to fail.
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

// becomeNobody starts its arguments as another user.
func becomeNobody(args []string) error {
	if err := errors.Join(syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
		return err
	}
	return exec.Command(args[0], args[1:]...).Run()
}

const nobody = 65534 // the user and the group

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
