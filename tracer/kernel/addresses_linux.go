package kernel

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
)

// mapping is a part of a process's memory.
type mapping struct {
	start, end uint64
	offset     uint64 // of start in the file
	inode      uint64 // 0 if it is no file's
	file       string // its path, or what the kernel calls it
}

// addressSpace is a process's memory as it was when something in it was last
// looked for and not found.
type addressSpace struct {
	mappings []mapping // by address
	gil      *span     // where CPython keeps its lock, nil before it was looked for
	pause    pause
}

// span is the addresses from start on and before end.
type span struct{ start, end uint64 }

func (s span) has(address uint64) bool { return s.start <= address && address < s.end }

// maxMappings bounds how much of a process's memory is known.
const maxMappings = 1 << 14

// mapping returns what is mapped at address, the zero mapping if that is unknown.
func (q *inquiry) mapping(address uint64) mapping {
	space := &q.process(q.task.pid).space
	m := space.find(address)
	if m.end != 0 {
		return m
	}
	if started := monotonic(); space.pause.over(started) {
		space.mappings, space.gil = readMappings(q.task.pid), nil
		space.pause.begin(started, monotonic())
	}
	return space.find(address)
}

func (s *addressSpace) find(address uint64) mapping {
	i, _ := slices.BinarySearchFunc(s.mappings, address, func(m mapping, address uint64) int {
		if m.end <= address {
			return -1
		}
		return 1
	})
	if i < len(s.mappings) && s.mappings[i].start <= address {
		return s.mappings[i]
	}
	return mapping{}
}

func readMappings(pid int) []mapping {
	file, err := os.Open(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return nil
	}
	defer file.Close()
	return parseMaps(file)
}

// parseMaps parses lines such as
//
//	7f21955a0000-7f21955c0000 r--p 00002000 fe:00 1234       /usr/lib/libc.so.6
//
// in which the kernel escapes the ends of lines that paths have.
func parseMaps(r io.Reader) []mapping {
	var mappings []mapping
	for lines := bufio.NewScanner(r); lines.Scan() && len(mappings) < maxMappings; {
		if m, ok := parseMapping(lines.Bytes()); ok {
			mappings = append(mappings, m)
		}
	}
	return mappings
}

func parseMapping(line []byte) (m mapping, ok bool) {
	var words [5][]byte // addresses, permissions, offset, device, inode
	for i := range words {
		words[i], line, ok = bytes.Cut(line, []byte(" "))
		if !ok {
			return m, false
		}
	}
	start, end, _ := bytes.Cut(words[0], []byte("-"))
	for _, number := range []struct {
		text []byte
		base int
		into *uint64
	}{{start, 16, &m.start}, {end, 16, &m.end}, {words[2], 16, &m.offset}, {words[4], 10, &m.inode}} {
		var err error
		if *number.into, err = strconv.ParseUint(string(number.text), number.base, 64); err != nil {
			return m, false
		}
	}
	m.file = string(bytes.TrimLeft(line, " "))
	return m, m.start < m.end
}
