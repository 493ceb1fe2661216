// How many lanes ran, were ready or waited at once, as a stacked area: the
// chart of concurrency, and the minimap.

import type { Surface } from "./canvas";
import { cssColour } from "./inks";
import { State, numStates, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import type { TimeRange } from "./view";

/** From the bottom up: who ran stands on the axis, where heights compare best. */
export const stackOrder = [State.Running, State.Syscall, State.Runnable, State.Waiting, State.Unknown];

/** The mean number of lanes in each state, for each of `columns` equal slices of a range. */
export function density(timeline: Timeline, lanes: Lane[], range: TimeRange, columns: number): Float64Array[] {
  const counts = Array.from({ length: numStates }, () => new Float64Array(columns));
  const { start, end, state } = timeline.intervals;
  const perTime = columns / (range.to - range.from);
  for (const lane of lanes) {
    for (let i = timeline.firstAfter(lane, range.from); i < lane.last && start[i] < range.to; i++) {
      const x0 = Math.max(0, (start[i] - range.from) * perTime);
      const x1 = Math.min(columns, (end[i] - range.from) * perTime);
      addSlices(counts[state[i]], x0, x1);
    }
  }
  return counts;
}

function addSlices(counts: Float64Array, x0: number, x1: number): void {
  const last = Math.min(counts.length - 1, Math.floor(x1));
  for (let x = Math.floor(x0); x <= last; x++) {
    counts[x] += Math.min(x + 1, x1) - Math.max(x, x0);
  }
}

/** The highest stack of all columns. */
export function peak(counts: Float64Array[]): number {
  let most = 0;
  for (let x = 0; x < counts[0].length; x++) {
    most = Math.max(most, counts.reduce((sum, state) => sum + state[x], 0));
  }
  return most;
}

/** Paints the stack into a box of a surface, `most` lanes high. There is a column for each CSS pixel. */
export function paintDensity(target: Surface, words: Words, counts: Float64Array[], most: number, box: { x: number; y: number; height: number }): void {
  const { context } = target;
  const style = getComputedStyle(document.documentElement);
  const columns = counts[0].length;
  const below = new Float64Array(columns);
  const yOf = (n: number) => box.y + box.height - (n * box.height) / Math.max(most, 1e-9);
  for (const state of stackOrder) {
    context.fillStyle = style.getPropertyValue(cssColour(words, state, 0).slice(4, -1));
    context.beginPath();
    for (let x = 0; x < columns; x++) {
      const from = yOf(below[x]);
      below[x] += counts[state][x];
      const to = yOf(below[x]);
      if (from - to > 0) {
        context.rect(box.x + x, to, 1, from - to);
      }
    }
    context.fill();
  }
}
