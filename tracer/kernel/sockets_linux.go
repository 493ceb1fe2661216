package kernel

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// socketTable knows sockets by their inodes, which the kernel never gives to two
// sockets at a time, whatever their namespaces.
type socketTable struct {
	names map[uint64]string
	peers unixPeers
	pause pause
}

const (
	// maxSockets bounds what is remembered. Beyond it, all is read anew.
	maxSockets = 1 << 14
	// maxTable bounds how much of a table is read, in bytes.
	maxTable = 4 << 20
)

// pause lets something costly be done again only after 25 times as long as it
// took: that costs 4 % of the time at most.
type pause struct{ until int64 }

func (p *pause) over(now int64) bool { return now >= p.until }

func (p *pause) begin(started, ended int64) {
	p.until = ended + 25*(ended-started)
}

// socketFormats are the tables in /proc/PID/net, with how their lines are parsed.
// Those of TCP come last: reading one takes a millisecond even if it is empty.
var socketFormats = []struct {
	file  string
	parse func(line []byte) (inode uint64, name string, ok bool)
}{
	{"unix", parseUnix}, {"udp", parseUDP}, {"udp6", parseUDP}, {"tcp", parseTCP}, {"tcp6", parseTCP},
}

// socket names the socket with an inode in brackets: a connected one by its peer,
// another by its own address.
func (q *inquiry) socket(inBrackets string) string {
	inode, err := strconv.ParseUint(strings.Trim(inBrackets, "[]"), 10, 64)
	if err != nil {
		return "socket"
	}
	name, known := q.sockets.name(inode)
	if started := monotonic(); !known && q.sockets.pause.over(started) {
		q.sockets.read(q.task.pid, inode)
		q.sockets.pause.begin(started, monotonic())
		name, known = q.sockets.name(inode)
	}
	if !known {
		q.again = q.sockets.pause.until
		return fmt.Sprintf("socket:[%d]", inode)
	}
	return name
}

// unnamed is what a Unix domain socket is called that has no address.
const unnamed = "unix socket"

// name names a socket of the table. A Unix domain socket without an address is
// called by that of its peer: the client's by the server's.
func (t *socketTable) name(inode uint64) (name string, known bool) {
	name, known = t.names[inode]
	if name != unnamed {
		return name, known
	}
	if peer, ok := t.names[t.peers.peer(inode)]; ok && peer != unnamed {
		name = peer
		t.names[inode] = peer
	}
	return name, true
}

// read reads the tables of the network namespace of a process until it finds a
// socket.
func (t *socketTable) read(pid int, inode uint64) {
	if t.names == nil || len(t.names) > maxSockets {
		t.names = map[uint64]string{}
	}
	for _, format := range socketFormats {
		file, err := os.Open(fmt.Sprintf("/proc/%d/net/%s", pid, format.file))
		if err != nil {
			continue
		}
		lines := bufio.NewScanner(io.LimitReader(file, maxTable))
		for lines.Scan() {
			if inode, name, ok := format.parse(lines.Bytes()); ok {
				t.names[inode] = name
			}
		}
		file.Close()
		if t.names[inode] != "" {
			return
		}
	}
}

// inetFields are those of a line of tcp, tcp6, udp and udp6.
const (
	inetLocal  = 1
	inetRemote = 2
	inetInode  = 9
	numInet    = 10
)

func parseTCP(line []byte) (uint64, string, bool) { return parseInet(line, "") }

func parseUDP(line []byte) (uint64, string, bool) { return parseInet(line, "udp ") }

// parseInet parses "N: LOCAL REMOTE STATE QUEUES TIMER RETRANSMITS UID TIMEOUT INODE …".
func parseInet(line []byte, prefix string) (inode uint64, name string, ok bool) {
	fields := bytes.Fields(line)
	if len(fields) < numInet {
		return 0, "", false
	}
	inode, err := strconv.ParseUint(string(fields[inetInode]), 10, 64)
	local, ok := parseAddress(fields[inetLocal])
	remote, ok2 := parseAddress(fields[inetRemote])
	if err != nil || inode == 0 || !ok || !ok2 {
		return 0, "", false // Inode 0 is a connection that no program holds any more.
	}
	if remote.Port() == 0 {
		remote = local
	}
	return inode, prefix + remote.String(), true
}

// parseAddress parses "0100007F:1F90": words in the byte order of the machine.
func parseAddress(text []byte) (netip.AddrPort, bool) {
	host, port, _ := bytes.Cut(text, []byte(":"))
	number, err := strconv.ParseUint(string(port), 16, 16)
	address, err2 := hex.AppendDecode(nil, host)
	if err != nil || err2 != nil {
		return netip.AddrPort{}, false
	}
	for i := 0; i+4 <= len(address); i += 4 {
		binary.NativeEndian.PutUint32(address[i:], binary.BigEndian.Uint32(address[i:]))
	}
	ip, ok := netip.AddrFromSlice(address)
	return netip.AddrPortFrom(ip.Unmap(), uint16(number)), ok
}

// parseUnix parses "NUMBER: REFERENCES PROTOCOL FLAGS TYPE STATE INODE PATH". The
// path may be missing, and hold blanks.
func parseUnix(line []byte) (inode uint64, name string, ok bool) {
	const before = 6 // the inode
	rest := line
	for range before {
		_, after, found := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
		if !found {
			return 0, "", false
		}
		rest = after
	}
	number, path, _ := bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
	inode, err := strconv.ParseUint(string(number), 10, 64)
	switch {
	case err != nil:
		return 0, "", false
	case len(path) == 0:
		return inode, unnamed, true
	default:
		return inode, "unix " + string(path), true
	}
}
