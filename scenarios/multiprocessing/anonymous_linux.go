package multiprocessing

import (
	"os"

	"golang.org/x/sys/unix"
)

// anonymousFile returns an empty file that no folder holds.
func anonymousFile() (*os.File, error) {
	fd, err := unix.MemfdCreate("ctrace", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	return os.NewFile(uintptr(fd), "shared memory"), nil
}
