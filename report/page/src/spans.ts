// The spans as a waterfall: outer ones above what they enclose.

import { el, right, table, type Child } from "./dom";
import { duration, oneLine } from "./format";
import { count, say } from "./language";
import type { Span, Timeline } from "./model";
import type { Words } from "./report";
import { laneLabel } from "./rows";

/** Rows that are shown at once. */
const mostRows = 300;

export function spanTable(timeline: Timeline, words: Words): HTMLElement {
  const nested = inTreeOrder(timeline.spans);
  const start = nested.reduce((least, { span }) => Math.min(least, span.start), Infinity);
  const end = nested.reduce((most, { span }) => Math.max(most, span.end), -Infinity);
  const rows = nested.slice(0, mostRows).map(({ span, depth }): Child[] => [
    nameCell(span, depth, words),
    span.lane < 0 ? "–" : oneLine(laneLabel(timeline.lanes[span.lane], words)),
    duration(span.start - timeline.start),
    duration(span.end - span.start),
    bar(span, start, Math.max(1, end - start)),
  ]);
  const rest = nested.length - rows.length;
  return el(
    "div",
    { class: "spans" },
    table([say("span"), say("lane"), right(say("start")), right(say("length")), ""], rows),
    rest > 0 ? el("p", { class: "dim" }, count(rest, "and {0} more span: --otlp sends all of them to Jaeger¦and {0} more spans: --otlp sends all of them to Jaeger")) : null,
  );
}

function nameCell(span: Span, depth: number, words: Words): HTMLElement {
  const notes = [
    words.origins[span.origin],
    ...(span.open ? [say("had not ended")] : []),
    ...(span.failed ? [span.message === "" ? say("error") : say("error: {0}", span.message)] : []),
  ];
  const attributes = span.attributes.map(({ key, value }) => `${key} = ${value}`).join("\n");
  const name = el("span", { class: span.failed ? "bad" : "", title: attributes }, el("bdi", {}, oneLine(span.name)), " ", el("span", { class: "dim small" }, notes.join(" · ")));
  name.style.paddingLeft = `${depth * 16}px`;
  return name;
}

function bar(span: Span, start: number, length: number): HTMLElement {
  const piece = el("i", { class: span.failed ? "failed" : "" });
  piece.style.left = `${((span.start - start) / length) * 100}%`;
  piece.style.width = `${((span.end - span.start) / length) * 100}%`;
  return el("div", { class: "span-bar", "aria-hidden": "true" }, piece);
}

/** Spans with their depth, parents before children. One whose parent leads in a circle stands as a root. */
function inTreeOrder(spans: Span[]): { span: Span; depth: number }[] {
  const children = new Map<number, number[]>();
  spans.forEach((span, i) => {
    const siblings = children.get(span.parent);
    if (siblings) {
      siblings.push(i);
    } else {
      children.set(span.parent, [i]);
    }
  });
  const order: { span: Span; depth: number }[] = [];
  const seen = new Set<number>();
  const visit = (i: number, depth: number) => {
    if (!seen.has(i)) {
      seen.add(i);
      order.push({ span: spans[i], depth });
      children.get(i)?.forEach((child) => visit(child, Math.min(depth + 1, 20)));
    }
  };
  children.get(-1)?.forEach((i) => visit(i, 0));
  spans.forEach((_, i) => visit(i, 0));
  return order;
}
