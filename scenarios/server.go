package scenarios

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/tracer"
	"ctrace/tracer/lang"
)

// The HTTP server that the scenarios of input and output ask. It is a process of
// its own, as servers are: what it runs is not in the lanes of the program that
// asks, nor in its CPU time, and it can be lost as a real one is.

// serverName is the name of the server's process.
const serverName = "HTTP server"

// server is a running HTTP server on loopback.
type server struct {
	address string // "127.0.0.1:41235"
	process *multiprocessing.Process
	line    *multiprocessing.Connection // the server ends when this is closed
}

// newServer starts a server that answers a GET of "/n", n counted from 0, once
// the nth latency is over. Whoever starts it closes it.
func newServer(ctx context.Context, latencies ...time.Duration) (*server, error) {
	line, theirs, err := multiprocessing.Pipe()
	if err != nil {
		return nil, err
	}
	s := &server{
		process: multiprocessing.NewProcess(serverName, serve, serving{Latencies: latencies, Line: theirs}),
		line:    line,
	}
	err = s.process.Start(ctx)
	err = errors.Join(err, theirs.Close()) // Only the child holds that end now, so the end of one shows at the other.
	if err == nil {
		err = line.Recv(ctx, &s.address)
	}
	if err != nil {
		return nil, errors.Join(lang.Errorf("starting the %s: %w", serverName, err), s.close(ctx))
	}
	return s, nil
}

// url returns the address of what the nth latency delays, from 0.
func (s *server) url(n int) string { return "http://" + s.address + path(n) }

// path returns what url returns, without the server.
func path(n int) string { return "/" + strconv.Itoa(n) }

// failed returns err with the server that it is about.
func (s *server) failed(n int, err error) error {
	return lang.Errorf("asking the %s (pid %d) for %s: %w", serverName, s.process.PID(), s.url(n), err)
}

// close ends the server and waits for its end. It returns an error that names
// the server if it was lost before.
func (s *server) close(ctx context.Context) error {
	err := s.line.Close()
	if s.process.PID() == 0 {
		return err // It was never started.
	}
	return errors.Join(err, s.process.Join(ctx))
}

// serving is what a server is told.
type serving struct {
	Latencies []time.Duration
	Line      *multiprocessing.Connection // takes the server's address; its end is the server's
}

// String leaves the call's arguments out of its name.
func (serving) String() string { return "" }

// serve is the server's process. Its goroutines, one or two for each connection,
// stand with the runtime's.
var serve = multiprocessing.Func("serve", func(ctx context.Context, args serving) (multiprocessing.None, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return multiprocessing.None{}, err
	}
	web := &http.Server{Handler: delayed(args.Latencies)}
	ended := make(chan error, 1)
	tracer.Background(func() { ended <- web.Serve(listener) })
	err = args.Line.Send(ctx, listener.Addr().String())
	if err == nil {
		args.Line.Recv(ctx, nil) // Nothing is ever sent: this is the end.
	}
	err = errors.Join(err, web.Close())
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return multiprocessing.None{}, err
})

// delayed answers requests after their latencies.
func delayed(latencies []time.Duration) http.Handler {
	mux := http.NewServeMux()
	for n, latency := range latencies {
		mux.HandleFunc("GET "+path(n), func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(latency):
				fmt.Fprintf(w, "answer %d after %v\n", n, latency)
			case <-r.Context().Done(): // The client has gone, or the server is closed.
			}
		})
	}
	return mux
}
