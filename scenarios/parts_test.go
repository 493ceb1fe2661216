package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ctrace/tracer/timeline"
)

// partsTimeline is a timeline as text in which main does two jobs in the four
// ways, each in a region, one way after the other. A job is so many milliseconds on
// its lane, from a begin on, in a state.
type partsTimeline struct {
	state string
	parts [4]timelinePart
}

type timelinePart struct {
	from, length int
	begins       [2]int // of its jobs
	job          int    // the length of each
}

// with returns p with another part in one way, and the parts after it moved.
func (p partsTimeline) with(way int, other timelinePart) partsTimeline {
	late := other.from + other.length - p.parts[way].from - p.parts[way].length
	p.parts[way] = other
	for i := way + 1; i < len(p.parts); i++ {
		p.parts[i].from += late
		p.parts[i].begins[0] += late
		p.parts[i].begins[1] += late
	}
	return p
}

// String writes the timeline. The main thread does the sequential jobs, and
// coroutines run for a moment before theirs.
func (p partsTimeline) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "process 7 \"parts\": 0s running 10s\n  thread 7 \"MainThread\": 0s %s 10s\n", p.state)
	for i, name := range allWays() {
		fmt.Fprintf(&text, "    region %q: %dms %dms\n", name, p.parts[i].from, p.parts[i].length)
	}
	first := p.parts[0]
	fmt.Fprintf(&text, "    region %q: %dms %dms, %dms %dms\n", jobRegion, first.begins[0], first.job, first.begins[1], first.job)
	text.WriteString("  thread 40 \"event loop\": 0s running 10s\n")
	for n, begin := range p.parts[3].begins {
		fmt.Fprintf(&text, "    coroutine %d \"job(%d)\": %dms running 1ms, %s %dms\n", 41+n, n, begin-1, p.state, p.parts[3].job)
		p.job(&text, "      ", 3, n)
	}
	for n, begin := range p.parts[1].begins {
		fmt.Fprintf(&text, "  thread %d \"Thread-%d\": %dms %s %dms\n", 11+n, n, begin, p.state, p.parts[1].job)
		p.job(&text, "    ", 1, n)
	}
	for n, begin := range p.parts[2].begins {
		fmt.Fprintf(&text, "  process %d \"ForkPoolWorker-%d\": %dms running %dms\n", 21+n, n, begin, p.parts[2].job)
		fmt.Fprintf(&text, "    thread %d \"MainThread\": %dms %s %dms\n", 21+n, begin, p.state, p.parts[2].job)
		p.job(&text, "      ", 2, n)
	}
	return text.String()
}

// job writes the region of a job.
func (p partsTimeline) job(text *strings.Builder, indent string, way, n int) {
	fmt.Fprintf(text, "%sregion %q: %dms %dms\n", indent, jobRegion, p.parts[way].begins[n], p.parts[way].job)
}

// partsFound is what a program says of its parts: the same of every job.
func partsFound(result string) string {
	var texts []string
	for _, name := range allWays() {
		texts = append(texts, fmt.Sprintf("%q: [%s, %s]", name, result, result))
	}
	return `{"cores": 2, "results": {` + strings.Join(texts, ", ") + `}}`
}

func TestComparePartsWithTheFirst(t *testing.T) {
	const ms = timeline.Duration(time.Millisecond)
	parts := []part{{name: sequentially, took: 300 * ms}, {name: onThreads, took: 100 * ms}, {name: onProcesses}}
	const want = "sequential 300 ms, threads 100 ms (×3.00)"
	if got := compareParts(parts).String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
