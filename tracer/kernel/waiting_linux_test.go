package kernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// waitForEver waits with its first thread, in one of the ways of waiting, until it
// is killed. Before, it says what the text will be.
func waitForEver(args []string) error {
	waiting[args[0]].run(args[1])
	return errors.New("it did not wait")
}

// waiting has programs that wait, given a folder of their own.
var waiting = map[string]struct {
	reason timeline.Reason
	run    func(folder string)
}{
	"nanosleep": {timeline.Sleep, func(string) {
		say("")
		for {
			unix.Nanosleep(&unix.Timespec{Sec: 1000}, nil)
		}
	}},
	"poll of nothing": {timeline.Sleep, func(string) {
		say("poll")
		unix.Poll(nil, 1_000_000)
	}},
	"select of nothing": {timeline.Sleep, func(string) {
		say("select")
		unix.Select(0, nil, nil, nil, &unix.Timeval{Sec: 1000})
	}},
	"timerfd": {timeline.Sleep, func(string) {
		fd := must(unix.TimerfdCreate(unix.CLOCK_MONOTONIC, 0))
		say("timerfd")
		unix.Read(fd, make([]byte, 8))
	}},
	"pipe": {timeline.Pipe, func(string) {
		r, _ := pipe()
		say(`pipe:\[\d+\]`)
		unix.Read(r, make([]byte, 1))
	}},
	"full pipe": {timeline.Pipe, func(string) {
		_, w := pipe()
		say(`write to pipe:\[\d+\]`)
		unix.Write(w, make([]byte, 1<<20))
	}},
	"named pipe": {timeline.Pipe, func(folder string) {
		path := filepath.Join(folder, "a fifo\n<b>\x1b[31m")
		check(unix.Mkfifo(path, 0o600))
		fd := must(unix.Open(path, unix.O_RDWR, 0))
		say("%s", regexp.QuoteMeta(path))
		unix.Read(fd, make([]byte, 1))
	}},
	"eventfd": {timeline.Pipe, func(string) {
		fd := must(unix.Eventfd(0, 0))
		say("eventfd")
		unix.Read(fd, make([]byte, 8))
	}},
	"inotify": {timeline.Pipe, func(string) {
		fd := must(unix.InotifyInit1(0))
		say("inotify")
		unix.Read(fd, make([]byte, 100))
	}},
	"terminal": {timeline.Pipe, func(string) {
		terminal := must(unix.Open("/dev/ptmx", unix.O_RDWR, 0))
		check(unix.IoctlSetPointerInt(terminal, unix.TIOCSPTLCK, 0))
		number := must(unix.IoctlGetInt(terminal, unix.TIOCGPTN))
		fd := must(unix.Open(fmt.Sprintf("/dev/pts/%d", number), unix.O_RDWR|unix.O_NOCTTY, 0))
		say("/dev/pts/%d", number)
		unix.Read(fd, make([]byte, 1))
	}},
	"signalfd": {timeline.Other, func(string) {
		var set unix.Sigset_t
		set.Val[0] = 1 << (unix.SIGUSR1 - 1)
		fd := must(unix.Signalfd(-1, &set, 0))
		say("signalfd")
		unix.Read(fd, make([]byte, 128))
	}},
	"pause": {timeline.Other, func(string) {
		say("signal")
		for {
			unix.Ppoll(nil, nil, nil)
		}
	}},
	"stopped": {timeline.Other, func(string) {
		say("stopped by a signal")
		unix.Kill(os.Getpid(), unix.SIGSTOP)
	}},
	"accept": {timeline.Network, func(string) {
		fd, port := listen(unix.AF_INET)
		say("accept on 127.0.0.1:%d", port)
		unix.Accept(fd)
	}},
	"TCP peer": {timeline.Network, func(string) {
		_, port := listen(unix.AF_INET)
		fd := must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0))
		check(unix.Connect(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: port}))
		say("127.0.0.1:%d", port)
		unix.Read(fd, make([]byte, 1))
	}},
	"TCP peer, IPv6": {timeline.Network, func(string) {
		_, port := listen(unix.AF_INET6)
		fd := must(unix.Socket(unix.AF_INET6, unix.SOCK_STREAM, 0))
		check(unix.Connect(fd, &unix.SockaddrInet6{Addr: [16]byte{15: 1}, Port: port}))
		say(`\[::1\]:%d`, port)
		unix.Recvfrom(fd, make([]byte, 1), 0)
	}},
	"full TCP": {timeline.Network, func(string) {
		_, port := listen(unix.AF_INET)
		fd := must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0))
		check(unix.Connect(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}, Port: port}))
		say("write to 127.0.0.1:%d", port)
		unix.Write(fd, make([]byte, 64<<20))
	}},
	"UDP": {timeline.Network, func(string) {
		fd := must(unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0))
		check(unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
		say("udp 127.0.0.1:%d", boundPort(fd))
		unix.Recvfrom(fd, make([]byte, 1), 0)
	}},
	"unix accept": {timeline.Network, func(folder string) {
		path := filepath.Join(folder, "s")
		fd := must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0))
		check(unix.Bind(fd, &unix.SockaddrUnix{Name: path}))
		check(unix.Listen(fd, 1))
		say("accept on unix %s", regexp.QuoteMeta(path))
		unix.Accept(fd)
	}},
	"unix peer": {timeline.Network, func(folder string) {
		path := filepath.Join(folder, "s")
		listener, client := must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)), must(unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0))
		check(unix.Bind(listener, &unix.SockaddrUnix{Name: path}))
		check(unix.Listen(listener, 1))
		check(unix.Connect(client, &unix.SockaddrUnix{Name: path}))
		_, _, err := unix.Accept(listener)
		check(err)
		say("unix %s", regexp.QuoteMeta(path))
		unix.Read(client, make([]byte, 1))
	}},
	"socket pair": {timeline.Network, func(string) {
		pair := must(unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0))
		say("unix socket")
		unix.Read(pair[0], make([]byte, 1))
	}},
	"epoll of TCP": {timeline.Network, func(string) {
		fd, port := listen(unix.AF_INET)
		say("epoll: 127.0.0.1:%d", port)
		epollWait(fd)
	}},
	"epoll of pipes": {timeline.Pipe, func(string) {
		a, b := pipe()
		c, d := pipe()
		say(`epoll: pipe:\[\d+\], pipe:\[\d+\], pipe:\[\d+\] and 1 more`)
		epollWait(a, b, c, d)
	}},
	"poll of a pipe and a socket": {timeline.Network, func(string) {
		fd, port := listen(unix.AF_INET)
		r, _ := pipe()
		say(`poll: pipe:\[\d+\], 127.0.0.1:%d`, port)
		unix.Poll([]unix.PollFd{{Fd: int32(r), Events: unix.POLLIN}, {Fd: -1}, {Fd: int32(fd), Events: unix.POLLIN}}, -1)
	}},
	"select of a pipe": {timeline.Pipe, func(string) {
		r, _ := pipe()
		var set unix.FdSet
		check(unix.Dup2(r, 100))
		set.Set(100)
		say(`select: pipe:\[\d+\]`)
		unix.Select(101, &set, nil, nil, nil)
	}},
	"wait4": {timeline.Child, func(string) {
		pid := startSleeper()
		say("process %d", pid)
		unix.Wait4(pid, nil, 0, nil)
	}},
	"waitid": {timeline.Child, func(string) {
		startSleeper()
		say("any child")
		unix.Waitid(unix.P_ALL, 0, nil, unix.WEXITED, nil)
	}},
	"pidfd": {timeline.Child, func(string) {
		pid := startSleeper()
		fd := must(unix.PidfdOpen(pid, 0))
		say("poll: process %d", pid)
		unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1)
	}},
	"flock": {timeline.Lock, func(folder string) {
		path := filepath.Join(folder, "lock")
		a, b := must(unix.Open(path, unix.O_CREAT|unix.O_RDWR, 0o600)), must(unix.Open(path, unix.O_RDWR, 0))
		check(unix.Flock(a, unix.LOCK_EX))
		say("lock of %s", regexp.QuoteMeta(path))
		unix.Flock(b, unix.LOCK_EX)
	}},
	"fcntl lock": {timeline.Lock, func(folder string) {
		path := filepath.Join(folder, "lock")
		a, b := must(unix.Open(path, unix.O_CREAT|unix.O_RDWR, 0o600)), must(unix.Open(path, unix.O_RDWR, 0))
		check(unix.FcntlFlock(uintptr(a), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK}))
		say("lock of %s", regexp.QuoteMeta(path))
		unix.FcntlFlock(uintptr(b), unix.F_OFD_SETLKW, &unix.Flock_t{Type: unix.F_WRLCK})
	}},
	"private futex": {timeline.Lock, func(string) {
		say("futex")
		futexWait(new(uint32), futexPrivate, 0)
	}},
	"shared futex": {timeline.Lock, func(folder string) {
		path := filepath.Join(folder, "shared")
		say("shared futex in %s", regexp.QuoteMeta(path))
		futexWait(mapShared(path), 0, 0)
	}},
	"shared semaphore": {timeline.Lock, func(string) {
		path := fmt.Sprintf("/dev/shm/sem.ctrace-test-%d", os.Getpid())
		word := mapShared(path)
		check(unix.Unlink(path))
		say("shared semaphore")
		futexWait(word, 0, 0)
	}},
	"join": {timeline.Join, func(string) {
		thread := make(chan int)
		go func() {
			runtime.LockOSThread()
			thread <- unix.Gettid()
			unix.Ppoll(nil, nil, nil)
		}()
		id := <-thread
		say("thread %d", id)
		word := uint32(id)
		futexWait(&word, 0, word)
	}},
	"open of a named pipe": {timeline.Pipe, func(folder string) {
		path := filepath.Join(folder, "fifo")
		check(unix.Mkfifo(path, 0o600))
		say("%s", regexp.QuoteMeta(path))
		unix.Open(path, unix.O_RDONLY, 0)
	}},
}

// say prints the pattern of the text, on one line.
func say(format string, args ...any) { fmt.Printf("%q\n", fmt.Sprintf(format, args...)) }

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func pipe() (r, w int) {
	var fds [2]int
	check(unix.Pipe(fds[:]))
	return fds[0], fds[1]
}

func listen(family int) (fd, port int) {
	fd = must(unix.Socket(family, unix.SOCK_STREAM, 0))
	if family == unix.AF_INET {
		check(unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	} else {
		check(unix.Bind(fd, &unix.SockaddrInet6{Addr: [16]byte{15: 1}}))
	}
	check(unix.Listen(fd, 1))
	return fd, boundPort(fd)
}

func boundPort(fd int) int {
	switch address := must(unix.Getsockname(fd)).(type) {
	case *unix.SockaddrInet4:
		return address.Port
	case *unix.SockaddrInet6:
		return address.Port
	}
	panic("no port")
}

func epollWait(fds ...int) {
	epoll := must(unix.EpollCreate1(0))
	for _, fd := range fds {
		check(unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLPRI}))
	}
	unix.EpollWait(epoll, make([]unix.EpollEvent, 1), -1)
}

func startSleeper() int {
	cmd := program("wait", "nanosleep", "")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check(cmd.Start())
	return cmd.Process.Pid
}

func futexWait(word *uint32, flags uintptr, value uint32) {
	const wait = 0
	unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), wait|flags, uintptr(value), 0, 0, 0)
}

func futexWake(word *uint32) {
	const wake = 1
	unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), wake|futexPrivate, 1, 0, 0, 0)
}

func mapShared(path string) *uint32 {
	fd := must(unix.Open(path, unix.O_CREAT|unix.O_RDWR, 0o600))
	check(unix.Ftruncate(fd, 4))
	return (*uint32)(unsafe.Pointer(&must(unix.Mmap(fd, 0, 4, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED))[0]))
}
