// The legend: what the bars of a chart look like, painted by their painter.

import { BarPainter } from "./bars";
import { surface } from "./canvas";
import { el } from "./dom";
import type { Inks } from "./inks";
import { Raster } from "./raster";
import { Kind, type Lane, type Timeline } from "./model";

/** The inks that lanes are painted with, in the order of the grammar. */
export function usedInks(inks: Inks, timeline: Timeline, lanes: Lane[]): number[] {
  const { state, reason } = timeline.intervals;
  const used = new Set<number>();
  for (const lane of lanes.filter(({ kind }) => kind !== Kind.CPU)) {
    for (let i = lane.first; i < lane.last; i++) {
      used.add(inks.number(state[i], reason[i]));
    }
  }
  return inks.inOrder(used);
}

/** Shows the inks with their names. */
export function legend(inks: Inks, used: number[]): HTMLElement {
  return el("div", { class: "legend" }, ...used.map((ink) => el("span", {}, sample(inks, ink), inks.ink(ink).label)));
}

function sample(inks: Inks, number: number): HTMLCanvasElement {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const target = surface(canvas, 26, 16);
  const raster = new Raster(canvas.width, canvas.height);
  raster.clear(inks.background);
  new BarPainter(raster, inks, target.ratio).sample(number);
  raster.show(target.context);
  return canvas;
}
