// A row for many lanes: how many of them had a CPU or wanted one at once, as an
// area, over a band that what the others waited for divides.

import type { Scale } from "./bars";
import { density } from "./density";
import { heightShare, type Inks } from "./inks";
import { State, type Timeline } from "./model";
import type { Raster } from "./raster";
import type { Crowd } from "./rows";

/** Paints a crowd into the rows [top, top + height): an area that is as high as the row where most of it is active. */
export function paintCrowd(raster: Raster, inks: Inks, timeline: Timeline, { lanes, most }: Crowd, scale: Scale, { top, height }: { top: number; height: number }): void {
  const columns = Math.max(1, Math.floor(scale.width));
  const { counts } = density(timeline, inks, lanes, scale, columns);
  const active = [State.Running, State.Syscall, State.Runnable].map((state) => inks.number(state, 0)).filter((ink) => counts.has(ink));
  const passive = inks.inOrder(counts.keys()).filter((ink) => !active.includes(ink));
  const bottom = top + height;
  /** Stacks what some inks count in a column, so that full of it is as high as share of the row. */
  const stack = (x: number, numbers: number[], full: number, share: number) => {
    let below = 0;
    for (const number of numbers) {
      const n = counts.get(number)![x];
      if (n > 0) {
        const y1 = bottom - Math.round((below * height * share) / full);
        below = Math.min(full, below + n);
        const y0 = Math.min(y1 - 1, bottom - Math.round((below * height * share) / full));
        const { pattern, line, fill } = inks.ink(number);
        raster.fill(x, x + 1, Math.max(top, y0), y1, pattern === "hatched" ? line : fill);
      }
    }
  };
  for (let x = 0; x < columns; x++) {
    const waiting = passive.reduce((sum, ink) => sum + counts.get(ink)![x], 0);
    stack(x, passive, waiting, heightShare[State.Waiting]);
    stack(x, active, most, 1);
  }
}
