//go:build unix && !linux

package multiprocessing

import "os"

// anonymousFile returns an empty file that no folder holds.
func anonymousFile() (*os.File, error) {
	file, err := os.CreateTemp("", "ctrace-shared-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}
