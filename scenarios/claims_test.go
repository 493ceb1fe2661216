package scenarios

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/trace"
	"slices"
	"testing"
	"time"

	"ctrace/tracer"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// defaults returns the arguments of a run at the course's own speed.
func defaults(t *testing.T, s *Scenario) Args {
	t.Helper()
	args, err := s.Args(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return args
}

// checkClaims checks that exactly the claims of these numbers, from 0, are
// broken, and that all of them can be said in French.
func checkClaims(t *testing.T, claims []Claim, broken ...int) {
	t.Helper()
	for i, claim := range claims {
		checkFrench(t, claim.Text)
		checkFrench(t, claim.Measured)
		if claim.Holds == slices.Contains(broken, i) {
			t.Errorf("claim %d %q: holds is %v, measured %q", i, claim.Text, claim.Holds, claim.Measured)
		}
	}
}

// runRecorded runs a scenario inside the test's process and returns what its
// execution trace tells of it.
func runRecorded(t *testing.T, s *Scenario, args Args) Measured {
	t.Helper()
	path := filepath.Join(t.TempDir(), "trace")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := trace.Start(file); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	result, err := s.Run(t.Context(), args, &out)
	trace.Stop()
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	tl, err := tracer.OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return Measured{Timeline: timelinetest.Valid(t, tl), Output: out.String(), Result: text}
}

const twoThreads = `
process 1 "p": 0s running 10ms
  thread 1 "event loop": 0s running 2ms, waiting/network 6ms, running 2ms
    coroutine 11 "task(1)": 0s running 1ms, waiting/sleep 7ms, running 1ms
    coroutine 12 "task(2)": 1ms running 1ms, waiting/sleep 5ms, running 1ms
  thread 2 "worker": 4ms running 2ms
    coroutine 13 "other()": 4ms running 2ms
  runtime thread 3 "thread 3": 0s running 10ms
`

func TestWhatClaimsAsk(t *testing.T) {
	const ms = timeline.Duration(time.Millisecond)
	tl := timelinetest.Parse(t, twoThreads)
	tasks := lanesNamed(tl, timeline.Coroutine, "task(")
	all := lanesNamed(tl, timeline.Coroutine, "")
	asleep, asleepFor := atOnce(tl, tasks, waitingFor(timeline.Sleep))
	tests := []struct {
		what      string
		got, want timeline.Duration
	}{
		{"tasks", timeline.Duration(len(tasks)), 2},
		{"coroutines", timeline.Duration(len(all)), 3},
		{"makespan of the tasks", makespan(tl, tasks), 9 * ms},
		{"makespan of nothing", makespan(tl, nil), 0},
		{"one after another", oneAfterAnother(tl, tasks), 16 * ms},
		{"threads of the tasks", timeline.Duration(len(executors(tl, tasks))), 1},
		{"threads of all coroutines", timeline.Duration(len(executors(tl, all))), 2},
		{"tasks asleep at once", timeline.Duration(asleep), 2},
		{"time in which they were", asleepFor, 5 * ms},
		{"busy in all", busy(tl, 0, 10*ms), 7 * ms},
		{"busy in the middle", busy(tl, 3*ms, 5*ms), 1 * ms},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %d, want %d", test.what, test.got, test.want)
		}
	}
}

func TestExecutorsAreWhereItRan(t *testing.T) {
	b := timeline.NewBuilder(timeline.Clock{})
	parent := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 1, Parent: timeline.NoLane})
	executor := b.Lane(timeline.Lane{Kind: timeline.Thread, ID: 2, Parent: timeline.NoLane})
	lane := b.Lane(timeline.Lane{Kind: timeline.Coroutine, ID: 3, Parent: parent})
	b.Append(lane, timeline.Interval{Start: 0, End: 1, State: timeline.Running, On: executor})
	b.Append(lane, timeline.Interval{Start: 1, End: 2, State: timeline.Waiting, On: timeline.NoLane})
	tl := timelinetest.Valid(t, b.Build(2))
	if got := executors(tl, []timeline.LaneID{lane}); !slices.Equal(got, []timeline.LaneID{executor}) {
		t.Errorf("executors = %v, want %v", got, executor)
	}
}

func TestLasted(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		got, want time.Duration
		holds     bool
	}{
		{1000 * ms, 1000 * ms, true},
		{1100 * ms, 1000 * ms, true},
		{1200 * ms, 1000 * ms, false},
		{998 * ms, 1000 * ms, false},
		{20 * ms, 10 * ms, true},
		{40 * ms, 10 * ms, false},
		{0, 10 * ms, false},
	}
	for _, test := range tests {
		if got := lasted(timeline.Duration(test.got), test.want); got != test.holds {
			t.Errorf("lasted(%v, %v) = %v", test.got, test.want, got)
		}
	}
}
