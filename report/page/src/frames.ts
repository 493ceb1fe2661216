// The boxes around lines that share a memory, in the drawing and in the
// measurement, and with them how far down each line stands.

import { el } from "./dom";
import type { Box } from "./report";
import { rulerHeight } from "./ruler";

/** CSS pixels. */
export const rowHeight = 30;
const labelHeight = 22;
const space = 6;

/** What is placed: a line of the chart. */
interface Line {
  lane: { index: number };
  drawing: boolean;
  depth: number;
  top: number; // CSS pixels under the ruler
}

/** A box around neighbouring lines; CSS pixels under the ruler. */
export interface Frame {
  label: string;
  depth: number;
  top: number;
  bottom: number;
}

/** Gives every line its top, with gap between drawing and measurement, and returns the boxes around them. */
export function placeFrames(lines: Line[], boxes: Box[], gap: number): Frame[] {
  const frames: Frame[] = [];
  let top = 0;
  let open: Frame | null = null;
  let inside: Box | null = null;
  const close = () => {
    if (open !== null) {
      top += space;
      open.bottom = top;
      top += space;
      open = null;
    }
  };
  lines.forEach((line, i) => {
    const box = boxes.find((b) => (line.drawing ? b.drawn : b.measured)?.includes(line.lane.index)) ?? null;
    const begins = i > 0 && line.drawing !== lines[i - 1].drawing;
    if (begins || box !== inside) {
      close();
      top += begins ? gap : 0;
      inside = box;
      if (box !== null) {
        open = { label: line.drawing ? box.drawnLabel : box.measuredLabel, depth: line.depth, top, bottom: top };
        frames.push(open);
        top += labelHeight;
      }
    }
    line.top = top;
    top += rowHeight;
  });
  close();
  return frames;
}

export function frameElement(frame: Frame): HTMLElement {
  const element = el("div", { class: "memory" }, el("span", { class: "dim", title: frame.label }, frame.label));
  element.style.top = `${rulerHeight + frame.top}px`;
  element.style.height = `${frame.bottom - frame.top}px`;
  element.style.left = `${frame.depth * 12 - 8}px`;
  return element;
}
