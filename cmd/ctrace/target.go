package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ctrace/tracer/lang"
)

// stdoutPath stands for standard output.
const stdoutPath = "-"

// target is a file that replaces an old one only when it is whole.
type target struct {
	io.Writer
	path string
	temp *os.File // nil where nothing is to be replaced: stdout, a device
	dest *os.File // a device or pipe, written directly; else nil
}

func openTarget(path string, stdout io.Writer) (target, error) {
	if path == stdoutPath {
		return target{Writer: stdout, path: path}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return target{}, lang.Errorf("is a directory")
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return target{Writer: f, path: path, dest: f}, cause(err)
	}
	real := canonical(path) // a link stays a link
	mode := os.FileMode(0o666)
	if info != nil {
		mode = info.Mode().Perm()
	}
	name := fmt.Sprintf("%s/.%s.%d.tmp", filepath.Dir(real), filepath.Base(real), os.Getpid())
	temp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return target{}, lang.Errorf("cannot be written: %w", cause(err))
	}
	return target{Writer: temp, path: path, temp: temp}, nil
}

// commit puts the finished file in its place.
func (t target) commit() error {
	if t.dest != nil {
		return t.dest.Close()
	}
	if t.temp == nil {
		return nil
	}
	if err := t.temp.Close(); err != nil {
		return err
	}
	return os.Rename(t.temp.Name(), canonical(t.path))
}

// discard removes what was not committed. It may be called after commit.
func (t target) discard() {
	if t.temp != nil {
		t.temp.Close()
		os.Remove(t.temp.Name())
	}
	if t.dest != nil {
		t.dest.Close()
	}
}

// cause strips the operation and the path of a temporary file from an error.
func cause(err error) error {
	if pathErr := (*os.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
