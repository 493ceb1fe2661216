package scenarios

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const (
	threadsIOMeasured = `
process 7 "threads-io": 0s waiting/join 3s
  thread 7 "MainThread": 0s waiting/join 3s
  process 8 "HTTP server": 0s waiting/pipe 3s
    thread 8 "MainThread": 0s waiting/pipe 3s
  thread 11 "Thread-1 (download)": 0s waiting/network 2s, waiting/file 10ms
  thread 12 "Thread-2 (download)": 0s waiting/network 3s, waiting/file 10ms
  thread 13 "Thread-3 (download)": 0s waiting/network 1s, waiting/file 10ms
`
	threadsIOFound = `[
		{"answer": "answer 0", "read": "answer 0", "cpu_ns": 1000000},
		{"answer": "answer 1", "read": "answer 1", "cpu_ns": 1000000},
		{"answer": "answer 2", "read": "answer 2", "cpu_ns": 1000000}
	]`
)

func TestThreadsIOClaims(t *testing.T) {
	const (
		together = iota
		longest
		little
		stored
	)
	for _, test := range []struct {
		name, timeline, result string
		broken                 []int
	}{
		{"as the course says", threadsIOMeasured, threadsIOFound, nil},
		{"nothing recorded", ``, ``, []int{together, longest, little, stored}},
		{"one after another", strings.NewReplacer(
			"0s waiting/network 3s", "2010ms waiting/network 3s", "0s waiting/network 1s", "5020ms waiting/network 1s").Replace(threadsIOMeasured),
			threadsIOFound, []int{together, longest}},
		{"answers that came too early", strings.ReplaceAll(threadsIOMeasured, "waiting/network 3s", "waiting/network 2s"),
			threadsIOFound, []int{longest}},
		{"one computes", threadsIOMeasured, strings.Replace(threadsIOFound, "1000000", "1000000000", 1), []int{little}},
		{"no CPU time known", threadsIOMeasured, strings.ReplaceAll(threadsIOFound, "1000000", "0"), []int{little}},
		{"another text in the file", threadsIOMeasured, strings.Replace(threadsIOFound, `"read": "answer 1"`, `"read": "answ"`, 1), []int{stored}},
		{"an answer too few", threadsIOMeasured, `[{"answer": "answer 0", "read": "answer 0", "cpu_ns": 1000000}]`, []int{stored}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Result: json.RawMessage(test.result)}
			checkClaims(t, claimThreadsIO(defaults(t, threadsIO), m), test.broken...)
		})
	}
}

// Answers that come very late say nothing about the threads.
func TestThreadsIOUnderLoadIsNotJudged(t *testing.T) {
	late := strings.NewReplacer("0s waiting/network", "0s waiting/network 2s, waiting/network", "join 3s", "join 5s", "pipe 3s", "pipe 5s").Replace(threadsIOMeasured)
	m := Measured{Timeline: timelinetest.Parse(t, late), Result: json.RawMessage(threadsIOFound)}
	claim := claimThreadsIO(defaults(t, threadsIO), m)[1]
	if want := "not judged: one thread waited for 5.00 s"; !claim.Holds || !strings.HasPrefix(claim.Measured.String(), want) {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

// Threads that begin when others have their answers cannot wait with all of them.
func TestThreadsIOThatBeganLateIsNotJudged(t *testing.T) {
	late := strings.Replace(threadsIOMeasured, "0s waiting/network 1s", "2500ms waiting/network 1s", 1)
	m := Measured{Timeline: timelinetest.Parse(t, late), Result: json.RawMessage(threadsIOFound)}
	claim := claimThreadsIO(defaults(t, threadsIO), m)[0]
	if want := "not judged: some threads began so late"; !claim.Holds || !strings.HasPrefix(claim.Measured.String(), want) {
		t.Errorf("holds %v, measured %q, want %q", claim.Holds, claim.Measured, want)
	}
}

func TestThreadsIOAnswer(t *testing.T) {
	m := Measured{Timeline: timelinetest.Parse(t, threadsIOMeasured)}
	const want = "3 threads waited for the network at once: 3.01 s, where one after another would take 6.03 s."
	if got := inEnglish(t, answerThreadsIO(defaults(t, threadsIO), m)); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
}

func TestThreadsIODrawing(t *testing.T) {
	const want = `process 1 "threads-io": 0s waiting/join 3s
  thread 2 "MainThread": 0s waiting/join 3s
  thread 3 "Thread-1 (download)": 0s waiting/network 2s
  thread 4 "Thread-2 (download)": 0s waiting/network 3s
  thread 5 "Thread-3 (download)": 0s waiting/network 1s
`
	checkDrawing(t, drawThreadsIO(defaults(t, threadsIO)), want)
}

func TestThreadsIORuns(t *testing.T) {
	m := checkRun(t, threadsIO, "threads=4")
	if want := "4 réponses\n"; m.Output != want {
		t.Errorf("printed %q, want %q", m.Output, want)
	}
	lanes := lanesNamed(m.Timeline, timeline.Thread, "Thread-")
	if waited := waitedFor(m.Timeline, lanes, timeline.File); waited == 0 {
		t.Error("no thread waited for a file")
	}
}

func TestFetchTellsWhatTheServerSays(t *testing.T) {
	s, err := newServer(t.Context(), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := s.fetch(t.Context(), 0); err != nil || text != "answer 0 after 1ms\n" {
		t.Errorf("got %q, %v", text, err)
	}
	if text, err := s.fetch(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "404") || !strings.Contains(err.Error(), s.url(1)) {
		t.Errorf("got %q, %v for what is not there", text, err)
	}
	if err := s.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text, err := s.fetch(t.Context(), 0); err == nil || !strings.Contains(err.Error(), serverName) {
		t.Errorf("got %q, %v from a server that has ended", text, err)
	}
}
