package tracer

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/python"
)

// The files of a recording. Those that processes write begin with their pid.
const (
	manifestFile = "recording.json"
	outputFile   = "output"
	kernelFile   = "kernel.switches"
	resultFile   = "result.json"

	processSuffix = ".process.jsonl"
	traceSuffix   = ".gotrace"
	spansSuffix   = ".spans.jsonl"
	wallSuffix    = ".wall.pb.gz"

	// tempPrefix begins the names of files that are not yet whole; a kill may
	// leave one.
	tempPrefix = ".ctrace-"
)

// pidFile returns the path of this process's file with a suffix.
func pidFile(dir, suffix string) string {
	return filepath.Join(dir, strconv.Itoa(os.Getpid())+suffix)
}

// splitPID splits the name of a process's file into pid and suffix.
func splitPID(name string) (pid int, suffix string, ok bool) {
	number, _, found := strings.Cut(name, ".")
	pid, err := strconv.Atoi(number)
	if !found || err != nil || pid <= 0 {
		return 0, "", false
	}
	return pid, name[len(number):], true
}

// belongs reports whether a recording has a file of that name.
func belongs(name string) bool {
	switch name {
	case manifestFile, outputFile, kernelFile, resultFile, pushedFile:
		return true
	}
	_, suffix, ok := splitPID(name)
	switch suffix {
	case processSuffix, traceSuffix, spansSuffix, wallSuffix, python.Suffix:
		return ok
	}
	return strings.HasPrefix(name, tempPrefix)
}

// appendable opens a new file that this process writes from its start on, so
// that what it holds is always a prefix.
func appendable(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
}

// writeWhole replaces the file at path by one with data, so that a reader finds
// the old one or the new one and nothing between.
func writeWhole(path string, data []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), tempPrefix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(0o644), temp.Close())
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// writeJSON replaces the file at path by v as JSON.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return writeWhole(path, append(data, '\n'))
}

// prepareFolder makes dir an empty folder for a new recording and reports
// whether it created it. An older recording in it is removed; a folder with
// anything else in it is refused.
func prepareFolder(dir string) (created bool, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return false, err
	}
	if len(entries) == 0 {
		return false, nil
	}
	old, err := readManifest(dir)
	if err != nil {
		return false, lang.Errorf("%s is not empty and holds no recording: name another folder", dir)
	}
	for _, entry := range entries {
		if name := entry.Name(); name != old.Program && !belongs(name) {
			return false, lang.Errorf("%s holds more than a recording (%s): name another folder", dir, entry.Name())
		}
	}
	for _, entry := range entries {
		if err := os.Remove(filepath.Join(dir, entry.Name())); err != nil {
			return false, err
		}
	}
	return false, nil
}
