package asyncio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	. "ctrace/scenarios/asyncio"
)

func toThread(p *printer) Coroutine[None] {
	begun, goOn := make(chan None), make(chan None)
	blocks := func(context.Context) (string, error) {
		close(begun)
		<-goOn
		return "from the thread", nil
	}
	fails := func(context.Context) (string, error) { return "", errors.New("broken") }
	isClosed := func(c chan None) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	return Def("main()", func(ctx context.Context) error {
		task := CreateTask(ctx, DefValue("to_thread", func(ctx context.Context) (string, error) {
			return ToThread(ctx, "blocks()", blocks)
		}))
		for !isClosed(begun) {
			if err := turn(ctx); err != nil {
				return err
			}
		}
		p.print("the loop goes on")
		close(goOn)
		value, err := Await(ctx, task)
		p.print("main got", value)
		_, broken := ToThread(ctx, "fails()", fails)
		p.print("main got", broken)
		return err
	})
}

// upper answers each line with its capitals.
func upper(p *printer) func(*StreamReader, *StreamWriter) Coroutine[None] {
	return func(reader *StreamReader, writer *StreamWriter) Coroutine[None] {
		return Def("upper()", func(ctx context.Context) error {
			defer writer.Close()
			for {
				line, err := reader.ReadLine(ctx)
				if err == io.EOF {
					p.print("the client has closed")
					return nil
				}
				if err == nil {
					err = writer.Write(ctx, []byte(strings.ToUpper(line)))
				}
				if err != nil {
					return err
				}
			}
		})
	}
}

func streams(p *printer) Coroutine[None] {
	return Def("main()", func(ctx context.Context) error {
		server, err := StartServer(ctx, "127.0.0.1:0", upper(p))
		if err != nil {
			return err
		}
		reader, writer, err := OpenConnection(ctx, server.Address())
		if err != nil {
			return err
		}
		for _, word := range []string{"one", "two"} {
			err := writer.Write(ctx, fmt.Appendln(nil, word))
			answer, errRead := reader.ReadLine(ctx)
			p.print("main got", strings.TrimSpace(answer))
			if err := errors.Join(err, errRead); err != nil {
				return err
			}
		}
		err = writer.WriteEOF()
		rest, errRead := reader.ReadAll(ctx)
		p.print("main got", len(rest), "bytes more")
		return errors.Join(err, errRead, writer.Close(), server.Close())
	})
}
