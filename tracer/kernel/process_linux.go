package kernel

import (
	"debug/elf"
	"fmt"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// process is what the explainer knows about a process until it executes another
// program.
type process struct {
	narrow tristate // it is a 32-bit program under a 64-bit kernel
	space  addressSpace
}

type tristate uint8

const (
	unknown tristate = iota
	no
	yes
)

// maxProcesses bounds what is remembered. Beyond it, all is looked up anew.
const maxProcesses = 4096

func (x *explainer) process(pid int) *process {
	p := x.processes[pid]
	if p == nil {
		if len(x.processes) >= maxProcesses {
			clear(x.processes)
		}
		p = &process{}
		x.processes[pid] = p
	}
	return p
}

// forget drops what is known about a process, which executes another program
// from here on, or has ended.
func (x *explainer) forget(pid int) { delete(x.processes, pid) }

// foreign reports whether the numbers of the thread's system calls are not those
// of this architecture, or may not be.
func (x *explainer) foreign(q *inquiry) bool {
	const end32 = 1 << 32
	if unsafe.Sizeof(uintptr(0)) == 4 || q.call.sp >= end32 || q.call.pc >= end32 {
		return false
	}
	p := x.process(q.task.pid)
	if p.narrow == unknown {
		p.narrow = yes
		if is64bit(q.task.pid) {
			p.narrow = no
		}
	}
	return p.narrow == yes
}

// is64bit reports whether the program of a process certainly is a 64-bit one.
func is64bit(pid int) bool {
	fd, err := openProc(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	var ident [elf.EI_NIDENT]byte
	head, err := pread(fd, ident[:])
	return err == nil && len(head) == len(ident) && elf.Class(head[elf.EI_CLASS]) == elf.ELFCLASS64
}

// memory reads the memory of a thread that waits, which the permission to read
// its system call includes. It returns what could be read of it.
func (q *inquiry) memory(address uint64, buffer []byte) []byte {
	if len(buffer) == 0 || address == 0 || uint64(uintptr(address)) != address {
		return nil
	}
	local := []unix.Iovec{{Base: &buffer[0]}}
	local[0].SetLen(len(buffer))
	remote := []unix.RemoteIovec{{Base: uintptr(address), Len: len(buffer)}}
	n, err := unix.ProcessVMReadv(q.task.tid, local, remote, 0)
	if err != nil {
		return nil
	}
	return buffer[:n]
}

// text reads a string that ends with a NUL, up to the end of its page.
func (q *inquiry) text(address uint64) string {
	page := uint64(unix.Getpagesize())
	buffer := make([]byte, min(page-address%page, maxPath))
	for i, b := range q.memory(address, buffer) {
		if b == 0 {
			return string(buffer[:i])
		}
	}
	return ""
}

// maxPath bounds the paths that are read from a program's memory.
const maxPath = 1024

// procPath returns the path of a file of the thread in /proc.
func (q *inquiry) procPath(name string) string {
	return "/proc/" + strconv.Itoa(q.task.pid) + "/task/" + strconv.Itoa(q.task.tid) + "/" + name
}
