// The bars of the timeline: paints the visible rows for the visible range.

import { BarPainter, type RowStyle, type Scale } from "./bars";
import { surface, themed, type Surface } from "./canvas";
import { Captions } from "./captions";
import { paintCrowd } from "./crowd";
import { Inks } from "./inks";
import { Kind, State, type Lane, type Timeline } from "./model";
import { paintRanges } from "./ranges";
import { Raster } from "./raster";
import type { Words } from "./report";
import { paintGrid, paintRuler, rulerHeight } from "./ruler";
import type { Row } from "./rows";
import type { Marks } from "./source";

/** Height of a row and of a full bar in it, CSS pixels. */
export const rowHeight = 30;
export const barHeight = 20;

/** Where everything stands: rows begin under the ruler, scrolled up by scroll. */
export interface Geometry {
  rows: Row[];
  scale: Scale; // CSS pixels
  height: number;
  scroll: number;
}

/** The y of a row's top edge in the plot. */
export function rowTop(geometry: Geometry, index: number): number {
  return rulerHeight + index * rowHeight - geometry.scroll;
}

/** The rows that are at least partly seen: [first, last). */
export function visibleRows(geometry: Geometry): { first: number; last: number } {
  const first = Math.max(0, Math.floor(geometry.scroll / rowHeight));
  const last = Math.min(geometry.rows.length, Math.ceil((geometry.scroll + geometry.height - rulerHeight) / rowHeight));
  return { first, last };
}

export class Plot {
  readonly canvas = document.createElement("canvas");
  private inks: Inks;
  private captions: Captions;
  private raster = new Raster(1, 1);

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
  ) {
    this.inks = new Inks(words);
    this.captions = new Captions(timeline, words, this.inks);
  }

  /** Takes the colours of the page's theme anew. */
  retheme(): void {
    this.inks = new Inks(this.words);
    this.captions = new Captions(this.timeline, this.words, this.inks);
  }

  paint(geometry: Geometry, marks: Marks | null): void {
    const target = surface(this.canvas, geometry.scale.width, geometry.height);
    if (this.raster.width !== target.canvas.width || this.raster.height !== target.canvas.height) {
      this.raster = new Raster(target.canvas.width, target.canvas.height);
    }
    this.raster.clear(this.inks.background);
    paintGrid(this.raster, geometry.scale, target.ratio, this.inks.grid);
    this.paintBars(geometry, target, marks);
    this.raster.show(target.context);
    this.paintText(geometry, target, marks);
  }

  private paintBars(geometry: Geometry, { ratio, canvas }: Surface, marks: Marks | null): void {
    const painter = new BarPainter(this.raster, this.inks, ratio);
    const scale = { ...geometry.scale, width: canvas.width };
    const { first, last } = visibleRows(geometry);
    for (let r = first; r < last; r++) {
      const { lane, crowd } = geometry.rows[r];
      const top = rowTop(geometry, r) + (rowHeight - barHeight) / 2;
      const place = { top: Math.round(top * ratio), height: Math.round(barHeight * ratio) };
      if (crowd !== null) {
        paintCrowd(this.raster, this.inks, this.timeline, crowd, scale, place);
      } else if (lane !== null) {
        painter.row(this.timeline, lane, scale, place.top, place.height, this.style(lane, marks));
        this.paintEnds(lane, geometry.scale, top, ratio);
      }
    }
  }

  private style(lane: Lane, marks: Marks | null): RowStyle {
    return { drawing: false, ink: lane.kind === Kind.CPU ? this.cpuInk : null, faded: fading(marks, lane) };
  }

  /** A CPU is painted where it ran a thread that is known, in the shade of that thread. */
  private readonly cpuInk = (i: number): number => {
    const { state, on } = this.timeline.intervals;
    return state[i] !== State.Running ? -1 : this.inks.thread(on[i] < 0 ? 0 : this.timeline.lanes[on[i]].id);
  };

  /** Paints a tick where a lane's birth and death were seen. */
  private paintEnds(lane: Lane, scale: Scale, top: number, ratio: number): void {
    const perTime = scale.width / (scale.to - scale.from);
    const tick = (time: number) => {
      const x = Math.round((time - scale.from) * perTime * ratio);
      const reach = 3;
      const y = Math.round((top - reach) * ratio);
      this.raster.fill(x, x + Math.max(1, Math.round(ratio)), y, Math.round((top + barHeight + reach) * ratio), this.inks.ends);
    };
    if (!lane.bornBefore) {
      tick(lane.start);
    }
    if (!lane.alive) {
      tick(lane.end);
    }
  }

  private paintText(geometry: Geometry, target: Surface, marks: Marks | null): void {
    const { first, last } = visibleRows(geometry);
    const { context } = target;
    for (let r = first; r < last; r++) {
      const { lane } = geometry.rows[r];
      if (lane !== null) {
        this.captions.row(context, lane, geometry.scale, rowTop(geometry, r) + rowHeight / 2, barHeight, this.style(lane, marks));
      }
    }
    context.fillStyle = themed("panel");
    context.fillRect(0, 0, geometry.scale.width, rulerHeight);
    paintRuler(target, geometry.scale);
    paintRanges(context, this.timeline, geometry.scale);
  }
}

/** Which intervals of a lane stand back behind what is marked. */
function fading(marks: Marks | null, lane: Lane): ((interval: number) => boolean) | null {
  return marks === null || marks.namesLane(lane) ? null : (i) => !marks.matchesInterval(i);
}
