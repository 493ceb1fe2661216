// Phases of a runtime (garbage collection, the world stopped) as a strip under
// the ruler: they overlap what lanes do, and are no bars themselves.

import { themed } from "./canvas";
import type { Scale } from "./bars";
import { el, swatch } from "./dom";
import { duration, instant, oneLine } from "./format";
import { say } from "./language";
import type { Range, Timeline } from "./model";
import type { Words } from "./report";
import { rulerHeight } from "./ruler";

/** Kinds of ranges, by their numbers in package timeline. */
const stopTheWorld = 2;

/** Custom properties. */
const gcColour = "gc";
const stoppedColour = "lock";

/** CSS pixels. */
const stripHeight = 4;

export function paintRanges(context: CanvasRenderingContext2D, timeline: Timeline, scale: Scale): void {
  const perTime = scale.width / (scale.to - scale.from);
  const colours = { gc: themed(gcColour), stopped: themed(stoppedColour) };
  for (const range of timeline.ranges) {
    if (range.end < scale.from || range.start > scale.to) {
      continue;
    }
    const x0 = Math.max(0, (range.start - scale.from) * perTime);
    const x1 = Math.min(scale.width, (range.end - scale.from) * perTime);
    context.fillStyle = range.kind === stopTheWorld ? colours.stopped : colours.gc;
    context.fillRect(x0, rulerHeight - stripHeight - 4, Math.max(1, x1 - x0), stripHeight);
  }
}

/** What the strip's colours mean, as far as they occur. */
export function rangesLegend(timeline: Timeline): HTMLElement[] {
  const entry = (occurs: boolean, colour: string, text: string) => (occurs ? [el("span", {}, swatch(`var(--${colour})`, "strip"), text)] : []);
  const stopped = (range: Range) => range.kind === stopTheWorld;
  return [
    ...entry(timeline.ranges.some(stopped), stoppedColour, say("under the ruler: world stopped")),
    ...entry(timeline.ranges.some((range) => !stopped(range)), gcColour, say("under the ruler: garbage collection")),
  ];
}

/** The ranges that hold a time, or lie within `slack` of it. */
export function rangesAt(timeline: Timeline, time: number, slack: number): Range[] {
  return timeline.ranges.filter((range) => range.start - slack <= time && time <= range.end + slack);
}

/** Says what ranges are. */
export function rangesCard(ranges: Range[], words: Words): HTMLElement {
  const rows = ranges.slice(0, 6).flatMap((range) => [
    el("dt", {}, oneLine(range.name) || words.ranges[range.kind]),
    el("dd", {}, say("{0} from {1}", duration(range.end - range.start), instant(range.start, range.end - range.start))),
  ]);
  return el("div", { class: "card" }, el("dl", {}, ...rows));
}
