//go:build !linux || portable

package asyncio

import (
	"context"
	"net"
	"net/netip"
	"time"

	"ctrace/tracer/timeline"
)

// socket is a TCP socket whose operations run on goroutines of their own, one
// at a time in each direction. Its methods belong to the loop's thread.
type socket struct {
	loop     *loop
	conn     net.Conn     // of a connection, or nil
	listener net.Listener // of a listening socket, or nil
	closed   bool
}

func (l *loop) newSocket(s *socket) *socket {
	s.loop = l
	l.sockets[s] = struct{}{}
	return s
}

// dial connects to addr.
func (l *loop) dial(ctx context.Context, addr netip.AddrPort) (*socket, error) {
	dialCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	conn, err := operate(ctx, "connect "+addr.String(), cancel, func() (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(dialCtx, "tcp", addr.String())
	})
	if err != nil {
		return nil, discard(conn, err)
	}
	return l.newSocket(&socket{conn: conn}), nil
}

// listen accepts connections at addr.
func (l *loop) listen(addr netip.AddrPort) (*socket, error) {
	listener, err := net.Listen("tcp", addr.String())
	if err != nil {
		return nil, err
	}
	return l.newSocket(&socket{listener: listener}), nil
}

// address returns the address that the socket has on this machine.
func (s *socket) address() (netip.AddrPort, error) {
	return netip.ParseAddrPort(s.listener.Addr().String())
}

// accept waits for the next connection.
func (s *socket) accept(ctx context.Context) (*socket, error) {
	conn, err := operate(ctx, "accept", func() { s.close() }, s.listener.Accept)
	if err != nil {
		return nil, discard(conn, err)
	}
	return s.loop.newSocket(&socket{conn: conn}), nil
}

// discard closes a connection that came although nobody waits for it any more,
// and returns err.
func discard(conn net.Conn, err error) error {
	if conn != nil {
		conn.Close()
	}
	return err
}

// read waits for data and reads some of it into p. It returns io.EOF once the
// other end has closed.
func (s *socket) read(ctx context.Context, p []byte) (int, error) {
	interrupt := func() { s.conn.SetReadDeadline(time.Now()) }
	defer s.conn.SetReadDeadline(time.Time{})
	return operate(ctx, "read", interrupt, func() (int, error) { return s.conn.Read(p) })
}

// write writes all of p, waiting where the socket is full.
func (s *socket) write(ctx context.Context, p []byte) error {
	interrupt := func() { s.conn.SetWriteDeadline(time.Now()) }
	defer s.conn.SetWriteDeadline(time.Time{})
	_, err := operate(ctx, "write", interrupt, func() (int, error) { return s.conn.Write(p) })
	return err
}

// closeWrite ends the data that the other end reads.
func (s *socket) closeWrite() error {
	tcp, ok := s.conn.(*net.TCPConn)
	if !ok {
		return net.ErrClosed
	}
	return tcp.CloseWrite()
}

// close closes the socket; operations that are under way fail.
func (s *socket) close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	delete(s.loop.sockets, s)
	if s.listener != nil {
		return s.listener.Close()
	}
	return s.conn.Close()
}

// operate runs a blocking call on a goroutine and suspends the calling
// coroutine until it returns. If the coroutine is cancelled, interrupt makes
// the call return early; what it returns is still waited for, since the call
// may use the coroutine's memory until then.
func operate[T any](ctx context.Context, name string, interrupt func(), call func() (T, error)) (T, error) {
	t := current(ctx)
	var value T
	p := &promise{loop: t.loop, name: name}
	interrupted := false
	p.onCancel = func() bool {
		interrupted = true
		interrupt()
		return true
	}
	t.loop.selector.operations++
	go func() {
		v, err := call()
		t.loop.mail.post(func() {
			t.loop.selector.operations--
			value = v
			if interrupted {
				err = ErrCancelled
			}
			p.settle(err)
		})
	}()
	err := t.await(ctx, p, timeline.Network, name)
	return value, err
}
