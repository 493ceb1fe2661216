package tracer

import (
	"os"

	"ctrace/tracer/lang"
	"ctrace/tracer/python"
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
