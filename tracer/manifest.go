package tracer

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// Manifest is recording.json: what was recorded, where and how. It is purely
// data.
type Manifest struct {
	Schema       string   `json:"schema"`
	Command      []string `json:"command"`
	Scenario     string   `json:"scenario,omitempty"` // "" for any other command
	Speed        float64  `json:"speed,omitempty"`
	Params       []string `json:"params,omitempty"`        // of the scenario, NAME=VALUE
	Program      string   `json:"program,omitempty"`       // the file of the folder that the command ran: the course's Python; "" for the scenario in Go
	Python       bool     `json:"python,omitempty"`        // Python processes were looked into
	FreeThreaded bool     `json:"free_threaded,omitempty"` // the program's Python has no GIL

	Host      string `json:"host"`
	Boot      string `json:"boot,omitempty"` // the kernel's boot id, "" where it is not known
	OS        string `json:"os"`
	Arch      string `json:"arch"`
	CPUs      int    `json:"cpus"`
	GoVersion string `json:"go"` // of the recorder

	// Start is when recording began, which is Time 0 of the timeline, and
	// StartMono is CLOCK_MONOTONIC at that instant, meaningful where Boot is
	// known. The other times count from Start.
	Start     time.Time     `json:"start"`
	StartMono int64         `json:"start_mono_ns"`
	Spawned   time.Duration `json:"spawned_ns"` // when the process was there
	Exited    time.Duration `json:"exited_ns"`  // when it had ended
	Stopped   time.Duration `json:"stopped_ns"` // when all that it started had ended; 0 while it runs, or if the recorder was killed

	PID   int   `json:"pid"` // of the observed process, 0 before its start
	Exit  Exit  `json:"exit"`
	Usage Usage `json:"usage"`

	Kernel KernelStatus `json:"kernel"`

	// Sources says how those sources fared that the recorder itself looks
	// after. What a process records of itself, its files say.
	Sources []SourceStatus `json:"sources,omitempty"`
}

// Schema names the form of the manifest. A later form has another number.
const (
	schemaPrefix = "ctrace.recording/"
	schema       = schemaPrefix + "1"
)

// Usage is what the observed process and its descendants used.
type Usage struct {
	User   time.Duration `json:"user_ns"`
	System time.Duration `json:"system_ns"`
	MaxRSS int64         `json:"max_rss_bytes"` // of the largest process; each begins as a copy of its parent, the first of the recorder
}

// add adds what others used.
func (u *Usage) add(others Usage) {
	u.User += others.User
	u.System += others.System
	u.MaxRSS = max(u.MaxRSS, others.MaxRSS)
}

// leaveOut takes CPU time out that was counted but is not the program's, from
// both kinds in proportion: of which kind it was is not known.
func (u *Usage) leaveOut(used time.Duration) {
	total := u.User + u.System
	if total <= 0 {
		return
	}
	share := 1 - min(used.Seconds()/total.Seconds(), 1)
	u.User = time.Duration(float64(u.User) * share)
	u.System = time.Duration(float64(u.System) * share)
}

// SourceStatus says whether a source recorded and, if it did not, why.
type SourceStatus struct {
	Name string           `json:"name"`
	On   bool             `json:"on"`
	Why  timeline.Message `json:"why,omitzero"`
}

// newManifest returns the manifest of a recording that starts now.
func newManifest(c Command) Manifest {
	host, _ := os.Hostname() // "" is a name that nobody has
	start := now()
	return Manifest{
		Schema: schema, Command: c.Args, Scenario: c.Scenario, Speed: c.Speed, Params: c.Params,
		Program: c.Program.Name, Python: c.Python,
		FreeThreaded: c.Program.FreeThreaded,
		Host:         host, Boot: bootID(), OS: runtime.GOOS, Arch: runtime.GOARCH,
		CPUs: runtime.NumCPU(), GoVersion: runtime.Version(),
		Start: start.Wall, StartMono: start.MonoNS,
	}
}

// Name names what ran: the scenario, or the program.
func (m Manifest) Name() string {
	if m.Scenario != "" || len(m.Command) == 0 {
		return m.Scenario
	}
	return filepath.Base(m.Command[0])
}

// Finished reports whether the recorder saw the end. If not, how the program
// ended is not known.
func (m Manifest) Finished() bool { return m.Stopped > 0 }

// write replaces the manifest of the recording in dir.
func (m Manifest) write(dir string) error {
	return writeJSON(filepath.Join(dir, manifestFile), m)
}

// Errors that OpenRecording returns, wrapped with the path.
var (
	errNoRecording = lang.Errorf("it is no recording: it has no %s", manifestFile)
	errEmpty       = lang.Errorf("it is empty")
)

// readManifest reads the manifest of the recording in dir.
func readManifest(dir string) (Manifest, error) {
	var m Manifest
	data, err := readRegular(dir, manifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return m, errNoRecording
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, lang.Errorf("%s is damaged: %w", manifestFile, err)
	}
	switch {
	case m.Schema == schema:
		return m, nil
	case strings.HasPrefix(m.Schema, schemaPrefix):
		return m, lang.Errorf("%s has the form %q, this ctrace reads %q: open it with the ctrace that recorded it", manifestFile, m.Schema, schema)
	}
	return m, errNoRecording
}
