package timeline

import (
	"encoding/binary"
	"slices"
)

// texts interns strings: most details repeat.
type texts struct {
	list  []string // list[0] is ""
	index map[string]TextID
}

func newTexts() texts { return texts{list: []string{""}, index: map[string]TextID{"": 0}} }

func (t *texts) id(s string) TextID {
	id, ok := t.index[s]
	if !ok {
		id = TextID(len(t.list))
		t.list = append(t.list, s)
		t.index[s] = id
	}
	return id
}

// stacks interns call stacks and their frames.
type stacks struct {
	frames     []Frame
	frameIndex map[Frame]uint32
	list       [][]uint32 // list[0] is empty
	index      map[string]StackID
	key        []byte // scratch for look-ups
}

func newStacks() stacks {
	return stacks{frameIndex: map[Frame]uint32{}, list: [][]uint32{nil}, index: map[string]StackID{"": NoStack}}
}

// id returns the id of the stack with these frames, innermost first.
func (s *stacks) id(frames []Frame) StackID {
	s.key = s.key[:0]
	for _, f := range frames {
		id, ok := s.frameIndex[f]
		if !ok {
			id = uint32(len(s.frames))
			s.frames = append(s.frames, f)
			s.frameIndex[f] = id
		}
		s.key = binary.LittleEndian.AppendUint32(s.key, id)
	}
	if id, ok := s.index[string(s.key)]; ok {
		return id
	}
	ids := make([]uint32, len(frames))
	for i := range ids {
		ids[i] = binary.LittleEndian.Uint32(s.key[4*i:])
	}
	id := StackID(len(s.list))
	s.list = append(s.list, ids)
	s.index[string(s.key)] = id
	return id
}

func (s *stacks) get(id StackID) []Frame {
	if int(id) >= len(s.list) || id == NoStack {
		return nil
	}
	frames := make([]Frame, len(s.list[id]))
	for i, f := range s.list[id] {
		frames[i] = s.frames[f]
	}
	return slices.Clip(frames)
}
