package timelinetest

import "testing"

func TestFormatIsTheInverseOfParse(t *testing.T) {
	const text = `process 7 "gather": 0s running 3s
  thread 7 "event loop": 0s running@0 1ms, waiting/network/epoll 999ms
    coroutine 21 "task(1, 2)": 1ms running 1ms, waiting/sleep/until 3 2s
    coroutine 22 "a \"quoted\" name": 2ms runnable/preempted 1ms
  runtime goroutine 3 "gcBgMarkWorker": 0s waiting/gc 2s
  goroutine 4 "claimed": 1s running@7 1s, runnable@7/preempted 1s
    claimed: 1s running@7 2s
    coroutine 5 "below": 0s waiting 1s
cpu 0 "CPU 0": 0s running@7 1ms
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
		`thread 1 "x": 0s running@ 1s`,
		`claimed: 0s running 1s`,
	} {
		p := newParser()
		if err := p.line(line); err == nil {
			t.Errorf("no error for %q", line)
		}
	}
}
