package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ctrace/scenarios/threading"
	"ctrace/tracer"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed threads_io.go
var threadsIOSource string

var threadsIO = &Scenario{
	Name:    "threads-io",
	Section: "4a",
	Doc: lang.T(`Threads that wait for a real HTTP server and real files
Each thread asks a server, another process on this machine, for something that takes
a while, writes the answer to a file, waits until it is on the disk and reads it again.
The threads wait at the same time, so the whole takes as long as the longest wait, and
hardly any CPU.`),
	Call:    "threading.Thread(target=download, args=(url,)).start()",
	Params:  []Param{{Name: "threads", Doc: lang.T("how many threads; the server answers after 2, 3 and 1 s in turn"), Default: 3, Min: 2, Max: 64}},
	Source:  threadsIOSource,
	Run:     runThreadsIO,
	Drawing: drawThreadsIO,
	Claims:  claimThreadsIO,
	Answer:  answerThreadsIO,
}

// downloadName is what the threads run.
const downloadName = "download"

// download is what one thread brought home.
type download struct {
	Answer string        `json:"answer"` // of the server
	Read   string        `json:"read"`   // from the file
	CPU    time.Duration `json:"cpu_ns"` // of the thread
}

func runThreadsIO(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	threading.MainThread(ctx)
	s, err := newServer(ctx, threadLatencies(args)...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	dir, err := os.MkdirTemp("", "ctrace-threads-io-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	downloads := make([]download, args.Int("threads"))
	team := newTeam(ctx, 1, len(downloads), downloadName, func(ctx context.Context, n int) error {
		return downloads[n-1].run(ctx, s, n-1, filepath.Join(dir, fmt.Sprint(n)))
	})
	team.start()
	if err := team.join(); err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%d réponses\n", len(downloads))
	return downloads, nil
}

// threadLatencies returns after how long the server answers each thread.
func threadLatencies(args Args) []time.Duration {
	turns := []float64{2, 3, 1}
	latencies := make([]time.Duration, args.Int("threads"))
	for n := range latencies {
		latencies[n] = args.Seconds(turns[n%len(turns)])
	}
	return latencies
}

// run asks the server, and stores its answer.
func (d *download) run(ctx context.Context, s *server, n int, path string) (err error) {
	if d.Answer, err = s.fetch(ctx, n); err != nil {
		return err
	}
	if d.Read, err = store(ctx, path, d.Answer); err != nil {
		return err
	}
	d.CPU, err = threading.CPUTime()
	return err
}

// store writes a text to a file, waits until the disk has it, and returns what
// the file holds then.
func store(ctx context.Context, path, text string) (read string, err error) {
	defer tracer.Await(ctx, timeline.File, filepath.Base(path))()
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

func drawThreadsIO(args Args) *timeline.Timeline {
	latencies := threadLatencies(args)
	longest := slices.Max(latencies)
	d, process := teamDrawing("threads-io", longest)
	d.bar(process, 0, longest, timeline.Waiting, timeline.Join)
	for n, latency := range latencies {
		lane := d.lane(process, timeline.Thread, threading.DefaultName(n+1, downloadName))
		d.bar(lane, 0, latency, timeline.Waiting, timeline.Network)
	}
	return d.done()
}

func claimThreadsIO(args Args, m Measured) []Claim {
	lanes := downloaders(m.Timeline)
	latencies := threadLatencies(args)
	var downloads []download
	if err := json.Unmarshal(m.Result, &downloads); err != nil {
		downloads = nil // Nothing came home: no claim about it holds.
	}
	return []Claim{
		claimNetworkTogether(m.Timeline, lanes, latencies),
		claimLongestWait(m.Timeline, lanes, latencies),
		claimLittleCPU(makespan(m.Timeline, lanes), downloads),
		m.goOnly(claimStored(downloads, len(latencies))),
	}
}

// downloaders returns the threads that download. In Python the server's threads are
// of the same process.
func downloaders(tl *timeline.Timeline) []timeline.LaneID {
	return slices.DeleteFunc(lanesNamed(tl, timeline.Thread, "Thread-"), func(id timeline.LaneID) bool {
		return !strings.HasSuffix(tl.Lane(id).Name, "(download)")
	})
}

// claimNetworkTogether counts the threads that waited at once. Where some did and the
// others began late, because the machine did much else, it cannot be judged.
func claimNetworkTogether(tl *timeline.Timeline, lanes []timeline.LaneID, latencies []time.Duration) Claim {
	together, length := atOnce(tl, lanes, waitingFor(timeline.Network))
	claim := Claim{
		Text:     lang.T("The threads wait for the network at the same time"),
		Holds:    together == len(latencies),
		Measured: lang.N(together, "%d thread at once, for %s", "%d threads at once, for %s", length),
	}
	var begins []timeline.Time
	for _, id := range lanes {
		begins = append(begins, tl.Lane(id).Start)
	}
	if !claim.Holds && together > 1 && beganLate(begins, slices.Min(latencies)) {
		return unjudged(claim.Text, lang.T("some threads began so late that others had their answers; %s", claim.Measured))
	}
	return claim
}

// claimLongestWait holds where all waits for the network, from the begin of the
// first to the end of the last, took as long as the longest latency at least, and
// nearer to it than to the sum of all. How long the disk took is another matter.
// Where an answer came so late that the machine must have done much else, it cannot
// be judged.
func claimLongestWait(tl *timeline.Timeline, lanes []timeline.LaneID, latencies []time.Duration) Claim {
	text := lang.T("The whole takes about as long as the longest wait, not as the sum")
	longest, sum := slices.Max(latencies), time.Duration(0)
	for _, latency := range latencies {
		sum += latency
	}
	took, slowest := waitsFor(tl, lanes, timeline.Network)
	measured := lang.T("%s; longest %s, sum %s", took, timeline.Duration(longest), timeline.Duration(sum))
	holds := took.Std() >= longest && took.Std()-longest < sum-took.Std()
	if !holds && tooLate(slowest, longest) {
		return unjudged(text, lang.T("one thread waited for %s; %s", slowest, measured))
	}
	return Claim{Text: text, Holds: holds, Measured: measured}
}

// waitsFor returns the time from the begin of the first wait for reason on lanes to
// the end of the last one, and the longest that one of the lanes waited.
func waitsFor(tl *timeline.Timeline, lanes []timeline.LaneID, reason timeline.Reason) (took, longest timeline.Duration) {
	first, last := timeline.Forever, timeline.Time(0)
	for _, id := range lanes {
		for iv := range tl.Life(id) {
			if iv.State == timeline.Waiting && iv.Reason == reason {
				first, last = min(first, iv.Start), max(last, iv.End)
			}
		}
		longest = max(longest, tl.LifeTotals(id).Waiting[reason])
	}
	return max(last-first, 0), longest
}

// littleCPU is the share of the time below which a program hardly computes.
const littleCPU = 0.1

func claimLittleCPU(took timeline.Duration, downloads []download) Claim {
	var cpu timeline.Duration
	for _, d := range downloads {
		cpu += timeline.Duration(d.CPU)
	}
	share := ratio(cpu, took)
	return Claim{
		Text:     lang.T("They need hardly any CPU: a GIL would not be in their way"),
		Holds:    cpu > 0 && share < littleCPU,
		Measured: lang.T("%s of CPU in %s: %s %%", cpu, took, lang.Ratio(100*share)),
	}
}

func claimStored(downloads []download, count int) Claim {
	same := 0
	for _, d := range downloads {
		if d.Answer != "" && d.Read == d.Answer {
			same++
		}
	}
	return Claim{
		Text:     lang.T("Every answer is read again from its file"),
		Holds:    same == count && len(downloads) == count,
		Measured: lang.T("%d of %d answers", same, count),
	}
}

func answerThreadsIO(_ Args, m Measured) lang.Text {
	lanes := downloaders(m.Timeline)
	together, _ := atOnce(m.Timeline, lanes, waitingFor(timeline.Network))
	return lang.N(together,
		"%d thread waited for the network at once: %s, where one after another would take %s.",
		"%d threads waited for the network at once: %s, where one after another would take %s.",
		makespan(m.Timeline, lanes), oneAfterAnother(m.Timeline, lanes))
}
