package python

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ctrace/tracer/lang"
)

// agent is the agent's code.
//
//go:embed agent/*.py agent/ctrace_agent/*.py
var agent embed.FS

// PathVar is the variable through which an interpreter finds modules before its
// own, and so the agent.
const PathVar = "PYTHONPATH"

// Suffix is what follows the pid in the name of the file that the agent writes.
const Suffix = ".python"

// Install writes the agent into a folder of the user's cache, unless it is there,
// and returns that folder. Interpreters keep the compiled agent beside it.
// Several processes may install at once.
func Install() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // and owned by this user: see place
	}
	dir := filepath.Join(cache, "ctrace", "python-"+digest())
	if complete(dir) {
		return dir, nil
	}
	if err := place(dir); err != nil && !complete(dir) {
		return "", lang.Errorf("the agent for Python cannot be installed: %w", err)
	}
	return dir, nil
}

// digest identifies the agent's code.
func digest() string {
	sum := sha256.New()
	fs.WalkDir(agent, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			content, _ := agent.ReadFile(path)
			sum.Write([]byte(path + "\x00"))
			sum.Write(content)
		}
		return nil
	})
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// complete reports whether dir holds the agent as it is in this executable.
func complete(dir string) bool {
	return eachFile(func(name string, content []byte) error {
		there, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && string(there) != string(content) {
			err = lang.Errorf("it has another content")
		}
		return err
	}) == nil
}

// place writes the agent beside dir and puts it in its place in one step.
func place(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "python-*.tmp")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	err = eachFile(func(name string, content []byte) error {
		path := filepath.Join(temp, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return os.WriteFile(path, content, 0o600)
	})
	if err != nil {
		return err
	}
	os.RemoveAll(dir) // damaged: complete has looked at it
	return os.Rename(temp, dir)
}

// eachFile calls f for each file of the agent.
func eachFile(f func(name string, content []byte) error) error {
	return fs.WalkDir(agent, "agent", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".py") {
			return err
		}
		content, err := agent.ReadFile(path)
		if err != nil {
			return err
		}
		return f(strings.TrimPrefix(path, "agent/"), content)
	})
}
