package kernel

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// unixPeers asks the kernel for the other ends of Unix domain sockets, which no
// table in /proc tells. It knows those of the recorder's own network namespace.
type unixPeers struct {
	fd     int
	opened bool
}

// The request of sock_diag(7) for one Unix domain socket, and its answer.
const (
	diagHeader  = unix.SizeofNlMsghdr
	diagRequest = diagHeader + 24 // with a unix_diag_req
	diagAnswer  = diagHeader + 16 // with a unix_diag_msg, before the attributes

	diagInode  = diagHeader + 8
	diagShow   = diagHeader + 12
	diagCookie = diagHeader + 16

	showPeer      = 4 // UDIAG_SHOW_PEER
	attributePeer = 2 // UNIX_DIAG_PEER
)

// peer returns the inode of the socket at the other end of one, 0 if it is
// unknown.
func (p *unixPeers) peer(inode uint64) uint64 {
	if !p.opened {
		p.opened = true
		fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
		if err != nil {
			fd = -1
		}
		p.fd = fd
	}
	if p.fd < 0 || inode > 1<<32-1 {
		return 0
	}
	started := monotonic()
	if unix.Sendto(p.fd, peerRequest(uint32(inode)), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}) != nil {
		return 0
	}
	answer := make([]byte, 512)
	n, _, err := unix.Recvfrom(p.fd, answer, unix.MSG_DONTWAIT) // The kernel has answered within the call.
	if err != nil {
		return 0
	}
	if monotonic()-started > longWait { // It looks for a module that it does not have, each time.
		p.close()
		p.fd = -1
	}
	return parsePeer(answer[:n])
}

func peerRequest(inode uint32) []byte {
	request := make([]byte, diagRequest)
	binary.NativeEndian.PutUint32(request[0:], diagRequest)
	binary.NativeEndian.PutUint16(request[4:], unix.SOCK_DIAG_BY_FAMILY)
	binary.NativeEndian.PutUint16(request[6:], unix.NLM_F_REQUEST)
	request[diagHeader] = unix.AF_UNIX
	binary.NativeEndian.PutUint32(request[diagInode:], inode)
	binary.NativeEndian.PutUint32(request[diagShow:], showPeer)
	binary.NativeEndian.PutUint64(request[diagCookie:], 1<<64-1) // whatever its cookie
	return request
}

// parsePeer looks for the peer among the attributes of an answer.
func parsePeer(answer []byte) uint64 {
	if len(answer) < diagAnswer || binary.NativeEndian.Uint16(answer[4:]) != unix.SOCK_DIAG_BY_FAMILY {
		return 0
	}
	const header, align = 4, 4
	for rest := answer[diagAnswer:]; len(rest) >= header; {
		size := int(binary.NativeEndian.Uint16(rest))
		if size < header || size > len(rest) {
			return 0
		}
		if binary.NativeEndian.Uint16(rest[2:]) == attributePeer && size == header+4 {
			return uint64(binary.NativeEndian.Uint32(rest[header:]))
		}
		rest = rest[min((size+align-1)/align*align, len(rest)):]
	}
	return 0
}

func (p *unixPeers) close() {
	if p.opened && p.fd >= 0 {
		unix.Close(p.fd)
	}
}
