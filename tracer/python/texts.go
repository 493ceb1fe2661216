package python

import (
	"slices"
	"strconv"
	"strings"

	"ctrace/tracer/timeline"
)

// texts are the texts of one process, put together from their pieces.
type texts map[uint32][]byte

// add adds a piece: TEXT in sink.py.
func (t texts) add(slot []byte) {
	length, chunk := min(int(slot[1]), textSize), int(slot[2])|int(slot[3])<<8
	id := uint32(slot[4]) | uint32(slot[5])<<8 | uint32(slot[6])<<16 | uint32(slot[7])<<24
	known, ok := t[id]
	if chunk >= maxText || !ok && len(t) >= maxTexts {
		return
	}
	end := chunk*textSize + length
	if len(known) < end {
		known = append(known, make([]byte, end-len(known))...)
	}
	copy(known[chunk*textSize:], slot[8:8+length])
	t[id] = known
}

func (t texts) get(id uint32) string { return strings.ToValidUTF8(string(t[id]), "\uFFFD") }

// wait is what the text of a wait says, field by field, with tabs between them:
// the reason, for what exactly, and the stack, innermost frame first.
type wait struct {
	reason timeline.Reason
	detail string
	stack  []timeline.Frame
}

// rest is the word of the agent for a task that gave way to the others: it is ready
// again at once.
const rest = "yield"

func parseWait(text string) (w wait, ok bool) {
	fields := strings.Split(text, "\t")
	reason, err := timeline.ParseReason(fields[0])
	if err != nil {
		return wait{reason: timeline.Other, detail: fields[0]}, false
	}
	w.reason = reason
	if len(fields) > 1 {
		w.detail = fields[1]
	}
	for frame := range slices.Chunk(fields[min(2, len(fields)):], 3) {
		if len(frame) == 3 {
			line, _ := strconv.Atoi(frame[2])
			w.stack = append(w.stack, timeline.Frame{Func: frame[0], File: frame[1], Line: line})
		}
	}
	return w, true
}
