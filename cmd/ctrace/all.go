package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"ctrace/report"
	"ctrace/scenarios"
	"ctrace/tracer/lang"
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
	t := newTable(s)
	for scenario := range scenarios.All() {
		r, err := f.runInAll(ctx, shows[scenario.Name], scenario)
		errs = append(errs, err)
		if r == nil {
			continue
		}
		t.row(r)
		entries = append(entries, report.IndexEntry{Report: r, Chapter: scenario.Chapter(), Title: lang.Data(s.title(scenario)), File: scenario.Name + ".html"})
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
		show, err := each.prepare(streams{s.in, io.Discard, io.Discard, s.language})
		if err != nil {
			return shows, err
		}
		show.warnings = s
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
		return lang.Errorf("--html %s: %w", path, err)
	}
	defer t.discard()
	if err := report.WriteIndex(t, s.language, entries); err != nil {
		return lang.Errorf("--html %s: %w", path, err)
	}
	if err := t.commit(); err != nil {
		return lang.Errorf("--html %s: %w", path, err)
	}
	s.note(lang.T("wrote %s", path))
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
			return lang.Errorf("--%s %s: %w", f.Name, path, cause(err))
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
type table struct {
	streams
	name, claims, makespan int // widths of columns
}

func newTable(s streams) table {
	claims, makespan := s.say(lang.T("claims")), s.say(lang.T("makespan"))
	t := table{s, 18, max(7, utf8.RuneCountInString(claims)), max(9, utf8.RuneCountInString(makespan))}
	t.print(s.say(lang.T("scenario")), claims, makespan, s.say(lang.T("what was measured")))
	return t
}

func (t table) row(r *report.Report) {
	held, _, _ := r.Verdict()
	claims := fmt.Sprintf("%s %d/%d", r.Mark(), held, len(r.Claims))
	if !r.Exit.Empty() {
		claims = fmt.Sprintf("%s %s", r.Mark(), t.say(lang.T("failed")))
	}
	t.print(r.Title, claims, t.say(lang.T("%s", r.Timeline.Makespan())), t.say(r.Answer))
}

func (t table) print(name, claims, makespan, measured string) {
	fmt.Fprintf(t.out, "%-*s  %-*s  %*s  %s\n", t.name, name, t.claims, claims, t.makespan, makespan, measured)
}
