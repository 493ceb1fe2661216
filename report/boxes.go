package report

import (
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// memoryBox is a memory as one of the charts shows it.
type memoryBox struct {
	label lang.Text
	lanes []timeline.LaneID
}

// measuredBoxes returns the memories with what they held.
func measuredBoxes(memories []Memory) []memoryBox {
	var boxes []memoryBox
	for _, m := range memories {
		boxes = append(boxes, memoryBox{m.label(), m.Lanes})
	}
	return boxes
}

// label says whose memory it is and what it held.
func (m Memory) label() lang.Text {
	if m.Held.Empty() {
		return m.Name
	}
	return lang.T("%s: %v", m.Name, m.Held)
}

// drawnBoxes returns the memories around the drawn lanes that stand for those
// that share them. What a memory held was measured, and is not in the drawing.
func (c *comparison) drawnBoxes(memories []Memory) []memoryBox {
	var boxes []memoryBox
	for _, m := range memories {
		b := memoryBox{label: m.Name}
		for _, measured := range m.Lanes {
			if drawn, ok := c.drawn[measured]; ok {
				b.lanes = append(b.lanes, drawn)
			}
		}
		boxes = append(boxes, b)
	}
	return boxes
}

// noBox stands for what lies in no box.
const noBox = -1

// boxOf returns the place of the box that a lane is in, or noBox.
func boxOf(boxes []memoryBox, lane timeline.LaneID) int {
	for i, b := range boxes {
		for _, id := range b.lanes {
			if id == lane {
				return i
			}
		}
	}
	return noBox
}
