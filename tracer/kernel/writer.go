package kernel

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"

	"ctrace/tracer/lang"
)

// Writer writes a file of events. The first error sticks: later calls do
// nothing, and Flush returns it.
type Writer struct {
	w       *bufio.Writer
	record  []byte // of the event that is being written; kept for its memory
	time    int64  // of the event before
	tid     int
	failure error
}

// NewWriter begins a file with h, whose Schema it sets itself.
func NewWriter(w io.Writer, h Header) *Writer {
	h.Schema = schema
	writer := &Writer{w: bufio.NewWriterSize(w, 1<<16), time: h.StartMono}
	line, err := json.Marshal(h)
	if err != nil {
		writer.failure = err
		return writer
	}
	writer.write(append(line, '\n'))
	return writer
}

// Append adds an event. A text is cut to 4,096 bytes. Fields that e's kind does
// not have are not written.
func (w *Writer) Append(e Event) {
	if w.failure != nil {
		return
	}
	if err := e.check(); err != nil {
		w.failure = lang.Errorf("kernel: %w", err)
		return
	}
	w.record = w.appendFields(w.appendHead(w.record[:0], &e), &e)
	w.time, w.tid = e.Time, e.TID
	w.write(w.record)
}

func (w *Writer) appendHead(record []byte, e *Event) []byte {
	head := byte(e.Kind)
	if e.flag() {
		head |= flagBit
	}
	record = append(record, head)
	record = binary.AppendUvarint(record, zigzag(e.Time-w.time))
	record = binary.AppendUvarint(record, zigzag(int64(e.TID-w.tid)))
	return binary.AppendUvarint(record, zigzag(int64(e.PID-e.TID)))
}

func (w *Writer) appendFields(record []byte, e *Event) []byte {
	has := fieldsOf[e.Kind]
	if has&hasCPU != 0 {
		record = binary.AppendUvarint(record, uint64(e.CPU))
	}
	if has&hasDelay != 0 {
		record = binary.AppendUvarint(record, uint64(e.Delay))
	}
	if has&hasParent != 0 {
		record = binary.AppendUvarint(record, uint64(e.ParentPID))
		record = binary.AppendUvarint(record, uint64(e.ParentTID))
	}
	if has&hasCount != 0 {
		record = binary.AppendUvarint(record, e.Count)
	}
	if has&hasReason != 0 {
		record = appendText(record, e.Reason.String())
	}
	if has&hasText != 0 {
		record = appendText(record, e.Text)
	}
	return record
}

func appendText(record []byte, text string) []byte {
	text = text[:min(len(text), maxText)]
	return append(binary.AppendUvarint(record, uint64(len(text))), text...)
}

// Flush hands everything so far to the underlying writer.
func (w *Writer) Flush() error {
	if w.failure == nil {
		w.failure = w.w.Flush()
	}
	return w.failure
}

func (w *Writer) write(data []byte) {
	_, w.failure = w.w.Write(data)
}
