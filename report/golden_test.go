package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/tracer/lang"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with testdata/name. Where they differ it leaves got
// beside it, as name.got.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if bytes.Equal(got, want) {
		os.Remove(path + ".got")
		return
	}
	if err := os.WriteFile(path+".got", got, 0o644); err != nil {
		t.Error(err)
	}
	t.Errorf("differs from %s; compare it with %[1]s.got", path)
}

// format returns the format of that name.
func format(t *testing.T, name string) Format {
	t.Helper()
	for _, f := range Formats() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no format %q", name)
	return Format{}
}

// written returns what a format writes of a report.
func written(t *testing.T, f Format, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out, r); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"svg", "json", "csv"} {
		t.Run(name, func(t *testing.T) {
			eachSample(t, func(t *testing.T, sample string, r *Report) {
				if sample != "many" { // too large to keep; other tests read it
					golden(t, sample+"."+name, written(t, format(t, name), r))
				}
			})
		})
	}
}

// TestFrenchGolden holds what pictures say in French; their shapes are those of
// TestGolden.
func TestFrenchGolden(t *testing.T) {
	for _, name := range []string{"gather", "panels"} {
		s, err := layOut(inFrench(samples[name](t)), defaultView())
		if err != nil {
			t.Fatal(err)
		}
		var texts bytes.Buffer
		for _, l := range s.labels {
			fmt.Fprintln(&texts, l.text)
		}
		golden(t, name+".fr.svg.txt", texts.Bytes())
	}
}

// inFrench returns a report for readers of French.
func inFrench(r *Report) *Report {
	r.Language = lang.French
	return r
}

// TestWriteErrors checks that no format takes a full disk for success.
func TestWriteErrors(t *testing.T) {
	r := newRun()
	r.span(1, 0, r.process(1), 0, 10)
	spanned := r.report()
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			if err := f.Write(fullDisk{}, spanned); !errors.Is(err, errFull) {
				t.Errorf("error %v, want %v", err, errFull)
			}
		})
	}
	if err := WriteTerminal(fullDisk{}, gatherSample(t), Terminal{}); !errors.Is(err, errFull) {
		t.Errorf("terminal: error %v, want %v", err, errFull)
	}
}

var errFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestFormats(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || f.Doc.Empty() || strings.ToLower(f.Name) != f.Name || seen[f.Name] {
			t.Errorf("format %q: %q", f.Name, f.Doc)
		}
		seen[f.Name] = true
	}
}
