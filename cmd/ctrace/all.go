package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer/timeline"
)

// indexName is the file in the folder of `run --all --html` that lists the pages.
const indexName = "index.html"

// runAll runs the catalogue and prints a table. Outputs are folders with a file
// for each scenario; that of the pages gets an index.
func (f *runFlags) runAll(ctx context.Context, s streams) error {
	shows, err := f.prepareAll(s)
	if err != nil {
		return err
	}
	defer func() {
		for _, show := range shows {
			show.discard()
		}
	}()
	var entries []report.IndexEntry
	var errs []error
	t := newTable(s.out)
	for scenario := range scenarios.All() {
		r, err := f.runInAll(ctx, shows[scenario.Name], scenario)
		errs = append(errs, err)
		if r == nil {
			continue
		}
		t.row(r)
		entries = append(entries, report.IndexEntry{Report: r, Chapter: scenario.Chapter(), Title: title(scenario), File: scenario.Name + ".html"})
		if f.check {
			errs = append(errs, broken(r))
		}
		if errors.Is(err, errInterrupted) {
			break
		}
	}
	return errors.Join(append(errs, f.writeIndex(s, entries))...)
}

// runInAll runs one scenario of the catalogue.
func (f *runFlags) runInAll(ctx context.Context, show *show, scenario *scenarios.Scenario) (*report.Report, error) {
	args, err := scenario.Args(f.speed, nil)
	if err != nil {
		return nil, usage(err)
	}
	dir := ""
	if f.record != "" {
		dir = filepath.Join(f.record, scenario.Name)
	}
	return f.repeat(ctx, show, scenario, args, dir)
}

// prepareAll opens the outputs of every scenario. What the programs print goes
// into their recordings only.
func (f *runFlags) prepareAll(s streams) (shows map[string]*show, err error) {
	shows = map[string]*show{}
	defer func() {
		if err != nil {
			for _, show := range shows {
				show.discard()
			}
		}
	}()
	if _, err := f.endpointAndTerminal(s); err != nil {
		return shows, err
	}
	if err := f.makeFolders(); err != nil {
		return shows, err
	}
	for scenario := range scenarios.All() {
		each := f.showFlags
		each.outputs, each.quiet = f.outputs.within(scenario.Name), true
		show, err := each.prepare(streams{in: s.in, out: io.Discard, err: io.Discard})
		if err != nil {
			return shows, err
		}
		shows[scenario.Name] = show
	}
	return shows, nil
}

// writeIndex writes the index of the pages, if there are any.
func (f *runFlags) writeIndex(s streams, entries []report.IndexEntry) error {
	dir := *f.paths["html"]
	if dir == "" {
		return nil
	}
	path := filepath.Join(dir, indexName)
	t, err := openTarget(path, s.out)
	if err != nil {
		return fmt.Errorf("--html %s: %w", path, err)
	}
	defer t.discard()
	if err := report.WriteIndex(t, entries); err != nil {
		return fmt.Errorf("--html %s: %w", path, err)
	}
	if err := t.commit(); err != nil {
		return fmt.Errorf("--html %s: %w", path, err)
	}
	fmt.Fprintf(s.err, "ctrace: wrote %s\n", path)
	return nil
}

// makeFolders makes the folders of outputs that `run --all` needs.
func (o *outputs) makeFolders() error {
	for _, f := range report.Formats() {
		path := *o.paths[f.Name]
		switch {
		case path == "":
			continue
		case path == stdoutPath:
			return usagef("--%s -: with --all it names a folder", f.Name)
		}
		if err := os.MkdirAll(path, 0o777); err != nil {
			return fmt.Errorf("--%s %s: %w", f.Name, path, cause(err))
		}
	}
	return nil
}

// within returns the outputs of one scenario in the folders of --all.
func (o *outputs) within(name string) outputs {
	paths := map[string]*string{}
	for format, folder := range o.paths {
		path := *folder
		if path != "" {
			path = filepath.Join(path, name+"."+format)
		}
		paths[format] = &path
	}
	return outputs{paths}
}

// table prints a row for each scenario as it ends.
type table struct{ out io.Writer }

func newTable(out io.Writer) table {
	fmt.Fprintf(out, "%-18s  %-7s  %9s  %s\n", "scenario", "claims", "makespan", "what was measured")
	return table{out}
}

func (t table) row(r *report.Report) {
	held, _, _ := r.Verdict()
	claims := fmt.Sprintf("%d/%d", held, len(r.Claims))
	if r.Exit != "" {
		claims = "failed"
	}
	fmt.Fprintf(t.out, "%-18s  %s %-5s  %9s  %s\n", r.Title, r.Mark(), claims, timeline.Figure(r.Timeline.Makespan()), r.Answer)
}
