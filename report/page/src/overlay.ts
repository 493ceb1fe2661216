// What moves with the pointer, on a canvas of its own above the bars: the time
// under the pointer, the selected range, the picked interval, arrows.

import { drawArrow } from "./arrow";
import { labelFont, surface, themed, type Surface } from "./canvas";
import { duration, instant } from "./format";
import type { LinkIndex } from "./links";
import type { Link, Timeline } from "./model";
import { barHeight, rowHeight, rowTop, visibleRows, type Geometry } from "./plot";
import { rulerHeight } from "./ruler";
import type { View } from "./view";

/** Arrows that are drawn at once; the toolbar says when there are more. */
export const mostArrows = 1500;

export class Overlay {
  readonly canvas = document.createElement("canvas");
  /** CSS pixels from the plot's left edge, or null while the pointer is elsewhere. */
  pointer: number | null = null;
  /** Whether some arrows of the visible range were left out. */
  arrowsLeftOut = false;

  constructor(
    private readonly timeline: Timeline,
    private readonly view: View,
    private readonly links: LinkIndex,
  ) {}

  paint(geometry: Geometry): void {
    const target = surface(this.canvas, geometry.scale.width, geometry.height);
    const { context } = target;
    context.clearRect(0, 0, target.width, target.height);
    this.paintSelection(geometry, target);
    this.paintArrows(geometry, target, rowIndex(geometry, this.timeline));
    this.outline(geometry, context, this.view.hovered, 1);
    this.outline(geometry, context, this.view.picked, 2);
    this.paintPointer(geometry, target);
  }

  private paintSelection({ scale }: Geometry, { context, width, height }: Surface): void {
    const selection = this.view.selection;
    if (selection === null) {
      return;
    }
    const x0 = Math.max(-2, xOf(scale, selection.from));
    const x1 = Math.min(width + 2, xOf(scale, selection.to));
    if (x1 <= x0) {
      return;
    }
    context.fillStyle = context.strokeStyle = themed("mark");
    context.globalAlpha = 0.12;
    context.fillRect(x0, 0, x1 - x0, height);
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeRect(x0 + 0.5, -1, x1 - x0 - 1, height + 2);
    this.tag(context, duration(selection.to - selection.from), (x0 + x1) / 2, width, "mark");
  }

  private paintPointer({ scale }: Geometry, { context, width, height }: Surface): void {
    if (this.pointer === null) {
      return;
    }
    const x = Math.round(this.pointer) + 0.5;
    context.strokeStyle = themed("dim");
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x, rulerHeight);
    context.lineTo(x, height);
    context.stroke();
    context.setLineDash([]);
    this.tag(context, instant(scale.from + ((scale.to - scale.from) * this.pointer) / scale.width, (100 * (scale.to - scale.from)) / scale.width), x, width, "ink");
  }

  /** Writes a label into the ruler, on a box of its own colour. */
  private tag(context: CanvasRenderingContext2D, text: string, x: number, width: number, colour: string): void {
    context.font = labelFont;
    const half = context.measureText(text).width / 2 + 6;
    const left = Math.min(Math.max(x - half, 0), width - 2 * half);
    context.fillStyle = themed(colour);
    context.beginPath();
    context.roundRect(left, 2, 2 * half, 21, 4);
    context.fill();
    context.fillStyle = themed("bg");
    context.textBaseline = "middle";
    context.fillText(text, left + 6, 13);
  }

  private outline(geometry: Geometry, context: CanvasRenderingContext2D, interval: number, wide: number): void {
    const lane = interval < 0 ? null : this.timeline.laneOf(interval);
    const row = geometry.rows.findIndex((r) => lane !== null && r.lane === lane);
    if (row < 0) {
      return;
    }
    const { start, end } = this.timeline.intervals;
    const x0 = Math.max(-4, xOf(geometry.scale, start[interval]));
    const x1 = Math.min(geometry.scale.width + 4, xOf(geometry.scale, end[interval]));
    const y = rowTop(geometry, row) + (rowHeight - barHeight) / 2;
    if (x1 < x0 || y < rulerHeight - barHeight) {
      return;
    }
    context.strokeStyle = themed("ink");
    context.lineWidth = wide;
    context.beginPath();
    context.roundRect(x0 - 1.5, y - 1.5, Math.max(2, x1 - x0) + 3, barHeight + 3, 3);
    context.stroke();
  }

  /** Arrows of the hovered and the picked interval always, all others on demand. */
  private paintArrows(geometry: Geometry, { context }: Surface, rowOf: RowOf): void {
    this.arrowsLeftOut = false;
    context.strokeStyle = context.fillStyle = themed("ink");
    if (this.view.links) {
      const shown = this.visibleLinks(geometry, rowOf);
      context.globalAlpha = 0.55;
      shown.forEach((link) => arrow(context, geometry, rowOf, link, 1));
      context.globalAlpha = 1;
    }
    for (const interval of new Set([this.view.hovered, this.view.picked])) {
      if (interval >= 0) {
        this.links.touching(interval, 60).forEach((link) => arrow(context, geometry, rowOf, link, 1.75));
      }
    }
  }

  private visibleLinks({ scale }: Geometry, rowOf: RowOf): Link[] {
    const found: Link[] = [];
    for (const link of this.timeline.links) {
      if (link.toTime < scale.from || link.fromTime > scale.to || link.from === link.to || rowOf(link.from) < 0 || rowOf(link.to) < 0) {
        continue;
      }
      if (found.length === mostArrows) {
        this.arrowsLeftOut = true;
        break;
      }
      found.push(link);
    }
    return found;
  }
}

/** The row that shows a lane, or the one that it is folded into; -1 if that is out of sight. */
type RowOf = (lane: number) => number;

function rowIndex(geometry: Geometry, timeline: Timeline): RowOf {
  const rows = new Int32Array(timeline.lanes.length).fill(-1);
  geometry.rows.forEach(({ lane, crowd }, i) => {
    for (const { index } of lane !== null ? [lane] : (crowd?.lanes ?? [])) {
      rows[index] = i;
    }
  });
  const { first, last } = visibleRows(geometry);
  return (lane) => {
    let shown = lane;
    while (shown >= 0 && rows[shown] < 0) {
      shown = timeline.lanes[shown].parent;
    }
    return shown >= 0 && rows[shown] >= first && rows[shown] < last ? rows[shown] : -1;
  };
}

function xOf(scale: Geometry["scale"], time: number): number {
  return ((time - scale.from) * scale.width) / (scale.to - scale.from);
}

/** Draws a link between the bars of two rows. */
function arrow(context: CanvasRenderingContext2D, geometry: Geometry, rowOf: RowOf, link: Link, wide: number): void {
  const from = rowOf(link.from);
  const to = rowOf(link.to);
  if (from < 0 || to < 0 || from === to) {
    return;
  }
  const middle = (row: number) => rowTop(geometry, row) + rowHeight / 2;
  const tail = { x: xOf(geometry.scale, link.fromTime), y: middle(from) };
  const head = { x: xOf(geometry.scale, link.toTime), y: middle(to) };
  context.lineWidth = wide;
  drawArrow(context, tail, head, link.kind, barHeight / 2);
}
