package kernel

import (
	"encoding/binary"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// stubName is the stub's argument 0. The other one is the number of the file
// from which it reads its order; the report's is the next.
const stubName = "ctrace: waiting for the recorder"

func stubArgs(file int) []string { return []string{stubName, strconv.Itoa(file)} }

// The sizes of the messages, and the exit status, which nobody sees.
const (
	readySize   = 1 // from the stub: it has its order
	releaseSize = 1 // to the stub
	reportSize  = 4 // from the stub: an errno
	stubFailure = 127
)

// StubMain does not return in a process that [Launch] started: it executes the
// program when it is told to. It must be called in an init function, where a
// program is still on its first thread: executed from another one, the program
// would not be followed.
func StubMain() {
	if len(os.Args) != 2 || os.Args[0] != stubName {
		return
	}
	file, err := strconv.Atoi(os.Args[1])
	if err != nil {
		return
	}
	gate, report := file, file+1
	unix.CloseOnExec(gate)
	unix.CloseOnExec(report)
	orders := os.NewFile(uintptr(gate), "gate")
	o, err := receiveOrder(orders)
	if err != nil {
		os.Exit(stubFailure)
	}
	unix.Write(report, make([]byte, readySize))
	if _, err := io.ReadFull(orders, make([]byte, releaseSize)); err != nil {
		os.Exit(stubFailure) // it is abandoned, or nobody is left
	}
	unix.Write(report, binary.NativeEndian.AppendUint32(nil, uint32(o.execute())))
	os.Exit(stubFailure)
}

// order is what a stub executes.
type order struct {
	path      string
	args, env []string
	ignored   signals
}

// encode returns the order's size and the order, its strings each with a NUL
// behind.
func (o order) encode() []byte {
	var text strings.Builder
	head := []string{strconv.FormatUint(uint64(o.ignored), 16), strconv.Itoa(len(o.args)), o.path}
	for _, list := range [][]string{head, o.args, o.env} {
		for _, s := range list {
			text.WriteString(s)
			text.WriteByte(0)
		}
	}
	message := binary.NativeEndian.AppendUint32(nil, uint32(text.Len()))
	return append(message, text.String()...)
}

// receiveOrder reads an order as encode writes it.
func receiveOrder(r io.Reader) (order, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return order{}, err
	}
	text := make([]byte, binary.NativeEndian.Uint32(size[:]))
	if _, err := io.ReadFull(r, text); err != nil {
		return order{}, err
	}
	return decodeOrder(string(text))
}

func decodeOrder(text string) (order, error) {
	list := strings.Split(strings.TrimSuffix(text, "\x00"), "\x00")
	if len(list) < 3 {
		return order{}, io.ErrUnexpectedEOF
	}
	ignored, err := strconv.ParseUint(list[0], 16, 64)
	if err != nil {
		return order{}, err
	}
	args, err := strconv.Atoi(list[1])
	if err != nil {
		return order{}, err
	}
	path, list := list[2], list[3:]
	if args < 0 || args > len(list) {
		return order{}, io.ErrUnexpectedEOF
	}
	return order{path: path, args: list[:args], env: list[args:], ignored: signals(ignored)}, nil
}

// execute returns only why it could not.
func (o order) execute() syscall.Errno {
	o.ignored.ignore()
	err := syscall.Exec(o.path, o.args, o.env)
	if errno, ok := err.(syscall.Errno); ok {
		return errno
	}
	return syscall.EINVAL
}

// signals is a set of signals: bit n-1 is signal n.
type signals uint64

// ignoredSignals returns the signals that this process ignores, which a process
// that it starts ignores, too.
func ignoredSignals() signals {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "\nSigIgn:\t")
	mask, _, _ := strings.Cut(rest, "\n")
	ignored, err := strconv.ParseUint(mask, 16, 64)
	if err != nil {
		return 0
	}
	return signals(ignored)
}

// ignore makes this process ignore them, and whatever it executes: Go handles
// some of them from its start on.
func (s signals) ignore() {
	for n := range 64 {
		if s>>n&1 == 1 {
			signal.Ignore(syscall.Signal(n + 1))
		}
	}
}
