package kernel

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestParseSyscall(t *testing.T) {
	for line, want := range map[string]systemCall{
		"running\n":                {running: true},
		"-1 0x7ffd1000 0x401000\n": {number: -1, sp: 0x7ffd1000, pc: 0x401000},
		"0 0x3 0x7f0 0x20000 0x1 0xffffffffffffffff 0x0 0x7ffde3f6c0c8 0x7f219571b2ad\n": {
			number: 0, args: [6]uint64{3, 0x7f0, 0x20000, 1, 1<<64 - 1, 0}, sp: 0x7ffde3f6c0c8, pc: 0x7f219571b2ad,
		},
	} {
		if got, err := parseSyscall([]byte(line)); err != nil || got != want {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
	for _, line := range []string{
		"", "\n", "run", "x 0x1", "-2 0x1 0x2", "-1", "-1 0x1", "-1 1 2", "-1 0x1 0x2 0x3",
		"0 0x1 0x2 0x3 0x4 0x5 0x6 0x7", "0 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0xg",
		"0 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8 0x9", "99999999999999999999 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8",
	} {
		if got, err := parseSyscall([]byte(line)); err == nil {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestParseSchedstat(t *testing.T) {
	if got, err := parseSchedstat([]byte("446799 6343 2\n")); err != nil || got != (schedstat{446799, 6343, 2}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, line := range []string{"", "1 2", "1 2 3 4", "1 2 -3", "a b c", "1 2 99999999999999999999"} {
		if got, err := parseSchedstat([]byte(line)); err == nil {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

// statLine is a line of stat with a name, of a thread that sleeps on CPU 3.
func statLine(name string) string {
	fields := make([]string, 52)
	for i := range fields {
		fields[i] = "0"
	}
	fields[0], fields[1], fields[statState-1] = "12", "("+name+")", "S"
	fields[statCode-1], fields[statStack-1], fields[statCPU-1] = "4194304", "140727", "3"
	return strings.Join(fields, " ") + "\n"
}

func TestParseStat(t *testing.T) {
	for _, name := range []string{"sh", "", "a b) R (c", ")", "(", "a\nb", "\x1b[31m\xff"} {
		want := taskStat{name: name, state: 'S', loaded: true, stack: 140727, cpu: 3}
		if got, err := parseStat([]byte(statLine(name))); err != nil || got != want {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
	for _, line := range []string{"", "12 sh S", "12 )sh( S", "12 (sh) S 1 2", strings.Replace(statLine("sh"), " 3 ", " x ", 1)} {
		if got, err := parseStat([]byte(line)); err == nil {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestParseMaps(t *testing.T) {
	const maps = `00400000-0041f000 r--p 00000000 fe:00 1234                               /usr/bin/python3.11
not a mapping
00acb000-00c5b000 rw-p 00000000 00:00 0                                  [heap]
7f0000000000-7f0000001000 rw-s 00002000 00:1a 77                         /dev/shm/sem.a b\012c (deleted)
7f0000002000-7f0000003000 r-xp 00000000 00:00 0
7f0000005000-7f0000004000 r-xp 00000000 00:00 0 `
	got := parseMaps(strings.NewReader(maps))
	want := []mapping{
		{start: 0x400000, end: 0x41f000, inode: 1234, file: "/usr/bin/python3.11"},
		{start: 0xacb000, end: 0xc5b000, file: "[heap]"},
		{start: 0x7f0000000000, end: 0x7f0000001000, offset: 0x2000, inode: 77, file: `/dev/shm/sem.a b\012c (deleted)`},
	}
	if len(got) > 3 {
		got = append(got[:3:3], got[4:]...)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	space := addressSpace{mappings: got}
	for address, file := range map[uint64]string{
		0x3fffff: "", 0x400000: "/usr/bin/python3.11", 0x41efff: "/usr/bin/python3.11", 0x41f000: "",
		0xacb010: "[heap]", 0x7f0000000fff: `/dev/shm/sem.a b\012c (deleted)`, 1<<64 - 1: "",
	} {
		if m := space.find(address); m.file != file {
			t.Errorf("at %x is %q, want %q", address, m.file, file)
		}
	}
}

// addressWords writes an address as the kernel does, in words of the machine's order.
func addressWords(address ...byte) string {
	var text strings.Builder
	for i := 0; i < len(address); i += 4 {
		fmt.Fprintf(&text, "%08X", binary.NativeEndian.Uint32(address[i:]))
	}
	return text.String()
}

func TestParseSockets(t *testing.T) {
	local, nobody := addressWords(127, 0, 0, 1), addressWords(0, 0, 0, 0)
	rest := " 01 00000000:00000000 00:00000000 00000000     0        0 "
	mapped := addressWords(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 1, 2, 3)
	six := addressWords(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
	for line, want := range map[string]string{
		"   0: " + local + ":1F90 " + nobody + ":0000" + rest + "77 1 0":                                   "127.0.0.1:8080",
		"   1: " + local + ":1F90 " + local + ":0050" + rest + "77 1 0":                                    "127.0.0.1:80",
		"   2: " + mapped + ":1F90 " + mapped + ":0050" + rest + "77 1 0":                                  "10.1.2.3:80",
		"   3: " + six + ":1F90 " + six + ":0050" + rest + "77":                                            "[2001:db8::1]:80",
		"   4: " + local + ":1F90 " + local + ":0050" + rest + "0 1 0":                                     "",
		"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode": "",
		"   5: 12:1F90 " + local + ":0050" + rest + "77 1 0":                                               "",
		"": "",
	} {
		inode, name, ok := parseTCP([]byte(line))
		if ok != (want != "") || name != want || ok && inode != 77 {
			t.Errorf("%q: %d, %q, %v", line, inode, name, ok)
		}
	}
	for line, want := range map[string]string{
		"0000000065913bef: 00000003 00000000 00000000 0001 03  1058":                    "unix socket",
		"0000000065913bef: 00000003 00000000 00010000 0001 01  1058 /run/a b\x1b[31m":   "unix /run/a b\x1b[31m",
		"0000000065913bef: 00000003 00000000 00010000 0001 01  1058 @/tmp/.X11-unix/X0": "unix @/tmp/.X11-unix/X0",
		"Num       RefCount Protocol Flags    Type St Inode Path":                       "",
		"0000000065913bef: 00000003":                                                    "",
	} {
		inode, name, ok := parseUnix([]byte(line))
		if ok != (want != "") || name != want || ok && inode != 1058 {
			t.Errorf("%q: %d, %q, %v", line, inode, name, ok)
		}
	}
}

func TestParsePeer(t *testing.T) {
	answer := func(attributes ...byte) []byte {
		head := make([]byte, diagAnswer)
		binary.NativeEndian.PutUint16(head[4:], unix.SOCK_DIAG_BY_FAMILY)
		return append(head, attributes...)
	}
	attribute := func(kind uint16, value uint32) []byte {
		a := binary.NativeEndian.AppendUint16(nil, 8)
		a = binary.NativeEndian.AppendUint16(a, kind)
		return binary.NativeEndian.AppendUint32(a, value)
	}
	odd := append(binary.NativeEndian.AppendUint16(nil, 5), 0, 0, 'x', 0, 0, 0) // with its padding
	for name, test := range map[string]struct {
		answer []byte
		peer   uint64
	}{
		"its peer":           {answer(attribute(attributePeer, 99)...), 99},
		"after another":      {answer(append(odd, attribute(attributePeer, 99)...)...), 99},
		"no peer":            {answer(attribute(0, 99)...), 0},
		"an error":           {make([]byte, diagAnswer), 0},
		"nothing":            {nil, 0},
		"a cut attribute":    {answer(attribute(attributePeer, 99)[:6]...), 0},
		"an endless one":     {answer(0, 0, 0, 0), 0},
		"less than a header": {answer(1), 0},
	} {
		if got := parsePeer(test.answer); got != test.peer {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func TestParseEpoll(t *testing.T) {
	var info strings.Builder
	info.WriteString("pos:\t0\nflags:\t02\n")
	for fd := range 10 {
		fmt.Fprintf(&info, "tfd: %8d events: %8x data: %16x  pos:0 ino:3f sdev:8\n", fd, 0x19, fd)
	}
	info.WriteString("tfd: -5 events\ntfd: x\ntfd:")
	want := watchList{fds: []int32{0, 1, 2, 3, 4, 5, 6, 7}, total: 10}
	if got := parseEpoll([]byte(info.String())); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestStatusNumber(t *testing.T) {
	status := []byte("Name:\ta\nUmask:\t0022\nTgid:\t12\nPPid:\t 7 \nTracerPid:\tx\n")
	for name, want := range map[string]int{"\nTgid:": 12, "\nPPid:": 7, "\nTracerPid:": 0, "\nNone:": 0} {
		if got := statusNumber(status, name); got != want {
			t.Errorf("%q is %d, want %d", name, got, want)
		}
	}
}
