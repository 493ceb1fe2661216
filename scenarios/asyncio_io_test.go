package scenarios

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"ctrace/scenarios/asyncio"
	"ctrace/scenarios/multiprocessing"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// Two requests of 600 and 800 ms, and a file that is read meanwhile.
const asyncioIOMeasured = `
process 7 "asyncio-io": 0s running 5ms, waiting/network 800ms
  thread 7 "event loop": 0s running 5ms, waiting/network/epoll 800ms
    coroutine 20 "main()": 0s running 1ms, waiting/await/gather 804ms
    coroutine 21 "read_file()": 1ms running 1ms, waiting/await 20ms
    coroutine 22 "get(/0)": 2ms running 1ms, waiting/network/read 600ms
    coroutine 23 "get(/1)": 3ms running 1ms, waiting/network/read 800ms
  thread 8 "asyncio_0": 2ms waiting/file 10ms, waiting/queue 790ms
    region "open().read()": 2ms 10ms
process 9 "HTTP server": 0s waiting/pipe 805ms
`

const asyncioIOFound = `{"answers": ["answer 0 after 600ms", "answer 1 after 800ms"], "cpu_ns": 5000000, "wrote": 10, "read": 10}`

// twoRequests are the arguments of the run above.
func twoRequests(t *testing.T) Args {
	t.Helper()
	args, err := asyncioIO.Args(1, []string{"requests=2"})
	if err != nil {
		t.Fatal(err)
	}
	return args
}

func TestAsyncioIOClaims(t *testing.T) {
	const (
		together = iota
		slowest
		oneThread
		mostlyWaits
		answers
		fileElsewhere
	)
	const reading = "    region \"open().read()\": 2ms 10ms\n"
	change := func(old, new string) string { return strings.Replace(asyncioIOMeasured, old, new, 1) }
	tests := []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", asyncioIOMeasured, asyncioIOFound, nil},
		{"nothing recorded", ``, ``, []int{together, slowest, oneThread, mostlyWaits, answers, fileElsewhere}},
		{"one after another", change(`3ms running 1ms, waiting/network/read 800ms`, `603ms running 1ms, waiting/network/read 800ms`),
			asyncioIOFound, []int{together, slowest}},
		{"one waits for the other first", change(`3ms running 1ms, waiting/network/read 800ms`, `3ms running 1ms, waiting/lock 600ms, waiting/network/read 200ms`),
			asyncioIOFound, []int{together}},
		{"one begins late", change(`3ms running 1ms`, `303ms running 1ms`), asyncioIOFound, []int{slowest}},
		{"answered too early", change("waiting/network/read 800ms", "waiting/network/read 700ms"), asyncioIOFound, []int{slowest}},
		{"a thread for each", change(`    coroutine 23`, `  thread 10 "another": 0s waiting/network 805ms
    coroutine 23`), asyncioIOFound, []int{oneThread}},
		{"it computes", asyncioIOMeasured, strings.Replace(asyncioIOFound, "5000000", "705000000", 1), []int{mostlyWaits}},
		{"answers in another order", asyncioIOMeasured,
			strings.NewReplacer("answer 0", "answer 1", "answer 1", "answer 0").Replace(asyncioIOFound), []int{answers}},
		{"an answer too few", asyncioIOMeasured, strings.Replace(asyncioIOFound, `, "answer 1 after 800ms"`, "", 1), []int{answers}},
		{"half the file", asyncioIOMeasured, strings.Replace(asyncioIOFound, `"read": 10`, `"read": 5`, 1), []int{fileElsewhere}},
		{"the file is in memory", change("waiting/file 10ms", "running 10ms"), asyncioIOFound, nil},
		{"the loop reads the file", strings.NewReplacer(reading, "", "waiting/network/epoll 800ms\n", "waiting/network/epoll 800ms\n"+reading).Replace(asyncioIOMeasured),
			asyncioIOFound, []int{fileElsewhere}},
		{"no thread reads it", change(reading, ""), asyncioIOFound, []int{fileElsewhere}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimAsyncioIO(twoRequests(t), m), test.broken...)
		})
	}
}

// TestTogetherIsNotJudgedWhereTheMachineIsBusy has the second request begin only
// when the first is answered, though it was there to run all the time.
func TestTogetherIsNotJudgedWhereTheMachineIsBusy(t *testing.T) {
	late := strings.Replace(asyncioIOMeasured, "3ms running 1ms", "3ms runnable 610ms, running 1ms", 1)
	busy := strings.Replace(late, "running 5ms, waiting/network/epoll 800ms", "running 5ms, runnable 610ms, waiting/network/epoll 190ms", 1)
	claims := claimAsyncioIO(twoRequests(t), Measured{Timeline: timelinetest.Parse(t, busy)})
	if together := claims[0]; !together.Unjudged {
		t.Errorf("the thread had no CPU: %+v", together)
	}
	claims = claimAsyncioIO(twoRequests(t), Measured{Timeline: timelinetest.Parse(t, late)})
	if together := claims[0]; together.Unjudged || together.Holds {
		t.Errorf("the thread waited for the first answer before it asked again: %+v", together)
	}
}

func TestAsyncioIOAnswer(t *testing.T) {
	const want = "2 requests were under way at once on 1 thread: all answers in 802 ms, where one after another would take 1.40 s."
	m := Measured{Timeline: timelinetest.Parse(t, asyncioIOMeasured)}
	if got := inEnglish(t, answerAsyncioIO(twoRequests(t), m)); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

func TestAsyncioIODrawing(t *testing.T) {
	const want = `process 1 "asyncio-io": 0s
  thread 2 "event loop": 0s
    coroutine 3 "get(/0)": 0s waiting/network 600ms
    coroutine 4 "get(/1)": 0s waiting/network 800ms
`
	checkDrawing(t, drawAsyncioIO(twoRequests(t)), want)
}

func TestAsyncioIORuns(t *testing.T) {
	m := checkRun(t, asyncioIO)
	if m.Output != "12 réponses\n" {
		t.Errorf("printed %q", m.Output)
	}
	for _, lane := range m.Timeline.Lanes() {
		if lane.Kind == timeline.Goroutine && lane.Group == timeline.Program && strings.HasPrefix(lane.Name, "http.") {
			t.Errorf("%s of the server stands with the program", lane.Name)
		}
	}
}

// TestAsyncioIOLosesItsServer kills the server once it has answered one of two
// requests.
func TestAsyncioIOLosesItsServer(t *testing.T) {
	s, err := newServer(t.Context(), 0, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var lost time.Time
	_, err = asyncio.Run(t.Context(), asyncio.Def("main()", func(ctx context.Context) error {
		late := asyncio.CreateTask(ctx, s.get(1))
		if _, err := asyncio.Await(ctx, s.get(0)); err != nil {
			return err
		}
		kill(t, s.process.PID())
		lost = time.Now()
		_, err := asyncio.Await(ctx, late)
		return err
	}))
	if took := time.Since(lost); took > time.Second {
		t.Errorf("it took %v to notice", took)
	}
	if err == nil || !strings.Contains(err.Error(), serverName) || !strings.Contains(err.Error(), s.url(1)) {
		t.Errorf("error %v, want one that names the %s and %s", err, serverName, s.url(1))
	}
	if exit := new(multiprocessing.ExitError); !errors.As(s.close(t.Context()), &exit) {
		t.Error("close does not say how the server ended")
	}
}

func TestGetRefusesWhatTheServerDoesNotKnow(t *testing.T) {
	s, err := newServer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = asyncio.Run(t.Context(), s.get(0))
	if err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("error %v, want one with the status", err)
	}
	if err := s.close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAsyncioIOIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("on purpose"))
	if result, err := runAsyncioIO(ctx, twoRequests(t), io.Discard); err == nil {
		t.Errorf("result %v, want an error", result)
	}
}
