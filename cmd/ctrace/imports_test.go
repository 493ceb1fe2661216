package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// allowed says which packages of ctrace a package may import, by the longest
// prefix of its path. Imports point one way: see DESIGN.md.
var allowed = map[string][]string{
	"ctrace/cmd":                          {"ctrace/scenarios", "ctrace/report", "ctrace/tracer"},
	"ctrace/scenarios":                    {"ctrace/scenarios", "ctrace/tracer"},
	"ctrace/report":                       {"ctrace/report", "ctrace/tracer/timeline", "ctrace/tracer/lang", "ctrace/tracer/spans"},
	"ctrace/tracer":                       {"ctrace/tracer"},
	"ctrace/tracer/":                      {"ctrace/tracer/timeline", "ctrace/tracer/jsonl", "ctrace/tracer/lang"},
	"ctrace/tracer/auto":                  {"ctrace/tracer"},
	"ctrace/tracer/timeline":              nil,
	"ctrace/tracer/timeline/timelinetest": {"ctrace/tracer/timeline"},
}

func TestImportsPointOneWay(t *testing.T) {
	packages := listPackages(t)
	if len(packages) < len(allowed) {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	for _, p := range packages {
		rule := ruleFor(p.ImportPath)
		may, ok := allowed[rule]
		if !ok {
			t.Errorf("%s is in no layer", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "ctrace/") {
				if rule == "ctrace/tracer/timeline" && strings.Contains(imported, ".") {
					t.Errorf("%s imports %s, but the model imports the standard library only", p.ImportPath, imported)
				}
				continue
			}
			if !permits(may, imported) {
				t.Errorf("%s imports %s: only %v is allowed", p.ImportPath, imported, may)
			}
		}
	}
}

// ruleFor returns the key of allowed for a package: itself, else its longest
// prefix, where a prefix that ends in a slash stands for what is below it.
func ruleFor(path string) string {
	best := ""
	for rule := range allowed {
		below := strings.HasSuffix(rule, "/") && strings.HasPrefix(path, rule)
		if (path == rule || below || strings.HasPrefix(path, rule+"/")) && len(rule) > len(best) {
			best = rule
		}
	}
	return best
}

func permits(may []string, imported string) bool {
	for _, m := range may {
		if imported == m || strings.HasPrefix(imported, m+"/") {
			return true
		}
	}
	return false
}

type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "ctrace/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}
