package kernel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ring reads the records that the kernel writes for one event, which is for one
// CPU. They are in order, and stay in the ring until they are taken: what is
// held back needs no memory.
type ring struct {
	cpu     int
	fd      int
	memory  []byte // a page that ring and kernel share, then the data
	shared  *unix.PerfEventMmapPage
	data    []byte // a power of 2
	wrapped []byte // the record that begins at the end of data and goes on at its beginning

	head, tail uint64 // of what the kernel had written at the last look, and of what is read
	freed      uint64 // up to where the kernel may write again
	next       Event  // the event at tail, if ready
	size       uint64 // of its record
	ready      bool

	lost uint64 // that records said
}

func newRing(calls perfCalls, cpu, fd, pages int) (*ring, error) {
	page := os.Getpagesize()
	memory, err := calls.mmap(fd, (1+pages)*page)
	if err != nil {
		return nil, err
	}
	return &ring{
		cpu:    cpu,
		fd:     fd,
		memory: memory,
		shared: (*unix.PerfEventMmapPage)(unsafe.Pointer(&memory[0])),
		data:   memory[page:],
	}, nil
}

func (r *ring) close() error {
	return errors.Join(unix.Munmap(r.memory), unix.Close(r.fd))
}

// look takes note of what the kernel has written.
func (r *ring) look() { r.head = atomic.LoadUint64(&r.shared.Data_head) }

// peek returns the next event of those that were there at the last look, which
// take removes, or nil. It passes over records that are none.
func (r *ring) peek() *Event {
	for !r.ready && r.tail != r.head {
		record := r.record()
		if record == nil {
			r.giveUp()
			break
		}
		r.size = uint64(len(record))
		if r.ready = r.parse(record); !r.ready {
			r.advance()
		}
	}
	if !r.ready {
		return nil
	}
	return &r.next
}

// take removes the event that peek has returned.
func (r *ring) take() {
	r.ready = false
	r.advance()
}

func (r *ring) advance() {
	r.tail += r.size
	if r.tail-r.freed >= uint64(len(r.data)/8) {
		r.free()
	}
}

// free lets the kernel write over what was read.
func (r *ring) free() {
	r.freed = r.tail
	atomic.StoreUint64(&r.shared.Data_tail, r.tail)
}

// record returns the record at the tail, nil if there cannot be one.
func (r *ring) record() []byte {
	start := int(r.tail & uint64(len(r.data)-1))
	// Records are multiples of 8 bytes, so that their headers do not wrap.
	size := int(binary.NativeEndian.Uint16(r.data[start+6:]))
	if size < headerSize || size%8 != 0 || uint64(size) > r.head-r.tail {
		return nil
	}
	if start+size <= len(r.data) {
		return r.data[start : start+size]
	}
	r.wrapped = append(r.wrapped[:0], r.data[start:]...)
	r.wrapped = append(r.wrapped, r.data[:size-len(r.wrapped)]...)
	return r.wrapped
}

// giveUp makes all that is in the ring one event: it is not what the kernel
// promises, so at least one record is lost.
func (r *ring) giveUp() {
	r.next = Event{Kind: Lost, Time: monotonic(), CPU: r.cpu, Count: 1}
	r.size, r.ready = r.head-r.tail, true
}

// The layout of records: a header {type u32, misc u16, size u16}, a body, and
// the sample id {pid, tid u32; time u64; cpu, reserved u32} that attributes asks
// for. The record of a switch has no body.
const (
	headerSize   = 8
	sampleIDSize = 24
)

// parse makes r.next of a record, if it is an event.
func (r *ring) parse(record []byte) bool {
	kind, misc := binary.NativeEndian.Uint32(record), binary.NativeEndian.Uint16(record[4:])
	if len(record) < headerSize+sampleIDSize {
		return false
	}
	body, id := record[headerSize:len(record)-sampleIDSize], record[len(record)-sampleIDSize:]
	e := &r.next
	*e = Event{PID: number(id), TID: number(id[4:]), Time: int64(binary.NativeEndian.Uint64(id[8:])), CPU: r.cpu}
	switch kind {
	case unix.PERF_RECORD_SWITCH:
		e.Kind = SwitchIn
		if misc&unix.PERF_RECORD_MISC_SWITCH_OUT != 0 {
			e.Kind = SwitchOut
			e.Preempted = misc&unix.PERF_RECORD_MISC_SWITCH_OUT_PREEMPT != 0
		}
	case unix.PERF_RECORD_FORK, unix.PERF_RECORD_EXIT:
		return e.parseTask(kind, body)
	case unix.PERF_RECORD_COMM:
		return e.parseName(misc, body)
	case unix.PERF_RECORD_LOST:
		return r.parseLost(body)
	default:
		return false
	}
	return e.TID != 0
}

// parseTask parses {pid, ppid, tid, ptid u32; time u64}. The sample id is of
// whoever caused the record.
func (e *Event) parseTask(kind uint32, body []byte) bool {
	if len(body) < 24 {
		return false
	}
	e.Kind = Exit
	e.PID, e.TID = number(body), number(body[8:])
	e.Time = int64(binary.NativeEndian.Uint64(body[16:]))
	if kind == unix.PERF_RECORD_FORK {
		e.Kind = Fork
		e.ParentPID, e.ParentTID = number(body[4:]), number(body[12:])
	}
	return e.TID != 0
}

// parseName parses {pid, tid u32; comm, with NULs behind}.
func (e *Event) parseName(misc uint16, body []byte) bool {
	if len(body) < 8 {
		return false
	}
	e.Kind, e.Exec = Name, misc&unix.PERF_RECORD_MISC_COMM_EXEC != 0
	e.PID, e.TID = number(body), number(body[4:])
	name, _, _ := bytes.Cut(body[8:], []byte{0})
	e.Text = string(name)
	return e.TID != 0
}

// parseLost parses {id, lost u64}.
func (r *ring) parseLost(body []byte) bool {
	if len(body) < 16 {
		return false
	}
	e := &r.next
	*e = Event{Kind: Lost, Time: e.Time, CPU: r.cpu, Count: binary.NativeEndian.Uint64(body[8:])}
	r.lost += e.Count
	return true
}

// number reads the id of a process or thread. The kernel writes -1 for one that
// is gone, 0 for one that is outside of this PID namespace: both become 0.
func number(data []byte) int { return max(int(int32(binary.NativeEndian.Uint32(data))), 0) }

// lostAtEnd returns how many records were lost that no record says, because none
// followed them. Where the kernel does not tell, that is 0.
func (r *ring) lostAtEnd() uint64 {
	var counts [2]uint64 // as read_format has it: the event's value, always 0, and lost
	n, err := unix.Read(r.fd, unsafe.Slice((*byte)(unsafe.Pointer(&counts[0])), unsafe.Sizeof(counts)))
	if err != nil || n != int(unsafe.Sizeof(counts)) || counts[1] < r.lost {
		return 0
	}
	return counts[1] - r.lost
}
