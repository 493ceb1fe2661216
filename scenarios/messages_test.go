package scenarios

import (
	"slices"
	"testing"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

const threeMessages = `
thread 1 "a": 0s running 1s, waiting/queue 9s
  send "1": 1s
  send "2": 2s
  receive "3": 7s
thread 2 "b": 0s waiting/queue 4s, running 6s
  receive "1": 4s
  receive "2": 5s
  send "3": 6s
thread 3 "c": 0s running 10s
  send "to nobody": 1s
`

func TestMessages(t *testing.T) {
	const second = timeline.Time(1e9)
	tl := timelinetest.Parse(t, threeMessages)
	lanes := lanesNamed(tl, timeline.Thread, "")
	messages := messagesBetween(tl, lanes[0], lanes[1])
	var sent []timeline.Time
	for _, m := range messages {
		sent = append(sent, m.FromTime)
	}
	if want := []timeline.Time{1 * second, 2 * second, 6 * second}; !slices.Equal(sent, want) {
		t.Errorf("sent at %v, want %v", sent, want)
	}
	if others := messagesBetween(tl, lanes[0], lanes[2]); len(others) != 0 {
		t.Errorf("%d messages between lanes without any", len(others))
	}
	for _, test := range []struct {
		name    string
		matches func(int) bool
		want    []stretch
	}{
		{"none", func(n int) bool { return n == 0 }, []stretch{{5 * second, 6 * second}}},
		{"two", func(n int) bool { return n == 2 }, []stretch{{2 * second, 4 * second}}},
		{"three", func(n int) bool { return n == 3 }, nil},
	} {
		if got := underWay(messages, test.matches); !slices.Equal(got, test.want) {
			t.Errorf("%s under way in %v, want %v", test.name, got, test.want)
		}
	}
	waited, length := waitedIn(tl, lanes[1], timeline.Queue, []stretch{{second, 3 * second}, {3 * second, 5 * second}})
	if waited != 3*second || length != 4*second {
		t.Errorf("waited %v of %v", waited.Std(), length.Std())
	}
}
