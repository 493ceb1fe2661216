package kernel

import (
	"debug/elf"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// CPython keeps its state in one exported variable, _PyRuntime, and in it the
// mutex and the conditions that make its global interpreter lock. A thread waits
// for 5 ms at a time, after which it asks the holder to let go. Nothing else that
// the variable has itself is waited for: its other locks are behind pointers. Those
// of subinterpreters with a lock of their own are elsewhere: waits for them stay
// futexes, and so do all before CPython 3.7.
const runtimeSymbol = "_PyRuntime"

// pythonFiles knows where files have the variable, by their paths and inodes.
type pythonFiles struct{ known map[fileID]runtimeSymbolOf }

type fileID struct {
	path  string
	inode uint64
}

// runtimeSymbolOf is the variable's place in a file, the zero value if it is not
// in it: its addresses, and those of the segments, as they were linked.
type runtimeSymbolOf struct {
	place    span
	segments []segment
}

// segment is a part of a file that is mapped, from the beginning of a page on.
type segment struct{ offset, address uint64 }

// maxPythons bounds how many files are remembered.
const maxPythons = 256

// isGIL reports whether address belongs to the lock of the thread's interpreter.
func (q *inquiry) isGIL(address uint64) bool {
	q.mapping(address)
	space := &q.process(q.task.pid).space
	if space.gil == nil {
		place := q.pythons.runtime(q.task.pid, space.mappings)
		space.gil = &place
	}
	return space.gil.has(address)
}

// runtime finds the variable in a process that has such mappings, the zero span
// if it is not there.
func (p *pythonFiles) runtime(pid int, mappings []mapping) span {
	for _, m := range mappings {
		if !mayBePython(m.file) {
			continue
		}
		symbol := p.symbol(pid, m)
		for _, s := range symbol.segments {
			if s.offset == m.offset {
				bias := m.start - s.address // It may wrap around, and back below.
				return span{symbol.place.start + bias, symbol.place.end + bias}
			}
		}
	}
	return span{}
}

// mayBePython reports whether a file is named like an interpreter or its library.
func mayBePython(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, "python") || strings.HasPrefix(name, "libpython")
}

// symbol returns where a mapped file has the variable.
func (p *pythonFiles) symbol(pid int, m mapping) runtimeSymbolOf {
	id := fileID{m.file, m.inode}
	symbol, ok := p.known[id]
	if !ok {
		if p.known == nil || len(p.known) >= maxPythons {
			p.known = map[fileID]runtimeSymbolOf{}
		}
		symbol = findRuntime(fmt.Sprintf("/proc/%d/root%s", pid, m.file))
		p.known[id] = symbol
	}
	return symbol
}

// findRuntime looks for the variable in a file, which may be anything.
func findRuntime(path string) (found runtimeSymbolOf) {
	defer func() {
		if recover() != nil { // Package elf makes no promise about hostile files.
			found = runtimeSymbolOf{}
		}
	}()
	const maxFile = 256 << 20                                      // bounds what package elf may allocate
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0) // without waiting for the writer of a pipe
	if err != nil {
		return found
	}
	defer file.Close()
	image, err := elf.NewFile(io.NewSectionReader(file, 0, maxFile))
	if err != nil {
		return found
	}
	symbols, err := image.DynamicSymbols()
	if err != nil {
		return found
	}
	for _, s := range symbols {
		if s.Name == runtimeSymbol && s.Section != elf.SHN_UNDEF {
			return runtimeSymbolOf{span{s.Value, s.Value + s.Size}, segments(image)}
		}
	}
	return found
}

func segments(image *elf.File) (all []segment) {
	page := uint64(os.Getpagesize())
	for _, p := range image.Progs {
		if p.Type == elf.PT_LOAD {
			all = append(all, segment{offset: p.Off - p.Off%page, address: p.Vaddr - p.Vaddr%page})
		}
	}
	return all
}
