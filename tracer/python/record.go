package python

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"ctrace/tracer/lang"
)

// Sizes of the file's parts in bytes.
const (
	headerSize = 64
	recordSize = 32
	textSize   = 24        // of one piece of a text
	maxSegment = 64 << 20  // bytes: the agent's own are smaller
	maxTexts   = 1 << 17   // texts of one process
	maxText    = 4096 / 24 // pieces of one text
)

var magic = []byte("ctracepy")

// version is the form of the file that this package reads.
const version = 1

// kind is the kind of a record.
type kind uint8

// The kinds of records.
const (
	noRecord      kind = iota // a slot that was never written
	textRecord                // a piece of a text
	threadRecord              // a thread begins, is renamed, or ends
	stepRecord                // one step of a task
	taskRecord                // a task was created
	waitRecord                // a thread waits for something
	callRecord                // one item of a pool
	processRecord             // the name that multiprocessing gave the process
	warningRecord             // the program uses a library that the agent cannot look into
	numKinds
)

// The flags of a record.
const (
	finished  = 1 // step, wait, call: until is set
	done      = 2 // step: it was the task's last
	raised    = 4 // step: the task ended with an exception, which text names
	cancelled = 8 // step: the task was cancelled

	threadEnded = 2 // thread
	library     = 4 // thread, task: it serves a module of the standard library
)

// record is one record but a text, as sink.py lays it out: RECORD.
type record struct {
	kind   kind
	flags  uint8
	thread uint16 // the agent's number of the thread that wrote it
	id     uint32 // of the task; of a thread record: the OS's thread id
	at     int64  // CLOCK_MONOTONIC in ns
	text   uint32 // the id of a text, 0 for none
	extra  uint32 // step: for how long the task had been ready, in units of 64 ns; task: the task that created it
	until  int64  // CLOCK_MONOTONIC in ns, 0 if it did not end
}

// readyUnit is the unit of a step's extra in ns.
const readyUnit = 64

// header begins a segment: HEADER in sink.py.
type header struct {
	pid          uint32
	size         uint64 // of the segment in bytes, header included
	hexVersion   uint32 // sys.hexversion
	freeThreaded bool
	mono         int64  // when the segment was begun
	lost         uint64 // records that had no room; counted in the first segment
	first        uint64 // the number of its first record: 0 where a program begins
}

var (
	errNoAgent = lang.Errorf("it was not written by ctrace's agent for Python")
	errVersion = lang.Errorf("it was written by another version of ctrace's agent for Python")
	errDamaged = lang.Errorf("a segment's size makes no sense")
)

func parseHeader(b []byte) (header, error) {
	if !bytes.Equal(b[:8], magic) {
		return header{}, errNoAgent
	}
	if v := binary.LittleEndian.Uint32(b[8:]); v != version {
		return header{}, lang.Errorf("%w (%d)", errVersion, v)
	}
	h := header{
		pid:          binary.LittleEndian.Uint32(b[12:]),
		size:         binary.LittleEndian.Uint64(b[16:]),
		hexVersion:   binary.LittleEndian.Uint32(b[24:]),
		freeThreaded: binary.LittleEndian.Uint32(b[28:])&1 != 0,
		mono:         int64(binary.LittleEndian.Uint64(b[32:])),
		lost:         binary.LittleEndian.Uint64(b[40:]),
		first:        binary.LittleEndian.Uint64(b[48:]),
	}
	if h.size < headerSize+recordSize || h.size > maxSegment || h.size%recordSize != 0 {
		return header{}, errDamaged
	}
	return h, nil
}

func parseRecord(b []byte) record {
	return record{
		kind:   kind(b[0]),
		flags:  b[1],
		thread: binary.LittleEndian.Uint16(b[2:]),
		id:     binary.LittleEndian.Uint32(b[4:]),
		at:     int64(binary.LittleEndian.Uint64(b[8:])),
		text:   binary.LittleEndian.Uint32(b[16:]),
		extra:  binary.LittleEndian.Uint32(b[20:]),
		until:  int64(binary.LittleEndian.Uint64(b[24:])),
	}
}

// segments calls begin for each segment of a file and each for each of its slots
// that was written, in order. A file that was cut ends without an error.
func segments(r io.Reader, begin func(header), each func([]byte) error) error {
	offset := uint64(0)
	head, slot := make([]byte, headerSize), make([]byte, recordSize)
	for {
		if _, err := io.ReadFull(r, head); err != nil {
			return ignoreEnd(err)
		}
		h, err := parseHeader(head)
		if err != nil {
			if offset > 0 && bytes.Count(head, []byte{0}) == len(head) {
				return nil // allocated, and not yet begun
			}
			return err
		}
		begin(h)
		for at := uint64(headerSize); at < h.size; at += recordSize {
			if _, err := io.ReadFull(r, slot); err != nil {
				return ignoreEnd(err)
			}
			if kind(slot[0]) == noRecord {
				continue
			}
			if err := each(slot); err != nil {
				return err
			}
		}
		offset += h.size
	}
}

// ignoreEnd returns nil for the end of a file, wherever it is.
func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
