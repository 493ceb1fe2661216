package scenarios

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// The course's own programs return nothing and mark nothing: they are the course's.
// What claims ask for follows from what they print and from their timeline, as far as
// these tell it.

// pythonForm says how to find in a run of a scenario's Python program what the
// scenario in Go tells by itself. Each function may be nil.
type pythonForm struct {
	result  func(m Measured) any                        // what Run returns; nil if the program did not get there
	regions func(args Args, m Measured) []timeline.Span // that Run marks
	called  map[string]string                           // functions that have another name than in the drawing
}

// InPython returns what a run of the scenario's Python program left behind, with
// everything that can be known of it.
func (s *Scenario) InPython(args Args, m Measured) Measured {
	m.Python = true
	form := pythonForms[s.Name]
	if form.regions != nil {
		m.Timeline = m.Timeline.WithSpans(form.regions(args, m)...)
	}
	if form.result == nil {
		return m
	}
	if result := form.result(m); result != nil {
		m.Result, _ = json.Marshal(result) // of numbers and texts
	}
	return m
}

// Judge returns the course's claims, checked. A claim about Python fails only where
// the kernel has told exactly what ran and for what threads waited: their sleeps, for
// one, are told by nobody else.
func (s *Scenario) Judge(args Args, m Measured) []Claim {
	claims := s.Claims(args, m)
	why := m.doubt()
	if why.Empty() {
		return claims
	}
	for i, c := range claims {
		if !c.Holds {
			claims[i] = unjudged(c.Text, lang.T("%v; %v", why, c.Measured))
		}
	}
	return claims
}

// unexplainedShare is the part of the time that threads wait of which it may be
// unknown for what.
const unexplainedShare = 0.01

// doubt says why what threads of a Python program waited for is not known well enough;
// it is empty if it is.
func (m Measured) doubt() lang.Text {
	if !m.Python {
		return lang.Text{}
	}
	if !m.exact() {
		return lang.T("what the kernel ran was not recorded exactly")
	}
	var waited, unexplained timeline.Duration
	for id := range m.Timeline.Find(timeline.Thread) {
		totals := m.Timeline.LifeTotals(id)
		waited += totals.States[timeline.Waiting]
		unexplained += totals.Waiting[timeline.NoReason]
	}
	if ratio(unexplained, waited) <= unexplainedShare {
		return lang.Text{}
	}
	return lang.T("for %s of the %s that threads waited, it was not seen for what", unexplained, waited)
}

// goOnly returns a claim that needs what only the scenario in Go tells.
func (m Measured) goOnly(claim Claim) Claim {
	if !m.Python {
		return claim
	}
	return unjudged(claim.Text, lang.T("only the scenario in Go tells what is needed for it"))
}

// ifSeen returns the claim, or one that is not judged if the lanes that it is about
// are not there: another version of Python has none for them.
func (m Measured) ifSeen(kind timeline.Kind, name string, claim Claim) Claim {
	if m.Python && len(lanesNamed(m.Timeline, kind, name)) == 0 {
		return unjudged(claim.Text, lang.T("this version of Python runs %s inside the task that awaits it", name))
	}
	return claim
}

var number = regexp.MustCompile(`\d+`)

// printedNumbers returns the whole numbers in each line that was printed, nil for a
// line that is missing.
func printedNumbers(output string, lines int) [][]int {
	found := make([][]int, lines)
	for i, line := range strings.SplitN(output, "\n", lines+1) {
		if i == lines {
			break
		}
		for _, digits := range number.FindAllString(line, -1) {
			n, _ := strconv.Atoi(digits)
			found[i] = append(found[i], n)
		}
	}
	return found
}

// printedCounts reads what the programs with and without a Lock print.
func printedCounts(m Measured) any {
	lines := printedNumbers(m.Output, 2)
	if len(lines[0]) != 2 || len(lines[1]) != 1 {
		return nil
	}
	return lockResult{Without: lines[0][0], Expected: lines[0][1], With: lines[1][0]}
}

// printedList reads a list of numbers that is alone in the first line.
func printedList(m Measured) any {
	if list := printedNumbers(m.Output, 1)[0]; list != nil {
		return list
	}
	return nil
}

// printedNumber reads the only number of the output.
func printedNumber(m Measured) any {
	if list := printedNumbers(m.Output, 1)[0]; len(list) == 1 {
		return list[0]
	}
	return nil
}

// printedOrder reads one number of each line.
func printedOrder(m Measured) any {
	var order []int
	for _, line := range printedNumbers(m.Output, strings.Count(m.Output, "\n")) {
		order = append(order, line...)
	}
	return order
}

func printedMemory(m Measured) any {
	lines := printedNumbers(m.Output, 2)
	last := len(lines[0]) - 1
	if last < 1 || len(lines[1]) != 1 {
		return nil
	}
	return memoryResult{InChildren: lines[0][:last], AfterProcesses: lines[0][last], AfterThreads: lines[1][0]}
}

func printedTimeout(m Measured) any {
	ended := strings.Contains(m.Output, "slow() : TimeoutError")
	return timeoutResult{
		Quick:     strings.TrimPrefix(strings.SplitN(m.Output, "\n", 2)[0], "quick() : "),
		TimedOut:  ended,
		Cancelled: strings.Contains(m.Output, "slow() est annulée"),
		CleanedUp: ended,
	}
}

// sleepsAs returns the sleeps of lanes as regions.
func sleepsAs(region string, tl *timeline.Timeline, lanes []timeline.LaneID) []timeline.Span {
	var regions []timeline.Span
	for _, id := range lanes {
		for iv := range tl.Life(id) {
			if iv.State == timeline.Waiting && iv.Reason == timeline.Sleep {
				regions = append(regions, regionOn(id, region, iv.Start, iv.End))
			}
		}
	}
	return regions
}

func regionOn(lane timeline.LaneID, name string, start, end timeline.Time) timeline.Span {
	return timeline.Span{Origin: timeline.UserRegion, Name: name, Lane: lane, Start: start, End: end}
}

// itemsOf returns the spans of a pool's calls of a function.
func itemsOf(tl *timeline.Timeline, function string) []timeline.Span {
	var items []timeline.Span
	for s := range tl.Spans() {
		if s.Origin == timeline.UserRegion && strings.HasPrefix(s.Name, function+"(") {
			items = append(items, s)
		}
	}
	return items
}

// longSteps returns the steps of coroutines that took so long at least, as they were
// begun and ended, whatever the kernel ran meanwhile.
func longSteps(region string, tl *timeline.Timeline, lanes []timeline.LaneID, least time.Duration) []timeline.Span {
	var regions []timeline.Span
	for _, id := range lanes {
		steps := tl.Life(id)
		if tl.Claimed(id) {
			steps = tl.Claims(id, -timeline.Forever, timeline.Forever)
		}
		for iv := range steps {
			if iv.State == timeline.Running && iv.Length().Std() >= least {
				regions = append(regions, regionOn(id, region, iv.Start, iv.End))
			}
		}
	}
	return regions
}

// ranIn returns for how long the lanes of regions ran within them.
func ranIn(tl *timeline.Timeline, regions []timeline.Span) []time.Duration {
	var ran []time.Duration
	for _, r := range regions {
		ran = append(ran, tl.Totals(r.Lane, r.Start, r.End).States[timeline.Running].Std())
	}
	return ran
}

// AsMeasured returns a drawing of the scenario whose lanes have the names of those that were measured:
// Python writes calls with all their arguments, and counts threads that are not drawn.
// Of the lanes that run one function, the first that is drawn stands for the first
// that was born.
func (s *Scenario) AsMeasured(drawing, measured *timeline.Timeline) *timeline.Timeline {
	type role struct {
		kind     timeline.Kind
		function string
	}
	names := map[role][]string{}
	for _, kind := range []timeline.Kind{timeline.Coroutine, timeline.Thread} {
		for _, lane := range measured.Find(kind) {
			r := role{kind, functionOf(lane)}
			names[r] = append(names[r], lane.Name)
		}
	}
	renamed := map[timeline.LaneID]string{}
	for _, kind := range []timeline.Kind{timeline.Coroutine, timeline.Thread} {
		for id, lane := range drawing.Find(kind) {
			r := role{kind, functionOf(lane)}
			if other, ok := pythonForms[s.Name].called[r.function]; ok && len(names[r]) == 0 {
				r.function = other
			}
			switch known := names[r]; {
			case r.function == "" || len(known) == 0:
			case slices.Contains(known, lane.Name):
				names[r] = slices.Delete(known, slices.Index(known, lane.Name), slices.Index(known, lane.Name)+1)
			default:
				renamed[id], names[r] = known[0], known[1:]
			}
		}
	}
	return drawing.WithLanes(func(id timeline.LaneID, l *timeline.Lane) {
		if name, ok := renamed[id]; ok {
			l.Name = name
		}
	})
}

// functionOf returns the function that a coroutine or a thread runs, by its name:
// "task(1, 2)" and "Thread-1 (task)"; "" if it does not tell.
func functionOf(lane timeline.Lane) string {
	before, after, found := strings.Cut(lane.Name, "(")
	switch {
	case !found:
		return ""
	case lane.Kind == timeline.Thread:
		return strings.TrimSuffix(after, ")")
	}
	return before
}
