// How many lanes ran, were ready or waited at once, as a stacked area: the
// chart of concurrency, and the minimap.

import type { Surface } from "./canvas";
import { cssPixel, type Inks } from "./inks";
import type { Lane, Timeline } from "./model";
import type { TimeRange } from "./view";

/** The mean number of lanes painted in each ink, for each of equal slices of a range. */
export interface Density {
  columns: number;
  counts: Map<number, Float64Array>; // by ink
  peak: number; // the highest sum of one slice
}

export function density(timeline: Timeline, inks: Inks, lanes: Lane[], range: TimeRange, columns: number): Density {
  const counts = new Map<number, Float64Array>();
  const { start, end, state, reason } = timeline.intervals;
  const perTime = columns / (range.to - range.from);
  for (const lane of lanes) {
    for (let i = timeline.firstAfter(lane, range.from); i < lane.last && start[i] < range.to; i++) {
      const ink = inks.number(state[i], reason[i]);
      let slices = counts.get(ink);
      if (slices === undefined) {
        slices = new Float64Array(columns);
        counts.set(ink, slices);
      }
      addSlices(slices, Math.max(0, (start[i] - range.from) * perTime), Math.min(columns, (end[i] - range.from) * perTime));
    }
  }
  return { columns, counts, peak: peakOf([...counts.values()], columns) };
}

function addSlices(slices: Float64Array, x0: number, x1: number): void {
  const last = Math.min(slices.length - 1, Math.floor(x1));
  for (let x = Math.floor(x0); x <= last; x++) {
    slices[x] += Math.min(x + 1, x1) - Math.max(x, x0);
  }
}

function peakOf(counts: Float64Array[], columns: number): number {
  let most = 0;
  for (let x = 0; x < columns; x++) {
    most = Math.max(most, counts.reduce((sum, slices) => sum + slices[x], 0));
  }
  return most;
}

/** Paints the stack into a box of a surface, `most` lanes high and a CSS pixel a slice: who ran stands on the axis, where heights compare best. */
export function paintDensity({ context }: Surface, inks: Inks, { columns, counts }: Density, most: number, box: { x: number; y: number; height: number }): void {
  const below = new Float64Array(columns);
  const yOf = (n: number) => box.y + box.height - (n * box.height) / Math.max(most, 1e-9);
  for (const ink of inks.inOrder(counts.keys())) {
    const { pattern, line, fill } = inks.ink(ink);
    const slices = counts.get(ink)!;
    context.fillStyle = cssPixel(pattern === "hatched" ? line : fill);
    context.beginPath();
    for (let x = 0; x < columns; x++) {
      const from = yOf(below[x]);
      below[x] += slices[x];
      const to = yOf(below[x]);
      if (from > to) {
        context.rect(box.x + x, to, 1, from - to);
      }
    }
    context.fill();
  }
}
