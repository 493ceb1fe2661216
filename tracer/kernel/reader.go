package kernel

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"ctrace/tracer/lang"
)

// ErrNoSwitches is returned for what is no file of events at all.
var ErrNoSwitches = lang.Errorf("no kernel recording")

// Incomplete is returned for a file of events whose end could not be read. What
// comes before it is good.
type Incomplete struct {
	Offset int64 // of the record that could not be read
	Err    error // io.ErrUnexpectedEOF, or what is wrong with the record
}

// Error implements error.
func (e *Incomplete) Error() string { return e.In(lang.English) }

// In is Error in a language.
func (e *Incomplete) In(l lang.Language) string {
	if e.Cut() {
		return lang.T("the kernel recording is cut at byte %d: its end is missing", e.Offset).In(l)
	}
	return lang.T("the kernel recording is broken at byte %d: what follows is missing: %v", e.Offset, e.Err).In(l)
}

func (e *Incomplete) Unwrap() error { return e.Err }

// Cut reports whether the file just ends too early, as it does when its
// recorder was killed.
func (e *Incomplete) Cut() bool { return errors.Is(e.Err, io.ErrUnexpectedEOF) }

// Reader reads a file of events.
type Reader struct {
	r      *bufio.Reader
	header Header
	offset int64
	time   int64 // of the event before
	tid    int
	result error // sticks
}

// NewReader reads the header. The error is [ErrNoSwitches] for another kind of
// file, or what r says.
func NewReader(r io.Reader) (*Reader, error) {
	reader := &Reader{r: bufio.NewReaderSize(r, 1<<16)}
	line, err := reader.headerLine()
	if err != nil {
		return nil, err
	}
	h := &reader.header
	switch err := json.Unmarshal(line, h); {
	case err != nil:
		return nil, lang.Errorf("%w: its first line: %v", ErrNoSwitches, err)
	case h.Schema != schema:
		return nil, lang.Errorf("%w of this version of ctrace: it is %.40q, not %q", ErrNoSwitches, h.Schema, schema)
	case h.Mode != Perf && h.Mode != Poll:
		return nil, lang.Errorf("%w: nothing is recorded in mode %v", ErrNoSwitches, h.Mode)
	case h.CPUs < 0 || h.CPUs > maxCPU || h.PID < 0 || h.PID > maxID || h.StartMono < 0:
		return nil, lang.Errorf("%w: its header is out of range", ErrNoSwitches)
	}
	reader.time = h.StartMono
	return reader, nil
}

// headerLine returns the first line, in bounded memory.
func (r *Reader) headerLine() ([]byte, error) {
	var line []byte
	for len(line) <= maxHeader {
		b, err := r.r.ReadByte()
		switch {
		case err == io.EOF:
			return nil, lang.Errorf("%w: it has no complete first line", ErrNoSwitches)
		case err != nil:
			return nil, err
		case b == '\n':
			r.offset = int64(len(line)) + 1
			return line, nil
		}
		line = append(line, b)
	}
	return nil, lang.Errorf("%w: its first line is longer than %d bytes", ErrNoSwitches, maxHeader)
}

// Header returns how the events were recorded.
func (r *Reader) Header() Header { return r.header }

// Next returns the next event. After the End it returns io.EOF, and an
// [*Incomplete] where the file is cut or broken before that. Errors stick.
func (r *Reader) Next() (Event, error) {
	if r.result != nil {
		return Event{}, r.result
	}
	e, size, err := r.record()
	if err != nil {
		r.result = &Incomplete{Offset: r.offset, Err: err}
		return Event{}, r.result
	}
	if e.Kind == End {
		r.result = io.EOF
	}
	r.offset += int64(size)
	r.time, r.tid = e.Time, e.TID
	return e, nil
}

// maxNumbers is the most that the numbers of one record take.
const maxNumbers = 1 + 8*binary.MaxVarintLen64

// record decodes the record at the reader's position and returns its size.
func (r *Reader) record() (Event, int, error) {
	data, err := r.r.Peek(maxNumbers)
	if err != nil && (err != io.EOF || len(data) == 0) {
		return Event{}, 0, unexpected(err)
	}
	d := decoder{data: data}
	e := d.event(r.time, r.tid)
	if d.failure != nil {
		return Event{}, 0, d.failure
	}
	if err := e.check(); err != nil {
		return Event{}, 0, err
	}
	size := len(data) - len(d.data)
	r.r.Discard(size) // cannot fail: it has been peeked at
	n, err := r.texts(&e)
	return e, size + n, err
}

// texts reads the texts at the end of the record of e.
func (r *Reader) texts(e *Event) (size int, err error) {
	has := fieldsOf[e.Kind]
	if has&hasReason != 0 {
		word, n, err := r.text()
		if err != nil {
			return 0, err
		}
		e.Reason, size = parseReason(word), n
	}
	if has&hasText != 0 {
		text, n, err := r.text()
		if err != nil {
			return 0, err
		}
		e.Text, size = text, size+n
	}
	return size, nil
}

// text reads a text and returns its size with its length.
func (r *Reader) text() (string, int, error) {
	data, err := r.r.Peek(binary.MaxVarintLen64)
	if err != nil && err != io.EOF {
		return "", 0, err
	}
	d := decoder{data: data}
	length := d.uvarint()
	switch {
	case d.failure != nil:
		return "", 0, d.failure
	case length > maxText:
		return "", 0, lang.Errorf("a text of %d bytes", length)
	}
	size := len(data) - len(d.data)
	r.r.Discard(size) // cannot fail: it has been peeked at
	text := make([]byte, length)
	if _, err := io.ReadFull(r.r, text); err != nil {
		return "", 0, unexpected(err)
	}
	return string(text), size + len(text), nil
}

// unexpected returns err, with io.ErrUnexpectedEOF in the place of io.EOF.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// decoder takes numbers off the front of data until one fails.
type decoder struct {
	data    []byte // not empty before the first one is taken
	failure error
}

// event decodes a record without its texts; time and tid are those of the event
// before it.
func (d *decoder) event(time int64, tid int) Event {
	head := d.data[0]
	d.data = d.data[1:]
	e := Event{Kind: Kind(head &^ flagBit)}
	if !e.Kind.known() {
		return e // check says so
	}
	if head&flagBit != 0 {
		e.setFlag()
	}
	e.Time = time + unzigzag(d.uvarint())
	e.TID = tid + int(unzigzag(d.uvarint()))
	e.PID = e.TID + int(unzigzag(d.uvarint()))
	has := fieldsOf[e.Kind]
	if has&hasCPU != 0 {
		e.CPU = int(d.uvarint())
	}
	if has&hasDelay != 0 {
		e.Delay = int64(d.uvarint())
	}
	if has&hasParent != 0 {
		e.ParentPID, e.ParentTID = int(d.uvarint()), int(d.uvarint())
	}
	if has&hasCount != 0 {
		e.Count = d.uvarint()
	}
	return e
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	switch {
	case d.failure != nil:
		return 0
	case n == 0:
		d.failure = io.ErrUnexpectedEOF
		return 0
	case n < 0:
		d.failure = lang.Errorf("a number of more than 64 bits")
		return 0
	}
	d.data = d.data[n:]
	return v
}
