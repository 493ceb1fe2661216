// The course's drawing above what was measured, on one axis, painted by the
// painter of the timeline, and how much each bar differs.

import { drawArrow } from "./arrow";
import { BarPainter, plainRow, type Scale } from "./bars";
import { onResize, surface, themed, type Surface } from "./canvas";
import { Captions } from "./captions";
import { el } from "./dom";
import { frameElement, placeFrames, rowHeight } from "./frames";
import { difference, duration, oneLine } from "./format";
import { Inks } from "./inks";
import { say } from "./language";
import type { Lane, Timeline } from "./model";
import { Raster } from "./raster";
import type { Report, Words } from "./report";
import { paintGrid, paintRuler, rulerHeight } from "./ruler";
import { signedPercent } from "./score";

/** CSS pixels. */
const barHeight = 20;
const gap = 14; // between drawing and measurement

/** A drawn lane and the measured one that it stands for, or null where there is none. */
interface Pair {
  drawn: Lane;
  measured: Lane | null;
  seen: number; // how long the measured lane was seen to live, ns
}

/** One line of the chart. */
interface Line {
  timeline: Timeline;
  lane: Lane;
  drawing: boolean;
  depth: number; // of the drawn lane
  offset: number; // added to the lane's times
  top: number; // CSS pixels under the ruler
}

/** A text beside a line; more is left away where there is no room. */
interface Cell {
  line: Line;
  text: string;
  more: string;
  indent: number;
  dim: boolean;
}

export class PairChart {
  readonly element: HTMLElement;
  private readonly canvas = el("canvas", { role: "img" });
  private readonly box = el("div", { class: "pair-plot" }, this.canvas);
  private readonly lines: Line[];
  private readonly scale: Scale;
  private readonly height: number;
  private readonly words: Words;
  private readonly shift: number;

  constructor(
    private readonly drawing: Timeline,
    private readonly measured: Timeline,
    report: Report,
  ) {
    this.words = report.words;
    this.shift = report.shift;
    const pairs = pairsOf(drawing, measured, report);
    this.lines = linesOf(drawing, measured, pairs, report.shift);
    const frames = placeFrames(this.lines, report.boxes ?? [], gap);
    this.scale = { ...extent(this.lines), width: 1 };
    const bottom = Math.max((this.lines.at(-1)?.top ?? 0) + rowHeight, (frames.at(-1)?.bottom ?? 0) + 1);
    this.height = rulerHeight + bottom;
    this.canvas.setAttribute("aria-label", pairs.map(sentence).join("; "));
    this.element = el("div", { class: "pair" }, ...frames.map(frameElement), this.labels(), this.box, this.differences(pairs));
    this.element.style.height = `${this.height}px`;
    onResize(this.box, () => this.paint());
  }

  private labels(): HTMLElement {
    return this.column("pair-labels", this.lines.map((line) => ({ line, text: oneLine(line.lane.name), more: "", indent: line.depth, dim: line.drawing })));
  }

  private differences(pairs: Pair[]): HTMLElement {
    const cells = this.lines.flatMap((line) => {
      const pair = pairs.find((p) => (line.drawing ? p.drawn : p.measured) === line.lane && (!line.drawing || p.measured === null));
      return pair ? [{ line, ...differenceTexts(pair), indent: 0, dim: pair.measured === null }] : [];
    });
    const column = this.column("pair-differences", cells);
    column.append(el("span", { class: "pair-head dim" }, say("difference")));
    return column;
  }

  private column(name: string, cells: Cell[]): HTMLElement {
    return el(
      "div",
      { class: name },
      ...cells.map(({ line, text, more, indent, dim }) => {
        const cell = el("span", { class: dim ? "dim" : "", title: `${text} ${more}`.trim() }, el("bdi", {}, text), " ", el("span", { class: "more" }, more));
        cell.style.top = `${rulerHeight + line.top}px`;
        cell.style.paddingLeft = `${indent * 12}px`;
        return cell;
      }),
    );
  }

  /** Paints for the present width and theme. */
  paint(): void {
    const width = this.box.clientWidth;
    if (width === 0) {
      return;
    }
    const inks = new Inks(this.words);
    const target = surface(this.canvas, width, this.height);
    const raster = new Raster(target.canvas.width, target.canvas.height);
    raster.clear(inks.background);
    const scale = { ...this.scale, width };
    // The axis counts from where the drawing begins.
    const shifted = { from: scale.from - this.shift, to: scale.to - this.shift, width };
    paintGrid(raster, shifted, target.ratio, inks.grid);
    const painter = new BarPainter(raster, inks, target.ratio);
    for (const line of this.lines) {
      const top = rulerHeight + line.top + (rowHeight - barHeight) / 2;
      const style = { ...plainRow, drawing: line.drawing };
      painter.row(line.timeline, line.lane, deviceScale(scale, line, target), Math.round(top * target.ratio), Math.round(barHeight * target.ratio), style);
    }
    raster.show(target.context);
    this.paintText(target, inks, scale);
    target.context.fillStyle = themed("panel");
    target.context.fillRect(0, 0, width, rulerHeight);
    paintRuler(target, shifted);
  }

  private paintText(target: Surface, inks: Inks, scale: Scale): void {
    const { context } = target;
    for (const timeline of [this.drawing, this.measured]) {
      const captions = new Captions(timeline, this.words, inks);
      for (const line of this.lines.filter((l) => l.timeline === timeline)) {
        captions.row(context, line.lane, { from: scale.from - line.offset, to: scale.to - line.offset, width: scale.width }, middleOf(line), barHeight);
      }
    }
    this.paintArrows(context, scale);
  }

  /** The drawing's arrows, and no others: the timeline has those that were measured. */
  private paintArrows(context: CanvasRenderingContext2D, scale: Scale): void {
    context.strokeStyle = context.fillStyle = themed("dim");
    context.lineWidth = 1.25;
    const lineOf = (lane: number) => this.lines.find((line) => line.drawing && line.lane.index === lane);
    for (const link of this.drawing.links) {
      const from = lineOf(link.from);
      const to = lineOf(link.to);
      if (from && to && from !== to) {
        const x = (time: number) => ((time + from.offset - scale.from) * scale.width) / (scale.to - scale.from);
        drawArrow(context, { x: x(link.fromTime), y: middleOf(from) }, { x: x(link.toTime), y: middleOf(to) }, link.kind, barHeight / 2);
      }
    }
  }
}

function middleOf(line: Line): number {
  return rulerHeight + line.top + rowHeight / 2;
}

function deviceScale(scale: Scale, line: Line, target: Surface): Scale {
  return { from: scale.from - line.offset, to: scale.to - line.offset, width: target.canvas.width };
}

/** The drawn lanes that have bars, with their counterparts. Lanes without bars only say what others stand under. */
function pairsOf(drawing: Timeline, measured: Timeline, report: Report): Pair[] {
  const counterparts = new Map((report.pairs ?? []).map((pair) => [pair.drawn, { measured: measured.lanes[pair.measured], seen: pair.seen }]));
  return drawing
    .inTreeOrder()
    .filter((lane) => life(lane) > 0)
    .map((drawn) => ({ drawn, ...(counterparts.get(drawn.index) ?? { measured: null, seen: 0 }) }));
}

function linesOf(drawing: Timeline, measured: Timeline, pairs: Pair[], offset: number): Line[] {
  const margin = Math.min(...pairs.map(({ drawn }) => depthOf(drawing, drawn)));
  const line = ({ drawn }: Pair, measuredLane: Lane | null): Line => {
    const isDrawing = measuredLane === null;
    return {
      timeline: isDrawing ? drawing : measured,
      lane: measuredLane ?? drawn,
      drawing: isDrawing,
      depth: depthOf(drawing, drawn) - margin,
      offset: isDrawing ? offset : 0,
      top: 0, // placeFrames knows
    };
  };
  return [...pairs.map((p) => line(p, null)), ...pairs.flatMap((p) => (p.measured ? [line(p, p.measured)] : []))];
}

function depthOf(timeline: Timeline, lane: Lane): number {
  let depth = 0;
  for (let i = lane.parent; i >= 0; i = timeline.lanes[i].parent) {
    depth++;
  }
  return depth;
}

/** The time that all lines take, with a margin. */
function extent(lines: Line[]): { from: number; to: number } {
  const from = Math.min(...lines.map((l) => l.lane.start + l.offset));
  const to = Math.max(...lines.map((l) => l.lane.end + l.offset));
  const margin = Math.max(1, (to - from) * 0.015);
  return { from: from - margin, to: to + margin };
}

function life(lane: Lane): number {
  return lane.end - lane.start;
}

/** How much longer the measured lane lived, and what share of the drawn one's life that is. */
function differenceTexts({ drawn, measured, seen }: Pair): { text: string; more: string } {
  if (measured === null) {
    return { text: say("not measured"), more: "" };
  }
  const longer = seen - life(drawn);
  return { text: difference(longer), more: signedPercent(longer / life(drawn)) };
}

function sentence(pair: Pair): string {
  const { drawn, measured, seen } = pair;
  const name = oneLine(drawn.name);
  return measured
    ? say("{0}: drawn {1}, measured {2}", name, duration(life(drawn)), duration(seen))
    : say("{0}: drawn {1}, not measured", name, duration(life(drawn)));
}
