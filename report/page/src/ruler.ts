// The ruler: one for all lanes of a chart.

import { labelFont, themed, type Surface } from "./canvas";
import { ticks } from "./format";
import type { Raster } from "./raster";
import type { Scale } from "./bars";

/** Height of a ruler, CSS pixels. */
export const rulerHeight = 34;

/** Where the labels stand in it: above the strip of ranges. */
const middle = 13;

/** CSS pixels between labels, at least. */
const spacing = 90;

/** Paints the vertical lines of the ruler under the bars. Scale counts CSS pixels. */
export function paintGrid(raster: Raster, scale: Scale, ratio: number, pixel: number): void {
  for (const { x } of marks(scale)) {
    const at = Math.round(x * ratio);
    raster.fill(at, at + Math.max(1, Math.floor(ratio)), 0, raster.height, pixel);
  }
}

/** Writes the labels of the ruler into the top of a surface. */
export function paintRuler({ context, width }: Surface, scale: Scale): void {
  context.font = labelFont;
  context.fillStyle = themed("dim");
  context.textBaseline = "middle";
  context.textAlign = "center";
  let free = 0; // x from which nothing is written yet
  for (const { x, label } of marks(scale)) {
    const half = context.measureText(label).width / 2;
    const within = Math.min(Math.max(x, half + 1), width - half - 1);
    if (Math.abs(within - x) <= half + 2 && within - half >= free) {
      context.fillText(label, within, middle);
      free = within + half + 12;
    }
  }
  context.textAlign = "left";
}

function marks(scale: Scale): { x: number; label: string }[] {
  const perTime = scale.width / (scale.to - scale.from);
  const list = ticks(scale.from, scale.to, scale.width, spacing);
  return list.map(({ time, label }) => ({ x: (time - scale.from) * perTime, label }));
}
