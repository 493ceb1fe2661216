package scenarios

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// Two requests of a second in each way.
func ioBoundMeasured() partsTimeline {
	return partsTimeline{state: "waiting/network", parts: [4]timelinePart{
		{0, 2000, [2]int{0, 1000}, 1000},
		{2000, 1000, [2]int{2000, 2000}, 1000},
		{3000, 1100, [2]int{3050, 3050}, 1000},
		{4100, 1000, [2]int{4100, 4100}, 1000},
	}}
}

func TestIOBoundClaims(t *testing.T) {
	const (
		done = iota
		same
		underWayAtOnce
		beat
		oneThread
	)
	args, err := ioBound.Args(1, []string{"requests=2"})
	if err != nil {
		t.Fatal(err)
	}
	edited := func(way int, p timelinePart) string { return ioBoundMeasured().with(way, p).String() }
	measured, found := ioBoundMeasured().String(), partsFound(`"answer"`)
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", measured, found, nil},
		{"nothing recorded", ``, ``, []int{done, same, underWayAtOnce, beat, oneThread}},
		{"another answer", measured, strings.Replace(found, `"threads": ["answer", "answer"]`, `"threads": ["answer", "error"]`, 1), []int{same}},
		{"an answer too few", measured, strings.Replace(found, `"threads": ["answer", "answer"]`, `"threads": ["answer"]`, 1), []int{done, same}},
		{"sequential, yet at once", edited(0, timelinePart{0, 2000, [2]int{0, 900}, 1000}), found, []int{underWayAtOnce}},
		{"threads in turn", edited(1, timelinePart{2000, 1000, [2]int{2000, 2500}, 500}), found, []int{underWayAtOnce, beat}},
		{"slow processes", edited(2, timelinePart{3000, 2100, [2]int{3050, 4050}, 1000}), found, []int{underWayAtOnce, beat}},
		{"coroutines on two threads", strings.Replace(measured, "    coroutine 42", "  thread 41 \"another loop\": 0s running 10s\n    coroutine 42", 1), found, []int{oneThread}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimIOBound(args, m), test.broken...)
		})
	}
}

// Processes that get their answers very late say nothing about the ways.
func TestIOBoundUnderLoadIsNotJudged(t *testing.T) {
	measured := ioBoundMeasured().with(2, timelinePart{3000, 2100, [2]int{3050, 3060}, 2000})
	m := Measured{Timeline: timelinetest.Parse(t, measured.String()), Result: json.RawMessage(partsFound(`"answer"`))}
	claim := claimIOBound(defaults(t, ioBound), m)[3]
	if want := "not judged: one answer after 1.00 s took 2.00 s"; !claim.Holds || !strings.HasPrefix(claim.Measured.String(), want) {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

// Requests that begin when others have their answers cannot be under way with all
// of them. That says nothing where at least some were; where none was, it is a fact.
func TestRequestsThatBeganLate(t *testing.T) {
	const ms = timeline.Time(time.Millisecond)
	jobs := func(begins ...timeline.Time) []timeline.Span {
		var spans []timeline.Span
		for _, begin := range begins {
			spans = append(spans, timeline.Span{Start: begin, End: begin + 100*ms})
		}
		return spans
	}
	sequential := part{name: sequentially, jobs: jobs(0, 100*ms, 200*ms)}
	for _, test := range []struct {
		name          string
		jobs          []timeline.Span
		holds, judged bool
	}{
		{"at once", jobs(0, 10*ms, 20*ms), true, true},
		{"one began late", jobs(0, 10*ms, 105*ms), true, false},
		{"one short of all, though none began late", jobs(0, 10*ms), false, true},
		{"in turn", jobs(0, 100*ms, 200*ms), false, true},
	} {
		claim := claimAllUnderWay([]part{sequential, {name: onThreads, jobs: test.jobs}}, 3, 100*time.Millisecond)
		if judged := !strings.HasPrefix(claim.Measured.String(), "not judged"); claim.Holds != test.holds || judged != test.judged {
			t.Errorf("%s: holds %v, measured %q", test.name, claim.Holds, claim.Measured)
		}
	}
}

func TestIOBoundAnswer(t *testing.T) {
	for text, want := range map[string]string{
		ioBoundMeasured().String(): "2 requests: sequential 2.00 s, threads 1.00 s (×2.00), processes 1.10 s (×1.82), coroutines 1.00 s (×2.00).",
		``:                         "No request was made.",
	} {
		if got := inEnglish(t, answerIOBound(defaults(t, ioBound), Measured{Timeline: timelinetest.Parse(t, text)})); got != want {
			t.Errorf("answer %q, want %q", got, want)
		}
	}
}

func TestIOBoundDrawing(t *testing.T) {
	args, err := ioBound.Args(1, []string{"requests=2"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `process 1 "io-bound": 0s waiting/network 5s
  thread 2 "MainThread": 0s waiting/network 2s, waiting/join 1s, waiting/queue 1s, waiting/join 1s
  thread 3 "Thread-1 (download)": 2s waiting/network 1s
  thread 4 "Thread-2 (download)": 2s waiting/network 1s
  process 8 "ForkPoolWorker-1": 3s waiting/network 1s
    thread 9 "MainThread": 3s waiting/network 1s
  process 10 "ForkPoolWorker-2": 3s waiting/network 1s
    thread 11 "MainThread": 3s waiting/network 1s
  thread 5 "event loop": 4s waiting/network 1s
    coroutine 6 "get(/0)": 4s waiting/network 1s
    coroutine 7 "get(/1)": 4s waiting/network 1s
`
	checkDrawing(t, drawIOBound(args), want)
}

func TestIOBoundRuns(t *testing.T) {
	m := checkRun(t, ioBound, "requests=3")
	const want = "sequential : 3 tâches terminées\nthreads : 3 tâches terminées\nprocesses : 3 tâches terminées\ncoroutines : 3 tâches terminées\n"
	if m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
}
