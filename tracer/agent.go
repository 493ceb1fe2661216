package tracer

import (
	"os"
	"regexp"
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/python"
	"ctrace/tracer/timeline"
)

// pythonSource is the name of the source.
const pythonSource = "python"

// lookIntoPython lets the Python processes of the program load the agent. Without
// it the program runs all the same.
func (r *recorder) lookIntoPython(child *environment) {
	agent, err := python.Install()
	if err != nil {
		status := SourceStatus{Name: pythonSource, Why: lang.MessageOf(err)}
		r.manifest.Sources = append(r.manifest.Sources, status)
		return
	}
	if others := child.get(python.PathVar); others != "" {
		agent += string(os.PathListSeparator) + others
	}
	child.set(python.PathVar, agent)
}

// interpreterName is how the executables of CPython are called.
var interpreterName = regexp.MustCompile(`^python([23](\.\d+)?t?)?$`)

// missedPython warns of the processes that executed Python, as the kernel tells, and
// of which the agent recorded nothing, as the entries of the folder show.
func missedPython(ran *timeline.Timeline, entries []os.DirEntry, b *timeline.Builder) {
	wrote := map[int]bool{}
	for _, entry := range entries {
		if pid, suffix, ok := splitPID(entry.Name()); ok && suffix == python.Suffix {
			wrote[pid] = true
		}
	}
	for _, lane := range ran.Find(timeline.Process) {
		if !interpreterName.MatchString(lane.Name) || wrote[lane.PID] {
			continue
		}
		options, isolated, informs := interpreterOptions(lane.Doc.Format)
		switch {
		case options == "" || informs:
		case isolated:
			b.Warn(pythonSource, "process %d was started as %s, which keeps the agent out: its coroutines and the names of its threads are not shown", lane.PID, options)
		case strings.HasPrefix(lane.Name, "python2"):
			b.Warn(pythonSource, "process %d runs Python 2, into which the agent cannot look: it needs 3.8 or later", lane.PID)
		default:
			b.Warn(pythonSource, "process %d runs Python, but the agent recorded nothing: it is older than 3.8, was started without %s, or ended too early", lane.PID, python.PathVar)
		}
	}
}

// interpreterOptions returns the beginning of an interpreter's command line, which
// is its name with its options; "" if the command line is not known. isolated says
// that one of them keeps modules of the environment out, and informs that the
// interpreter runs no program.
func interpreterOptions(commandLine string) (options string, isolated, informs bool) {
	options, rest, _ := strings.Cut(commandLine, " ")
	for word := range strings.FieldsSeq(rest) {
		letters, isOption := strings.CutPrefix(word, "-")
		if !isOption || letters == "" {
			break
		}
		options += " " + word
		last := strings.IndexAny(letters, "cmXW") // takes what follows
		if last < 0 {
			last = len(letters)
		}
		isolated = isolated || strings.ContainsAny(letters[:last], "ISE")
		informs = informs || strings.ContainsAny(letters[:last], "-Vh?")
		if strings.ContainsAny(letters[last:min(last+1, len(letters))], "cm") {
			break
		}
	}
	return options, isolated, informs
}
