package timelinetest

import "testing"

func TestFormatIsTheInverseOfParse(t *testing.T) {
	const text = `process 7 "gather": 0s running 3s
  thread 7 "event loop": 0s running 1ms, waiting/network/epoll 999ms
    coroutine 21 "task(1, 2)": 1ms running 1ms, waiting/sleep/until 3 2s
    coroutine 22 "a \"quoted\" name": 2ms runnable/preempted 1ms
  runtime goroutine 3 "gcBgMarkWorker": 0s waiting/gc 2s
process 8 "worker": 5ms unknown 1s
`
	if got := Format(Parse(t, text)); got != text {
		t.Errorf("got\n%s\nwant\n%s", got, text)
	}
}

func TestLineRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for _, line := range []string{
		`process "no id": 0s running 1s`,
		`planet 1 "x": 0s running 1s`,
		`thread 1 "x": soon running 1s`,
		`thread 1 "x": 0s dreaming 1s`,
		`thread 1 "x": 0s waiting/godot 1s`,
		`thread 1 "x": 0s running`,
		`thread 1 "x": 0s running long`,
	} {
		p := newParser()
		if err := p.line(line); err == nil {
			t.Errorf("no error for %q", line)
		}
	}
}
