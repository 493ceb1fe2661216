// Paints the bars of one lane: the same painter for the timeline, the measured
// lanes beside the course's drawing, the drawing itself, and legends.

import { blend, type Inks } from "./inks";
import { Mix, type MixedColumn } from "./mix";
import type { Lane, Timeline } from "./model";
import type { Raster } from "./raster";

/** Maps [from, to) to the pixel columns [0, width) of a raster. */
export interface Scale {
  from: number;
  to: number;
  width: number;
}

export interface RowStyle {
  drawing: boolean; // in outline: drawn, not measured
  /** The ink of an interval, -1 for one that is not painted; null for that of its state and reason. */
  ink: ((interval: number) => number) | null;
  /** Whether an interval stands back, e.g. behind a search; null if none does. */
  faded: ((interval: number) => boolean) | null;
}

export const plainRow: RowStyle = { drawing: false, ink: null, faded: null };

/**
 * Paints lanes onto a raster.
 *
 * A bar of a pixel or more is painted as it is. Of everything narrower each
 * column of pixels shows the mix: a band in the mean colour of what was waited
 * for, and over it, at the height of who ran, the colour of Running as strong
 * as its share of the column. Where nothing else ran nearby, a lone run is
 * painted at full strength and rounded up to two CSS pixels.
 */
export class BarPainter {
  private readonly mix: Mix;
  private lastActive = -Infinity; // x after the last active pixel of the row
  private held: MixedColumn | null = null; // waits to see whether it is alone
  private readonly near: number; // device pixels

  constructor(
    private readonly raster: Raster,
    private readonly inks: Inks,
    private readonly pixelRatio: number,
  ) {
    this.mix = new Mix(inks);
    this.near = 3 * pixelRatio;
  }

  /** Paints a lane into the rows [top, top + height). */
  row(timeline: Timeline, lane: Lane, scale: Scale, top: number, height: number, style: RowStyle): void {
    const { start, end, state, reason } = timeline.intervals;
    const perTime = scale.width / (scale.to - scale.from);
    const phase = Math.round(-scale.from * perTime) % 1e6;
    const place = { top, height };
    let column = -1;
    this.lastActive = -Infinity;
    this.held = null;
    const add = (x: number, ink: number, faded: boolean, share: number) => {
      if (x !== column && !this.mix.empty) {
        this.mixed(this.mix.take(column), place);
      }
      column = x;
      this.mix.add(ink, faded, share);
    };
    for (let i = timeline.firstAfter(lane, scale.from); i < lane.last && start[i] < scale.to; i++) {
      const x0 = (Math.max(start[i], scale.from) - scale.from) * perTime;
      const x1 = (Math.min(end[i], scale.to) - scale.from) * perTime;
      const ink = style.ink === null ? this.inks.number(state[i], reason[i]) : style.ink(i);
      if (ink < 0) {
        continue;
      }
      const faded = style.faded !== null && style.faded(i);
      const first = Math.floor(x0);
      const last = Math.floor(x1);
      if (first === last) {
        add(first, ink, faded, x1 - x0);
        continue;
      }
      const whole = x0 === first ? first : first + 1;
      if (whole > first) {
        add(first, ink, faded, whole - x0);
      }
      if (last > whole) {
        this.solid(whole, last, ink, faded, place, style.drawing, phase);
      }
      if (x1 > last) {
        add(last, ink, faded, x1 - last);
      }
    }
    if (!this.mix.empty) {
      this.mixed(this.mix.take(column), place);
    }
    this.release(Infinity, place);
    this.held = null;
  }

  /** Fills the whole raster with a bar of an ink, for a legend. */
  sample(number: number): void {
    this.solid(0, this.raster.width, number, false, { top: 0, height: this.raster.height }, false, 0);
  }

  private solid(x0: number, x1: number, number: number, faded: boolean, place: Place, drawing: boolean, phase: number): void {
    const ink = this.inks.ink(number, faded);
    if (!this.mix.empty) {
      this.mixed(this.mix.take(x0 - 1), place);
    }
    if (ink.active) {
      this.release(x0, place);
      this.lastActive = x1;
    }
    const { y0, y1 } = band(place, ink.height);
    if (drawing) {
      this.raster.drawing(x0, x1, y0, y1, ink, this.inks.background, this.pixelRatio);
    } else {
      this.raster.bar(x0, x1, y0, y1, ink, phase, this.pixelRatio);
    }
    if (!ink.active && this.held !== null && x1 - this.held.x > this.near) {
      this.release(x1, place);
    }
  }

  private mixed(column: MixedColumn, place: Place): void {
    const { x } = column;
    if (column.passiveHeight > 0) {
      const { y0, y1 } = band(place, column.passiveHeight);
      this.raster.fill(x, x + 1, y0, y1, blend(this.inks.background, column.passive, Math.max(0.25, column.covered)));
    }
    if (column.activeHeight > 0) {
      this.release(x, place);
      this.held = column;
    }
  }

  /** Paints the column that is held back, now that the next active pixel is known to be at next. */
  private release(next: number, place: Place): void {
    const column = this.held;
    if (column === null) {
      return;
    }
    this.held = null;
    const alone = column.x - this.lastActive >= this.near && next - column.x > this.near;
    const { y0, y1 } = band(place, column.activeHeight);
    const wide = alone ? Math.max(1, Math.round(2 * this.pixelRatio)) : 1;
    const strength = alone ? 1 : 0.3 + 0.7 * column.activeShare * column.covered;
    this.raster.fill(column.x, column.x + wide, y0, y1, blend(this.inks.background, column.active, strength));
    this.lastActive = column.x + wide;
  }
}

interface Place {
  top: number;
  height: number;
}

/** The rows that a bar of that share of a lane's height takes, centred. */
function band(place: Place, share: number): { y0: number; y1: number } {
  const height = Math.max(1, Math.round(place.height * share));
  const y0 = place.top + Math.round((place.height - height) / 2);
  return { y0, y1: y0 + height };
}
