package scenarios

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
)

// fetch asks for the server's nth latency and returns the answer's text. It blocks
// the calling thread until the answer is there, as Python's requests do, and leaves
// nothing behind: no connection and no goroutine of a client that keeps them.
func (s *server) fetch(ctx context.Context, n int) (string, error) {
	text, err := blockFor(ctx, s.address, n)
	if err != nil {
		return "", s.failed(n, err)
	}
	return text, nil
}

// blockFor is fetch for whoever knows only the server's address.
func blockFor(ctx context.Context, address string, n int) (text string, err error) {
	defer tracer.Await(ctx, timeline.Network, path(n))()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) }) // long past: whoever blocks returns
	defer stop()
	text, err = exchangeOn(conn, "http://"+address+path(n))
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	return text, err
}

// exchangeOn sends a request over a connection and reads its answer.
func exchangeOn(conn net.Conn, url string) (string, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	request.Close = true
	if err := request.Write(conn); err != nil {
		return "", err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return string(body), err
}
