package scenarios

import (
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const helloMeasured = `
process 7 "hello": 0s running 1ms, waiting/network 1s, running 1ms
  thread 7 "event loop": 0s running 1ms, waiting/network 1s, running 1ms
    coroutine 21 "hello()": 0s running 1ms, waiting/sleep/1 s 1s, running 1ms
`

func TestHelloClaims(t *testing.T) {
	const output = "Hello\nWorld\n"
	tests := []struct {
		name, timeline, output string
		broken                 []int
	}{
		{"as the course says", helloMeasured, output, nil},
		{"nothing recorded", ``, "", []int{0, 1, 2}},
		{"woken too early", `
thread 7 "event loop": 0s running 1ms, waiting/network 900ms, running 1ms
  coroutine 21 "hello()": 0s running 1ms, waiting/sleep/1 s 900ms, running 1ms
`, output, []int{0}},
		{"not judged: the machine woke it too late", `
thread 7 "event loop": 0s running 1ms, waiting/network 1.5s, running 1ms
  coroutine 21 "hello()": 0s running 1ms, waiting/sleep/1 s 1.5s, running 1ms
`, output, nil},
		{"woken too late", `
thread 7 "event loop": 0s running 1ms, waiting/network 1s, waiting/lock 500ms, running 1ms
  coroutine 21 "hello()": 0s running 1ms, waiting/sleep/1 s 1.5s, running 1ms
`, output, []int{0}},
		{"slept twice", `
thread 7 "event loop": 0s running 1ms, waiting/network 500ms, running 1ms, waiting/network 500ms
  coroutine 21 "hello()": 0s running 1ms, waiting/sleep/1 s 500ms, running 1ms, waiting/sleep/1 s 500ms
`, output, []int{0, 1}},
		{"waited for something else", `
thread 7 "event loop": 0s running 1ms, waiting/network 1s, running 1ms
  coroutine 21 "hello()": 0s running 1ms, waiting/lock 1s, running 1ms
`, output, []int{0, 1}},
		{"another thread ran meanwhile", helloMeasured + `
thread 8 "worker": 200ms running 300ms
`, output, []int{1}},
		{"the other way round", helloMeasured, "World\nHello\n", []int{2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := Measured{Timeline: timelinetest.Parse(t, test.timeline), Output: test.output}
			checkClaims(t, claimHello(defaults(t, hello), m), test.broken...)
		})
	}
}

func TestHelloAnswer(t *testing.T) {
	tests := []struct{ timeline, want string }{
		{helloMeasured, "hello() waited for 1.00 s; in that time the program ran for 0 s."},
		{``, "hello() did not sleep."},
	}
	for _, test := range tests {
		m := Measured{Timeline: timelinetest.Parse(t, test.timeline)}
		if got := inEnglish(t, answerHello(defaults(t, hello), m)); got != test.want {
			t.Errorf("answer %q, want %q", got, test.want)
		}
	}
}

func TestHelloDrawing(t *testing.T) {
	const want = `process 1 "hello": 0s
  thread 2 "event loop": 0s
    coroutine 3 "hello()": 0s running 10ms, waiting/sleep 980ms, running 10ms
`
	drawn := timelinetest.Valid(t, drawHello(defaults(t, hello)))
	if got := timelinetest.Format(drawn); got != want {
		t.Errorf("drawn\n%s\nwant\n%s", got, want)
	}
}

func TestHelloRuns(t *testing.T) {
	args, err := hello.Args(10, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := runRecorded(t, hello, args)
	if m.Output != "Hello\nWorld\n" {
		t.Errorf("printed %q", m.Output)
	}
	sleep, ok := helloSleep(m.Timeline)
	if !ok || sleep.Detail != "0.1 s" || sleep.Length() < timeline.Duration(args.Seconds(0.99)) {
		t.Errorf("slept %+v in\n%s", sleep, timelinetest.Format(m.Timeline))
	}
}
