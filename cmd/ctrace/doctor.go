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
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"ctrace/report"
	"ctrace/tracer/kernel"
	"ctrace/tracer/lang"
)

// finding is what doctor found out about one thing.
type finding struct {
	name   lang.Text
	ok     bool
	needed bool      // without it ctrace cannot do its main job
	what   lang.Text // what is there, or why it is not
	remedy lang.Text // what to do about it; empty where nothing is needed
}

func newDoctor(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: s.say(lang.T("Say what can be recorded here, what cannot and why, and what to do about it")),
		Args:  noArgument,
		RunE:  func(*cobra.Command, []string) error { return doctor(s, examine()) },
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
func doctor(s streams, findings []finding) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	var broken []lang.Text
	for _, f := range findings {
		mark := "✓"
		if !f.ok {
			mark = "✗"
		}
		fmt.Fprintf(w, "%s %s\t%s\n", mark, s.say(f.name), s.say(f.what))
		if !f.remedy.Empty() {
			fmt.Fprintf(w, "\t→ %s\n", s.say(f.remedy))
		}
		if f.needed && !f.ok {
			broken = append(broken, f.name)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(broken) > 0 {
		return lang.Errorf("nothing can be recorded here: %v", lang.Join(", ", broken...))
	}
	return nil
}

func machine() finding {
	what := lang.T("%s/%s, %v, %s", runtime.GOOS, runtime.GOARCH, cpus(runtime.NumCPU()), runtime.Version())
	f := finding{name: lang.T("machine"), ok: true, what: what}
	if runtime.NumCPU() == 1 {
		f.remedy = lang.T("with one CPU nothing runs in parallel: speed-ups cannot be shown here")
	}
	return f
}

func goTrace() finding {
	f := finding{name: lang.T("goroutines, coroutines, threads of Go"), needed: true, what: lang.T("runtime/trace records here")}
	if err := trace.Start(io.Discard); err != nil {
		f.what, f.remedy = lang.T("%v", err), lang.T("end the other execution trace of this process")
		return f
	}
	trace.Stop()
	f.ok = true
	return f
}

func tempFolder() finding {
	f := finding{name: lang.T("recordings"), needed: true, what: lang.T("are kept in %s unless --record names a folder", os.TempDir())}
	dir, err := os.MkdirTemp("", "ctrace-")
	if err == nil {
		err = os.Remove(dir)
	}
	if err != nil {
		f.what, f.remedy = lang.T("%v", err), lang.T("set TMPDIR to a folder that can be written, or use --record DIR")
		return f
	}
	f.ok = true
	return f
}

// kernelSwitches says how exactly it can be observed what the kernel runs. The
// reason that it is not better names the way out.
func kernelSwitches() finding {
	f := finding{name: lang.T("what the kernel ran")}
	mode, refused := kernel.Available()
	switch mode {
	case kernel.Perf:
		f.ok, f.what = true, lang.T("is recorded exactly, with perf_event_open")
	case kernel.Poll:
		f.what = lang.T("is recorded approximately, by polling /proc")
	default:
		f.what = lang.T("is not recorded: Running is what the Go runtime claims")
	}
	if refused != nil {
		f.remedy = lang.T("%v", refused)
	}
	return f
}

func python() finding {
	f := finding{name: lang.T("Python programs"), what: lang.T("are not recorded by this version")}
	if path, err := exec.LookPath("python3"); err == nil {
		f.what = lang.T("%v (python3 is %s)", f.what, path)
	}
	return f
}

// collectorPatience bounds how long doctor waits for the endpoint to accept.
const collectorPatience = time.Second

func collector() finding {
	f := finding{name: lang.T("spans to Jaeger"), ok: true, what: lang.T("go where --otlp URL says")}
	endpoint := os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	if endpoint == "" {
		return f
	}
	f.what = lang.T("go to %s (OTEL_EXPORTER_OTLP_ENDPOINT)", endpoint)
	err := report.CheckEndpoint(endpoint)
	if err == nil {
		err = accepts(endpoint)
	}
	if err != nil {
		f.ok, f.remedy = false, lang.T("%v: start the collector or unset the variable", err)
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
