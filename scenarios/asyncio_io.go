package scenarios

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/trace"
	"strings"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/scenarios/threading"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed asyncio_io.go
var asyncioIOSource string

var asyncioIO = &Scenario{
	Name:    "asyncio-io",
	Section: "4c",
	Doc: lang.T(`Many requests to a real HTTP server, on one event loop
The server, another process on this machine, answers each request after a set
latency. One thread asks all of them and waits for all answers at once: the whole
takes as long as the slowest. A file can be read meanwhile, but not awaited: the
system calls it always ready, so another thread reads it.`),
	Call:    "await asyncio.gather(*[get(url) for url in urls], read_file())",
	Params:  []Param{{Name: "requests", Doc: lang.T("how many requests; latencies are 0.6, 0.8, 1 and 0.7 s in turn"), Default: 12, Min: 2, Max: 100}},
	Source:  asyncioIOSource,
	Run:     runAsyncioIO,
	Drawing: drawAsyncioIO,
	Claims:  claimAsyncioIO,
	Answer:  answerAsyncioIO,
}

// asyncioIOResult is what came back.
type asyncioIOResult struct {
	Answers []string      `json:"answers"` // by request
	CPU     time.Duration `json:"cpu_ns"`  // of the event loop's thread meanwhile
	Wrote   int           `json:"wrote"`   // bytes of the file
	Read    int           `json:"read"`
}

// latenciesOf returns after how long the server answers each request.
func latenciesOf(args Args) []time.Duration {
	turns := []float64{0.6, 0.8, 1, 0.7}
	latencies := make([]time.Duration, args.Int("requests"))
	for n := range latencies {
		latencies[n] = args.Seconds(turns[n%len(turns)])
	}
	return latencies
}

func runAsyncioIO(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	s, err := newServer(ctx, latenciesOf(args)...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	file, wrote, err := writeSomeFile()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.Remove(file)) }()

	main := asyncio.DefValue("main()", func(ctx context.Context) (asyncioIOResult, error) {
		begun, err := threading.CPUTime()
		if err != nil {
			return asyncioIOResult{}, err
		}
		reading := asyncio.CreateTask(ctx, readFile(file))
		var requests []asyncio.Awaitable[string]
		for n := range args.Int("requests") {
			requests = append(requests, s.get(n))
		}
		answers, err := asyncio.Gather(ctx, requests...)
		if err != nil {
			return asyncioIOResult{}, err
		}
		ended, err := threading.CPUTime()
		if err != nil {
			return asyncioIOResult{}, err
		}
		fmt.Fprintf(out, "%d réponses\n", len(answers))
		read, err := asyncio.Await(ctx, reading)
		return asyncioIOResult{answers, ended - begun, wrote, read}, err
	})

	return asyncio.Run(ctx, main)
}

// getName returns what the request for the nth latency is called.
func getName(n int) string { return "get(" + path(n) + ")" }

// get asks for the nth latency on a connection of its own, and returns the
// answer's text.
func (s *server) get(n int) asyncio.Coroutine[string] {
	return asyncio.DefValue(getName(n), func(ctx context.Context) (string, error) {
		text, err := s.exchange(ctx, n)
		if err != nil {
			return "", s.failed(n, err)
		}
		return text, nil
	})
}

// exchange is one request and its answer in HTTP/1.1, on asyncio's streams.
func (s *server) exchange(ctx context.Context, n int) (text string, err error) {
	reader, writer, err := asyncio.OpenConnection(ctx, s.address)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, writer.Close()) }()
	request, err := http.NewRequest(http.MethodGet, s.url(n), nil)
	if err != nil {
		return "", err
	}
	request.Close = true
	if err := request.Write(writer.In(ctx)); err != nil {
		return "", err
	}
	answer, err := http.ReadResponse(bufio.NewReader(reader.In(ctx)), request)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	return string(body), err
}

// The coroutine that reads the file, and the region in which a thread does.
const (
	readFileName = "read_file()"
	readRegion   = "open().read()"
)

// readFile reads a file on another thread and returns its length.
func readFile(path string) asyncio.Coroutine[int] {
	return asyncio.DefValue(readFileName, func(ctx context.Context) (int, error) {
		return asyncio.ToThread(ctx, readRegion, func(ctx context.Context) (int, error) {
			defer trace.StartRegion(ctx, readRegion).End()
			defer tracer.Await(ctx, timeline.File, readRegion)()
			data, err := os.ReadFile(path)
			return len(data), err
		})
	})
}

// writeSomeFile writes a file worth reading, and returns its path and length.
func writeSomeFile() (path string, length int, err error) {
	file, err := os.CreateTemp("", "ctrace-asyncio-io-*")
	if err != nil {
		return "", 0, err
	}
	length, err = file.WriteString(strings.Repeat("Une coroutine attend. ", 100_000))
	if err = errors.Join(err, file.Close()); err != nil {
		return "", 0, errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), length, nil
}

// drawAsyncioIO draws waits that begin together and end after their latencies.
func drawAsyncioIO(args Args) *timeline.Timeline {
	d, thread := loopDrawing("asyncio-io")
	for n, latency := range latenciesOf(args) {
		lane := d.lane(thread, timeline.Coroutine, getName(n))
		d.bar(lane, 0, latency, timeline.Waiting, timeline.Network)
	}
	return d.done()
}

func answerAsyncioIO(_ Args, m Measured) lang.Text {
	lanes := lanesNamed(m.Timeline, timeline.Coroutine, "get(")
	count, _ := atOnce(m.Timeline, lanes, waitingFor(timeline.Network))
	return lang.N(count,
		"%d request was under way at once on %s: all answers in %s, where one after another would take %s.",
		"%d requests were under way at once on %s: all answers in %s, where one after another would take %s.",
		lang.N(len(executors(m.Timeline, lanes)), "%d thread", "%d threads"),
		makespan(m.Timeline, lanes), oneAfterAnother(m.Timeline, lanes))
}
