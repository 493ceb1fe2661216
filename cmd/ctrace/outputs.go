package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"ctrace/report"
	"ctrace/tracer/lang"
)

// outputs are the files that a verb was asked to write, one for each format.
type outputs struct {
	paths map[string]*string // by format name; "" is not asked for, "-" is stdout
}

// addFlags adds a flag for each format.
func (o *outputs) addFlags(flags *pflag.FlagSet, s streams) {
	o.paths = map[string]*string{}
	for _, f := range report.Formats() {
		o.paths[f.Name] = flags.String(f.Name, "", s.say(lang.T("%s into `FILE` (- is standard output)", f.Doc)))
	}
}

// output is one file in the making.
type output struct {
	format report.Format
	target target
}

// open prepares every output, so that one that cannot be written is found
// before anything runs. The other paths must not be among them.
func (o *outputs) open(stdout io.Writer, others ...string) (opened []output, err error) {
	defer func() {
		if err != nil {
			discard(opened)
		}
	}()
	taken := paths{}
	for _, path := range others {
		if err := taken.add(path); err != nil {
			return opened, err
		}
	}
	for _, f := range report.Formats() {
		path := *o.paths[f.Name]
		if path == "" {
			continue
		}
		if err := taken.add(path); err != nil {
			return opened, err
		}
		t, err := openTarget(path, stdout)
		if err != nil {
			return opened, lang.Errorf("--%s %s: %w", f.Name, path, err)
		}
		opened = append(opened, output{f, t})
	}
	return opened, nil
}

// onStdout reports whether an output goes to standard output, which then
// carries nothing else.
func onStdout(opened []output) bool {
	for _, o := range opened {
		if o.target.path == stdoutPath {
			return true
		}
	}
	return false
}

// write writes the report to every output. One that fails does not keep the
// others from being written.
func write(opened []output, r *report.Report) error {
	var errs []error
	for _, o := range opened {
		err := o.format.Write(o.target, r)
		if err == nil {
			err = o.target.commit()
		}
		if err != nil {
			errs = append(errs, lang.Errorf("--%s %s: %w", o.format.Name, o.target.path, err))
		}
	}
	discard(opened)
	return errors.Join(errs...)
}

func discard(opened []output) {
	for _, o := range opened {
		o.target.discard()
	}
}

// paths are output paths that are already taken.
type paths map[string]bool

func (p paths) add(path string) error {
	key := path
	if path != stdoutPath {
		key = canonical(path)
	}
	if p[key] {
		return usagef("two outputs on one path: %s", path)
	}
	p[key] = true
	return nil
}

// canonical returns what path really names, through links, even where nothing
// exists there yet.
func canonical(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if to, err := os.Readlink(path); err == nil {
		path = followed(path, to)
	} else if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(dir, filepath.Base(path))
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return path
}

// followed returns where the link at path leads, which is to a file that does
// not exist: os.Readlink said "to".
func followed(path, to string) string {
	if !filepath.IsAbs(to) {
		to = filepath.Join(filepath.Dir(path), to)
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(to)); err == nil {
		return filepath.Join(dir, filepath.Base(to))
	}
	return to
}
