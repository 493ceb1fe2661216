// How much of the course's drawing was measured: in all, and bar by bar.

import { doing } from "./describe";
import { el, right, swatch, table, type Child } from "./dom";
import { difference, duration, oneLine, percent } from "./format";
import { cssColour } from "./inks";
import { count, say } from "./language";
import type { Timeline } from "./model";
import type { DrawnBar, Report, Words } from "./report";

/** Bars that are told of without being asked. */
const mostOpen = 12;

/** The score under drawing and measurement, and what makes it up. */
export function score(report: Report, drawing: Timeline): HTMLElement {
  const bars = report.bars ?? [];
  const rows = bars.map((bar) => barRow(bar, drawing, report.words));
  const details = el(
    "details",
    {},
    el("summary", {}, say("Each bar in figures")),
    table([say("lane"), say("bar"), right(say("drawn")), right(say("measured")), right(say("difference")), right("")], rows),
    el("p", { class: "dim small" }, say("As drawn: of all the time that is drawn or was measured of these lanes, the share in which drawing and measurement show the same, looking straight down.")),
  );
  details.open = bars.length <= mostOpen;
  return el("div", { class: "score" }, el("p", {}, el("strong", {}, report.verdict)), details);
}

function barRow(bar: DrawnBar, drawing: Timeline, words: Words): Child[] {
  const word = doing(words, bar.state, bar.reason);
  const longer = bar.measured - bar.length;
  return [
    el("bdi", {}, oneLine(drawing.lanes[bar.drawn].name)),
    el("span", { class: "cause" }, swatch(cssColour(words, bar.state, bar.reason)), bar.count > 1 ? count(bar.count, "{1}, {0} time¦{1}, {0} times", word) : word),
    duration(bar.length),
    bar.found ? duration(bar.measured) : say("not measured"),
    bar.found ? difference(longer) : "",
    bar.found ? signedPercent(longer / bar.length) : "",
  ];
}

/** A share with its sign: "+0.10 %"; what is too small to tell has none. */
export function signedPercent(share: number): string {
  const text = percent(Math.abs(share));
  return text.startsWith("<") ? text : `${share < 0 ? "−" : "+"}${text}`;
}
