package timeline

import "encoding/binary"

// coder encodes and decodes the records of a chunk, each against the one before
// it. A record is
//
//	head    1 byte: the state in the lowest three bits, flags above
//	start   uvarint, ns since the start of the record before
//	reason  1 byte, if hasReason
//	on      uvarint, if newExecutor
//	stack   uvarint, unless sameStack
//	detail  uvarint, if hasDetail
//
// A lane comes back to the lane that executed it last more often than not, and
// stays at its stack when it becomes ready and when it runs.
type coder struct {
	start Time
	on    LaneID // the last one that was not NoLane
	stack StackID
}

// The flags of a record's head.
const (
	stateMask    = 1<<3 - 1
	lastExecutor = 1 << 3
	newExecutor  = 1 << 4
	sameStack    = 1 << 5
	hasReason    = 1 << 6
	hasDetail    = 1 << 7
)

// maxRecord is the most that a record takes, in bytes.
const maxRecord = 1 + binary.MaxVarintLen64 + 1 + 3*binary.MaxVarintLen32

// append appends r to data.
func (c *coder) append(data []byte, r *record) []byte {
	at := len(data)
	data = binary.AppendUvarint(append(data, 0), uint64(r.start-c.start))
	c.start = r.start
	head := byte(r.state) & stateMask
	if r.reason != NoReason {
		head |= hasReason
		data = append(data, byte(r.reason))
	}
	switch r.on {
	case NoLane:
	case c.on:
		head |= lastExecutor
	default:
		head |= newExecutor
		data = binary.AppendUvarint(data, uint64(uint32(r.on)))
		c.on = r.on
	}
	if r.stack == c.stack {
		head |= sameStack
	} else {
		data = binary.AppendUvarint(data, uint64(r.stack))
		c.stack = r.stack
	}
	if r.detail != 0 {
		head |= hasDetail
		data = binary.AppendUvarint(data, uint64(r.detail))
	}
	data[at] = head
	return data
}

// next decodes the first record of data, and returns what follows it.
func (c *coder) next(data []byte) (record, []byte) {
	head := data[0]
	delta, rest := uvarint(data[1:])
	c.start += Time(delta)
	r := record{start: c.start, on: NoLane, state: State(head & stateMask)}
	if head&hasReason != 0 {
		r.reason, rest = Reason(rest[0]), rest[1:]
	}
	var v uint64
	if head&newExecutor != 0 {
		v, rest = uvarint(rest)
		c.on = LaneID(v)
	}
	if head&(newExecutor|lastExecutor) != 0 {
		r.on = c.on
	}
	if head&sameStack == 0 {
		v, rest = uvarint(rest)
		c.stack = StackID(v)
	}
	r.stack = c.stack
	if head&hasDetail != 0 {
		v, rest = uvarint(rest)
		r.detail = TextID(v)
	}
	return r, rest
}

func uvarint(data []byte) (uint64, []byte) {
	v, n := binary.Uvarint(data)
	return v, data[n:]
}
