package page

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// TestBundleIsFresh bundles the sources as go generate does and compares the
// result with what is committed.
func TestBundleIsFresh(t *testing.T) {
	source, err := os.ReadFile("page.go")
	if err != nil {
		t.Fatal(err)
	}
	bundles := 0
	for line := range strings.Lines(string(source)) {
		arguments, ok := strings.CutPrefix(strings.TrimSpace(line), "//go:generate go ")
		if !ok {
			continue
		}
		bundles++
		arguments, committed, _ := strings.Cut(arguments, "--outfile=")
		fresh := filepath.Join(t.TempDir(), filepath.Base(committed))
		command := exec.CommandContext(t.Context(), "go", append(strings.Fields(arguments), "--outfile="+fresh)...)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
		if read(t, fresh) != read(t, committed) {
			t.Errorf("%s is older than its sources: run go generate ./report/page", committed)
		}
	}
	if bundles != 2 {
		t.Errorf("page.go names %d bundles, want script and style", bundles)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFacts(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       facts
	}{
		{"nothing", "", facts{}},
		{
			"coroutines run on their thread, which counts their time once", `
process 1 "p": 0s running 4s
  thread 1 "loop": 0s running 2s, waiting/network 2s
    coroutine 1 "a": 0s running 1s, waiting/sleep 3s
    coroutine 2 "b": 0s waiting/sleep 1s, running 1s, waiting/sleep 2s
  runtime goroutine 9 "gc": 0s running 4s
`, facts{Makespan: 4e9, OnCPU: 2e9, Processes: 1, Threads: 1, Coroutines: 2, PeakRunning: 1, PeakWaiting: 2},
		},
		{
			"a process without lanes counts itself", `
process 1 "parent": 0s waiting/child 3s
  process 2 "child": 1s running 1s
  process 3 "child": 1s running 1s, unknown 1s
`, facts{Makespan: 3e9, OnCPU: 2e9, Processes: 3, PeakRunning: 2},
		},
		{
			"a system call counts as being on CPU at once, not as running", `
process 1 "p": 0s running 1s
  goroutine 1 "main": 0s syscall/file 1s
  goroutine 2 "other": 0s running 1s
`, facts{Makespan: 1e9, OnCPU: 1e9, Processes: 1, Goroutines: 2, PeakRunning: 2},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := factsOf(timelinetest.Parse(t, test.text)); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// TestText holds that a text is one string where the languages agree, and that no
// language is lost where they do not.
func TestText(t *testing.T) {
	for _, test := range []struct {
		text Text
		want string
	}{
		{nil, `""`}, {Told(lang.Text{}), `""`}, {Told(lang.Data("a<b")), `"a\u003cb"`},
		{Told(lang.T("%s", timeline.Duration(1_500_000_000))), `{"en":"1.50 s","fr":"1,50 s"}`},
	} {
		if got, err := json.Marshal(test.text); err != nil || string(got) != test.want {
			t.Errorf("%v: %s, %v, want %s", test.text, got, err, test.want)
		}
	}
}

// TestHostileTextCannotEndItsElement holds that nothing of a recording reaches
// the file in a form that HTML would read as a tag.
func TestHostileTextCannotEndItsElement(t *testing.T) {
	const name = `</script><script>alert(1)</script><!--`
	b := timeline.NewBuilder(timeline.Clock{})
	lane := b.Lane(timeline.Lane{Kind: timeline.Process, PID: 1, ID: 1, Name: name, Parent: timeline.NoLane})
	b.Append(lane, timeline.Interval{End: 1, State: timeline.Running, On: timeline.NoLane, Detail: name})
	var out strings.Builder
	if err := Write(&out, Content{Title: name, Answer: Told(lang.Data(name)), Listings: []Listing{{name, name}}, Measured: b.Build(0)}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script>alert") || strings.Contains(out.String(), "<!--") {
		t.Error("a name became HTML")
	}
	if got := strings.Count(out.String(), "</script>"); got != 2 {
		t.Errorf("the page ends %d scripts, has 2", got)
	}
}
