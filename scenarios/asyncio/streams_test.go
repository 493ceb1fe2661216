package asyncio_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	. "ctrace/scenarios/asyncio"
)

// connected runs a client against a server on one loop.
func connected(t *testing.T, serve, client func(ctx context.Context, r *StreamReader, w *StreamWriter) error) {
	t.Helper()
	defer noLeaks(t)()
	handle := func(r *StreamReader, w *StreamWriter) Coroutine[None] {
		return Def("serve()", func(ctx context.Context) error { return errors.Join(serve(ctx, r, w), w.Close()) })
	}
	_, err := Run(t.Context(), Def("client()", func(ctx context.Context) error {
		server, err := StartServer(ctx, "127.0.0.1:0", handle)
		if err != nil {
			return err
		}
		r, w, err := OpenConnection(ctx, server.Address())
		if err != nil {
			return err
		}
		return errors.Join(client(ctx, r, w), w.Close(), server.Close())
	}))
	if err != nil {
		t.Error(err)
	}
}

func nothing(context.Context, *StreamReader, *StreamWriter) error { return nil }

// TestStreamsMoveMoreThanTheyBuffer sends so much that both ends must wait for
// each other often.
func TestStreamsMoveMoreThanTheyBuffer(t *testing.T) {
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	echo := func(ctx context.Context, r *StreamReader, w *StreamWriter) error {
		_, err := io.Copy(w.In(ctx), r.In(ctx))
		return err
	}
	connected(t, echo, func(ctx context.Context, r *StreamReader, w *StreamWriter) error {
		send := CreateTask(ctx, Def("send()", func(ctx context.Context) error {
			return errors.Join(w.Write(ctx, sent), w.WriteEOF())
		}))
		got, err := r.ReadAll(ctx)
		if !bytes.Equal(got, sent) {
			t.Errorf("%d bytes came back, other than the %d that were sent", len(got), len(sent))
		}
		_, errSend := Await(ctx, send)
		return errors.Join(err, errSend)
	})
}

func TestReadLine(t *testing.T) {
	say := func(ctx context.Context, _ *StreamReader, w *StreamWriter) error {
		for _, piece := range []string{"one\ntw", "o\n", "\nrest"} {
			if err := errors.Join(w.Write(ctx, []byte(piece)), Sleep(ctx, time.Millisecond)); err != nil {
				return err
			}
		}
		return nil
	}
	connected(t, say, func(ctx context.Context, r *StreamReader, _ *StreamWriter) error {
		wants := []struct {
			line string
			err  error
		}{{"one\n", nil}, {"two\n", nil}, {"\n", nil}, {"rest", io.ErrUnexpectedEOF}, {"", io.EOF}}
		for _, want := range wants {
			if line, err := r.ReadLine(ctx); line != want.line || err != want.err {
				t.Errorf("ReadLine = %q, %v; want %q, %v", line, err, want.line, want.err)
			}
		}
		return nil
	})
}

// TestCancelEndsARead cancels a coroutine that reads. The next one reads on.
func TestCancelEndsARead(t *testing.T) {
	answer := func(ctx context.Context, r *StreamReader, w *StreamWriter) error {
		line, err := r.ReadLine(ctx)
		return errors.Join(err, w.Write(ctx, []byte("answer to "+line)))
	}
	connected(t, answer, func(ctx context.Context, r *StreamReader, w *StreamWriter) error {
		read := CreateTask(ctx, DefValue("read()", r.ReadLine))
		if err := turn(ctx); err != nil {
			return err
		}
		read.Cancel()
		if _, err := Await(ctx, read); !errors.Is(err, ErrCancelled) {
			t.Errorf("ReadLine = %v, want %v", err, ErrCancelled)
		}
		err := w.Write(ctx, []byte("me\n"))
		line, errRead := r.ReadLine(ctx)
		if line != "answer to me\n" {
			t.Errorf("ReadLine = %q after a read that was cancelled", line)
		}
		return errors.Join(err, errRead)
	})
}

func TestCloseEndsARead(t *testing.T) {
	connected(t, nothing, func(ctx context.Context, _ *StreamReader, _ *StreamWriter) error {
		silent, err := StartServer(ctx, "127.0.0.1:0", func(*StreamReader, *StreamWriter) Coroutine[None] { return forever("silent()") })
		if err != nil {
			return err
		}
		r, w, err := OpenConnection(ctx, silent.Address())
		if err != nil {
			return err
		}
		read := CreateTask(ctx, DefValue("read()", r.ReadLine))
		err = errors.Join(turn(ctx), w.Close())
		if _, err := Await(ctx, read); !errors.Is(err, net.ErrClosed) {
			t.Errorf("ReadLine = %v, want %v", err, net.ErrClosed)
		}
		return errors.Join(err, silent.Close())
	})
}

// TestOpenFilesAreClosed leaves a server and a connection open.
func TestOpenFilesAreClosed(t *testing.T) {
	defer noLeaks(t)()
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		server, err := StartServer(ctx, "localhost:0", func(*StreamReader, *StreamWriter) Coroutine[None] { return forever("serve()") })
		if err != nil {
			return err
		}
		_, _, err = OpenConnection(ctx, server.Address())
		return err
	}))
	if err != nil {
		t.Error(err)
	}
}

func TestServeForever(t *testing.T) {
	_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
		server, err := StartServer(ctx, "127.0.0.1:0", func(*StreamReader, *StreamWriter) Coroutine[None] { return forever("serve()") })
		if err != nil {
			return err
		}
		CreateTask(ctx, Def("closes()", func(context.Context) error { return server.Close() }))
		if err := server.ServeForever(ctx); !errors.Is(err, ErrCancelled) {
			t.Errorf("ServeForever = %v, want %v", err, ErrCancelled)
		}
		return nil
	}))
	if err != nil {
		t.Error(err)
	}
}

func TestAddressErrors(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := closed.Addr().String()
	closed.Close()
	for _, address := range []string{refused, "no port", "127.0.0.1:http2?", ":::"} {
		_, err := Run(t.Context(), Def("main()", func(ctx context.Context) error {
			_, _, err := OpenConnection(ctx, address)
			return err
		}))
		if err == nil {
			t.Errorf("connected to %q", address)
		}
	}
}
