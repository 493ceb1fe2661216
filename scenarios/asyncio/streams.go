package asyncio

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"

	"ctrace/tracer/lang"
)

// OpenConnection connects to a TCP address, "127.0.0.1:8080", and returns both
// directions of the connection. Closing the writer closes it.
func OpenConnection(ctx context.Context, address string) (*StreamReader, *StreamWriter, error) {
	addr, err := resolve(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	s, err := current(ctx).loop.dial(ctx, addr)
	if err != nil {
		return nil, nil, lang.Errorf("asyncio: connecting to %s: %w", address, err)
	}
	r, w := streams(s)
	return r, w, nil
}

// resolve returns the address that a text stands for. The system is asked for
// a name's on another thread, since it may block.
func resolve(ctx context.Context, address string) (netip.AddrPort, error) {
	if addr, err := netip.ParseAddrPort(address); err == nil {
		return addr, nil
	}
	return ToThread(ctx, "resolve "+address, func(context.Context) (netip.AddrPort, error) {
		tcp, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			return netip.AddrPort{}, lang.Errorf("asyncio: address %q: %w", address, err)
		}
		addr := tcp.AddrPort()
		return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port()), nil
	})
}

func streams(s *socket) (*StreamReader, *StreamWriter) {
	return &StreamReader{socket: s}, &StreamWriter{socket: s}
}

// StreamReader reads from a connection.
type StreamReader struct {
	socket   *socket
	buffered []byte // what was read beyond the end of a line
}

// chunk is how many bytes are asked of a connection at once.
const chunk = 16 << 10

// Read waits for data and reads some of it into p. It returns io.EOF once the
// other end has closed.
func (r *StreamReader) Read(ctx context.Context, p []byte) (int, error) {
	if len(r.buffered) > 0 {
		n := copy(p, r.buffered)
		r.buffered = r.buffered[n:]
		return n, nil
	}
	return r.socket.read(ctx, p)
}

// ReadLine reads up to the end of a line, and returns it with its \n. If the
// connection ends before, it returns what came, with io.ErrUnexpectedEOF, or
// nothing with io.EOF.
func (r *StreamReader) ReadLine(ctx context.Context) (string, error) {
	for searched := 0; ; {
		if i := bytes.IndexByte(r.buffered[searched:], '\n'); i >= 0 {
			end := searched + i + 1
			line := string(r.buffered[:end])
			r.buffered = r.buffered[end:]
			return line, nil
		}
		searched = len(r.buffered)
		if err := r.fill(ctx); err != nil {
			if err == io.EOF && searched > 0 {
				err = io.ErrUnexpectedEOF
			}
			line := string(r.buffered)
			r.buffered = nil
			return line, err
		}
	}
}

// ReadAll reads until the other end closes.
func (r *StreamReader) ReadAll(ctx context.Context) ([]byte, error) {
	for {
		if err := r.fill(ctx); err != nil {
			data := r.buffered
			r.buffered = nil
			if err == io.EOF {
				err = nil
			}
			return data, err
		}
	}
}

// fill reads more into the buffer.
func (r *StreamReader) fill(ctx context.Context) error {
	var data [chunk]byte
	n, err := r.socket.read(ctx, data[:])
	r.buffered = append(r.buffered, data[:n]...)
	return err
}

// In returns r as an io.Reader for the coroutine of ctx, for bufio, net/http
// and the like.
func (r *StreamReader) In(ctx context.Context) io.Reader {
	return readFunc(func(p []byte) (int, error) { return r.Read(ctx, p) })
}

type readFunc func(p []byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// StreamWriter writes to a connection.
type StreamWriter struct{ socket *socket }

// Write writes all of data and waits where the connection takes no more:
// Python's write and drain in one.
func (w *StreamWriter) Write(ctx context.Context, data []byte) error {
	return w.socket.write(ctx, data)
}

// WriteEOF ends the data: the other end reads io.EOF after what was written.
// Reading goes on.
func (w *StreamWriter) WriteEOF() error { return w.socket.closeWrite() }

// Close closes both directions of the connection.
func (w *StreamWriter) Close() error { return w.socket.close() }

// In returns w as an io.Writer for the coroutine of ctx.
func (w *StreamWriter) In(ctx context.Context) io.Writer {
	return writeFunc(func(p []byte) (int, error) {
		if err := w.Write(ctx, p); err != nil {
			return 0, err
		}
		return len(p), nil
	})
}

type writeFunc func(p []byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }

// Server accepts connections.
type Server struct {
	socket  *socket
	address string
	task    *Task[None]
}

// StartServer listens at a TCP address and runs a coroutine as a task for each
// connection, which must close its writer. Port 0 means any free one, see [Server.Address].
func StartServer(ctx context.Context, address string, serve func(*StreamReader, *StreamWriter) Coroutine[None]) (*Server, error) {
	addr, err := resolve(ctx, address)
	if err != nil {
		return nil, err
	}
	s, err := current(ctx).loop.listen(addr)
	if err != nil {
		return nil, lang.Errorf("asyncio: listening at %s: %w", address, err)
	}
	bound, err := s.address()
	if err != nil {
		s.close()
		return nil, err
	}
	accept := Def("server "+bound.String(), func(ctx context.Context) error {
		for {
			connection, err := s.accept(ctx)
			if err != nil {
				return err
			}
			CreateTask(ctx, serve(streams(connection)))
		}
	})
	return &Server{s, bound.String(), CreateTask(ctx, accept)}, nil
}

// Address returns the address at which the server listens.
func (s *Server) Address() string { return s.address }

// Close stops accepting connections. Those that are open stay open.
func (s *Server) Close() error {
	s.task.Cancel()
	return s.socket.close()
}

// ServeForever suspends the calling coroutine until the server fails or is
// closed, which ends it with [ErrCancelled].
func (s *Server) ServeForever(ctx context.Context) error {
	_, err := Await(ctx, s.task)
	return err
}
