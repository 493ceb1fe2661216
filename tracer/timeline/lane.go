package timeline

// LaneID is the index of a lane in its timeline.
type LaneID int32

// NoLane stands where no lane is meant: the parent of a root, the executor of
// an interval that ran nowhere known.
const NoLane LaneID = -1

// Kind is the kind of thing that a lane stands for.
type Kind uint8

// The kinds of lanes, outermost first.
const (
	UnknownKind Kind = iota
	Process
	Thread    // an OS thread
	Coroutine // cooperative: runs inside a thread until it awaits
	Goroutine // scheduled by the Go runtime over threads
	Task      // a unit of work that an event loop or a pool schedules
	CPU       // a core and what ran on it
	NumKinds
)

var kindWords = [NumKinds]string{"unknown", "process", "thread", "coroutine", "goroutine", "task", "cpu"}

// String returns the kind's word as JSON and CSV spell it.
func (k Kind) String() string { return word(kindWords[:], int(k), "Kind") }

// ParseKind is the inverse of [Kind.String].
func ParseKind(text string) (Kind, error) { return parse[Kind](kindWords[:], text, "kind") }

// scheduled reports whether lanes of kind k are executed by another lane, so
// that the table of legal transitions applies to them.
func (k Kind) scheduled() bool { return k == Coroutine || k == Goroutine || k == Task }

// Group says whose lane it is, so that the runtime's own lanes can stand apart.
type Group uint8

// The groups.
const (
	Program Group = iota // the observed program's own
	Runtime              // the language runtime's or the recorder's
	NumGroups
)

var groupWords = [NumGroups]string{"program", "runtime"}

// String returns the group's word as JSON spells it.
func (g Group) String() string { return word(groupWords[:], int(g), "Group") }

// Lane is one thing that can run. It is purely data: its intervals live in the
// timeline. (Kind, Host, PID, ID) is its identity; [Reborn] tells those apart that
// had the same id one after the other.
type Lane struct {
	Kind   Kind
	Group  Group
	Host   string  // "" is the recording's own host
	PID    int     // of the process that it belongs to
	ID     int64   // pid, tid, goroutine id, … according to Kind
	Name   string  // as people call it: "task(1, 2)", "main.worker"
	Doc    Message // one line more about it, e.g. who created it and where; may be empty
	Parent LaneID  // the lane that it stands under, or NoLane

	// Start and End bound the lane's life within the recording. BornBefore and
	// Alive say that the life goes on outside of it, so that no birth or death
	// was seen at that end.
	Start, End        Time
	BornBefore, Alive bool
}

// Life returns the length of the lane's recorded life in ns.
func (l Lane) Life() Duration { return l.End - l.Start }

// livesShift is where the number of earlier lives stands in an ID. No system has
// ids of processes or threads that are as large; some use addresses.
const livesShift = 48

// Reborn returns the ID of the lane of a process or thread whose system gave it an
// id that so many had had before, in the same process and the same recording. That
// of the first is the system's id.
func Reborn(systemID int64, before int) int64 { return systemID | int64(before)<<livesShift }

// SystemID returns the id of a process or thread as its system spells it, and the
// ID of any other lane.
func (l Lane) SystemID() int64 {
	if l.Kind == Process || l.Kind == Thread {
		return l.ID & (1<<livesShift - 1)
	}
	return l.ID
}

// laneKey is the identity of a lane.
type laneKey struct {
	kind Kind
	host string
	pid  int
	id   int64
}

func (l *Lane) key() laneKey { return laneKey{l.Kind, l.Host, l.PID, l.ID} }
