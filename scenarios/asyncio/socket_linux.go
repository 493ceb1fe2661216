//go:build !portable

package asyncio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"

	"golang.org/x/sys/unix"

	"ctrace/tracer/timeline"
)

// socket is a non-blocking TCP socket. Its methods belong to the loop's thread.
type socket struct {
	loop *loop
	fd   int // −1 once it is closed
}

func (l *loop) newSocket(fd int) *socket {
	s := &socket{l, fd}
	l.sockets[s] = struct{}{}
	return s
}

func (l *loop) openSocket(addr netip.AddrPort) (*socket, error) {
	family := unix.AF_INET6
	if addr.Addr().Is4() {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	return l.newSocket(fd), nil
}

// dial connects to addr.
func (l *loop) dial(ctx context.Context, addr netip.AddrPort) (*socket, error) {
	s, err := l.openSocket(addr)
	if err != nil {
		return nil, err
	}
	if err := s.connect(ctx, addr); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *socket) connect(ctx context.Context, addr netip.AddrPort) error {
	err := unix.Connect(s.fd, sockaddr(addr))
	if err != unix.EINPROGRESS {
		return os.NewSyscallError("connect", err)
	}
	if err := s.wait(ctx, writable, "connect "+addr.String()); err != nil {
		return err
	}
	code, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	return os.NewSyscallError("connect", err)
}

// listen accepts connections at addr.
func (l *loop) listen(addr netip.AddrPort) (*socket, error) {
	s, err := l.openSocket(addr)
	if err != nil {
		return nil, err
	}
	err = unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err == nil {
		err = unix.Bind(s.fd, sockaddr(addr))
	}
	if err == nil {
		err = unix.Listen(s.fd, unix.SOMAXCONN)
	}
	if err != nil {
		s.close()
		return nil, os.NewSyscallError("listen", err)
	}
	return s, nil
}

// address returns the address that the socket has on this machine.
func (s *socket) address() (netip.AddrPort, error) {
	name, err := unix.Getsockname(s.fd)
	if err != nil {
		return netip.AddrPort{}, os.NewSyscallError("getsockname", err)
	}
	switch a := name.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), nil
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr), uint16(a.Port)), nil
	}
	return netip.AddrPort{}, fmt.Errorf("asyncio: a socket of the kind %T", name)
}

// accept waits for the next connection.
func (s *socket) accept(ctx context.Context) (*socket, error) {
	fd, err := s.retry(ctx, readable, "accept", func() (int, error) {
		fd, _, err := unix.Accept4(s.fd, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.ECONNABORTED {
			err = unix.EAGAIN // it hung up before its turn: wait for the next
		}
		return fd, err
	})
	if err != nil {
		return nil, err
	}
	return s.loop.newSocket(fd), nil
}

// read waits for data and reads some of it into p. It returns io.EOF once the
// other end has closed.
func (s *socket) read(ctx context.Context, p []byte) (int, error) {
	n, err := s.retry(ctx, readable, "read", func() (int, error) { return unix.Read(s.fd, p) })
	if n == 0 && err == nil && len(p) > 0 {
		return 0, io.EOF
	}
	return n, err
}

// write writes all of p, waiting where the socket is full.
func (s *socket) write(ctx context.Context, p []byte) error {
	for len(p) > 0 {
		n, err := s.retry(ctx, writable, "write", func() (int, error) { return unix.Write(s.fd, p) })
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// closeWrite ends the data that the other end reads.
func (s *socket) closeWrite() error {
	if s.fd < 0 {
		return net.ErrClosed
	}
	return os.NewSyscallError("shutdown", unix.Shutdown(s.fd, unix.SHUT_WR))
}

// retry makes a system call, again whenever the socket has become ready, until
// it does not have to block.
func (s *socket) retry(ctx context.Context, d direction, name string, call func() (int, error)) (int, error) {
	for s.fd >= 0 {
		n, err := call()
		switch {
		case err == nil:
			return n, nil
		case err == unix.EINTR:
			continue
		case err != unix.EAGAIN:
			return 0, os.NewSyscallError(name, err)
		}
		if err := s.wait(ctx, d, name); err != nil {
			return 0, err
		}
	}
	return 0, net.ErrClosed
}

// wait suspends the calling coroutine until the socket is ready.
func (s *socket) wait(ctx context.Context, d direction, detail string) error {
	t := current(ctx)
	if s.loop.selector.waiting(s.fd, d) != nil {
		return errors.New("asyncio: another coroutine waits for the same end of the socket")
	}
	p := &promise{loop: s.loop, name: detail}
	if err := s.loop.selector.add(s.fd, d, p); err != nil {
		return os.NewSyscallError("epoll_ctl", err)
	}
	defer s.loop.selector.remove(s.fd, d, p)
	return t.await(ctx, p, timeline.Network, detail)
}

// close closes the socket. Who waits for it gets net.ErrClosed.
func (s *socket) close() error {
	if s.fd < 0 {
		return nil
	}
	for d := range numDirections {
		if p := s.loop.selector.waiting(s.fd, d); p != nil {
			s.loop.selector.remove(s.fd, d, p)
			p.settle(net.ErrClosed)
		}
	}
	delete(s.loop.sockets, s)
	fd := s.fd
	s.fd = -1
	return os.NewSyscallError("close", unix.Close(fd))
}

func sockaddr(addr netip.AddrPort) unix.Sockaddr {
	if addr.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(addr.Port()), Addr: addr.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(addr.Port()), Addr: addr.Addr().As16()}
}
