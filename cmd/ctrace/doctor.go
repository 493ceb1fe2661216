package main

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"runtime/trace"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ctrace/report"
)

// finding is what doctor found out about one thing.
type finding struct {
	name   string
	ok     bool
	needed bool   // without it ctrace cannot do its main job
	what   string // what is there, or why it is not
	remedy string // what to do about it; "" where nothing is needed
}

func newDoctor(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what can be recorded here, what cannot and why, and what to do about it",
		Args:  exactly(0),
		RunE:  func(*cobra.Command, []string) error { return doctor(s.out, examine()) },
	}
}

// examine looks at this machine.
func examine() []finding {
	return []finding{
		machine(), goTrace(), tempFolder(), kernelSwitches(), python(), collector(),
	}
}

// doctor prints the findings and returns an error if one of them keeps ctrace
// from its main job.
func doctor(out io.Writer, findings []finding) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var broken []string
	for _, f := range findings {
		mark := "✓"
		if !f.ok {
			mark = "✗"
		}
		fmt.Fprintf(w, "%s %s\t%s\n", mark, f.name, f.what)
		if f.remedy != "" {
			fmt.Fprintf(w, "\t→ %s\n", f.remedy)
		}
		if f.needed && !f.ok {
			broken = append(broken, f.name)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("nothing can be recorded here: %s", strings.Join(broken, ", "))
	}
	return nil
}

func machine() finding {
	what := fmt.Sprintf("%s/%s, %d CPUs, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	f := finding{name: "machine", ok: true, what: what}
	if runtime.NumCPU() == 1 {
		f.remedy = "with one CPU nothing runs in parallel: speed-ups cannot be shown here"
	}
	return f
}

func goTrace() finding {
	f := finding{name: "goroutines, coroutines, threads of Go", needed: true, what: "runtime/trace records here"}
	if err := trace.Start(io.Discard); err != nil {
		f.what, f.remedy = err.Error(), "end the other execution trace of this process"
		return f
	}
	trace.Stop()
	f.ok = true
	return f
}

func tempFolder() finding {
	f := finding{name: "recordings", needed: true, what: "are kept in " + os.TempDir() + " unless --record names a folder"}
	dir, err := os.MkdirTemp("", "ctrace-")
	if err == nil {
		err = os.Remove(dir)
	}
	if err != nil {
		f.what, f.remedy = err.Error(), "set TMPDIR to a folder that can be written, or use --record DIR"
		return f
	}
	f.ok = true
	return f
}

// paranoidPath tells what unprivileged users may measure with perf_event_open;
// see Documentation/admin-guide/sysctl/kernel.rst of Linux.
const paranoidPath = "/proc/sys/kernel/perf_event_paranoid"

func kernelSwitches() finding {
	f := finding{name: "what the kernel ran", what: "is not recorded by this version: Running is what the Go runtime claims"}
	if level, err := os.ReadFile(paranoidPath); err == nil {
		f.what += fmt.Sprintf(" (perf_event_paranoid is %s)", strings.TrimSpace(string(level)))
	}
	return f
}

func python() finding {
	f := finding{name: "Python programs", what: "are not recorded by this version"}
	if path, err := exec.LookPath("python3"); err == nil {
		f.what += " (python3 is " + path + ")"
	}
	return f
}

// collectorPatience bounds how long doctor waits for the endpoint to accept.
const collectorPatience = time.Second

func collector() finding {
	f := finding{name: "spans to Jaeger", ok: true, what: "go where --otlp URL says"}
	endpoint := os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	if endpoint == "" {
		return f
	}
	f.what = "go to " + endpoint + " (OTEL_EXPORTER_OTLP_ENDPOINT)"
	err := report.CheckEndpoint(endpoint)
	if err == nil {
		err = accepts(endpoint)
	}
	if err != nil {
		f.ok, f.remedy = false, fmt.Sprintf("%v: start the collector or unset the variable", err)
	}
	return f
}

// accepts returns an error if nobody accepts connections at an endpoint.
func accepts(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "grpc": "80", "https": "443", "grpcs": "443"}[u.Scheme]
	}
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(u.Hostname(), port), collectorPatience)
	if err != nil {
		return err
	}
	return conn.Close()
}
