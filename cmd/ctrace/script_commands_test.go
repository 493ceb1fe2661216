package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// ctrace ARGUMENT… runs the binary, which must succeed, or fail after a "!".
func ctraceCommand(ts *testscript.TestScript, neg bool, args []string) {
	if err := ts.Exec("ctrace", args...); (err != nil) != neg {
		ts.Fatalf("ctrace ended with: %v", err)
	}
}

// summary FILE checks a --json summary: its schema, and that the states of each
// lane add up to its life.
func summaryCommand(ts *testscript.TestScript, neg bool, args []string) {
	var summary struct {
		Schema string
		Lanes  []struct {
			Kind, Name string
			Start      int64            `json:"start_ns"`
			End        int64            `json:"end_ns"`
			StatesNS   map[string]int64 `json:"states_ns"`
			WaitingNS  map[string]int64 `json:"waiting_ns"`
		}
	}
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(decoder.Decode(&summary))
	if summary.Schema != "ctrace.summary/1" || len(summary.Lanes) == 0 {
		ts.Fatalf("schema %q with %d lanes", summary.Schema, len(summary.Lanes))
	}
	for _, lane := range summary.Lanes {
		var states, waiting int64
		for _, ns := range lane.StatesNS {
			states += ns
		}
		for _, ns := range lane.WaitingNS {
			waiting += ns
		}
		if states != lane.End-lane.Start || waiting != lane.StatesNS["waiting"] || len(lane.StatesNS) != 5 {
			ts.Fatalf("%s %q does not add up: %+v", lane.Kind, lane.Name, lane)
		}
	}
}

// status CODE COMMAND… runs a command that must end with this exit status.
func statusCommand(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// interrupt TEXT CODE ARGUMENT… starts ctrace, sends it SIGINT as soon as it
// has printed TEXT, and checks its exit status. Its output goes to the files
// out and err.
func interruptCommand(ts *testscript.TestScript, neg bool, args []string) {
	text, args := args[0], args[1:]
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := exec.Command(binary, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "TMPDIR="+ts.Getenv("TMPDIR"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	printed := readUntil(stdout, text)
	ts.Check(cmd.Process.Signal(syscall.SIGINT))
	rest, _ := io.ReadAll(stdout)
	cmd.Wait()
	ts.Check(os.WriteFile(ts.MkAbs("out"), append(printed, rest...), 0o666))
	ts.Check(os.WriteFile(ts.MkAbs("err"), stderr.Bytes(), 0o666))
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit status %d, want %d\n%s", got, want, stderr.Bytes())
	}
}

// readUntil reads until text was read or the stream ends.
func readUntil(r io.Reader, text string) []byte {
	var read []byte
	for b := make([]byte, 1); !bytes.Contains(read, []byte(text)); {
		if _, err := r.Read(b); err != nil {
			break
		}
		read = append(read, b...)
	}
	return read
}

// empty DIR checks that nothing is left in a folder.
func emptyCommand(ts *testscript.TestScript, neg bool, args []string) {
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, e := range entries {
		ts.Fatalf("%s still holds %s", args[0], e.Name())
	}
}

// cut FROM TO SHARE copies the first SHARE percent of a file.
func cutCommand(ts *testscript.TestScript, neg bool, args []string) {
	content := ts.ReadFile(onlyMatch(ts, args[0]))
	share, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(content[:len(content)*share/100]), 0o666))
}

// flip FROM TO SHARE copies a file with the bits of one byte flipped.
func flipCommand(ts *testscript.TestScript, neg bool, args []string) {
	content := []byte(ts.ReadFile(onlyMatch(ts, args[0])))
	share, err := strconv.Atoi(args[2])
	ts.Check(err)
	content[len(content)*share/100] ^= 0xff
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), content, 0o666))
}

// onlyMatch returns the one file that a pattern matches.
func onlyMatch(ts *testscript.TestScript, pattern string) string {
	matches, err := filepath.Glob(ts.MkAbs(pattern))
	ts.Check(err)
	if len(matches) != 1 {
		ts.Fatalf("%s matches %d files", pattern, len(matches))
	}
	return matches[0]
}

// collector STATUS starts an OTLP endpoint that answers every request with this
// status, until the script ends. Its address is in $COLLECTOR.
func collectorCommand(ts *testscript.TestScript, neg bool, args []string) {
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
	}))
	ts.Defer(server.Close)
	ts.Setenv("COLLECTOR", server.URL)
}
