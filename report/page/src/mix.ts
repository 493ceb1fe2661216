// What happened within one column of pixels, by ink: the way in which nothing
// that is narrower than a pixel is dropped.

import { blend, type Inks } from "./inks";

/** A mixed column, ready to be painted: a band for who waited, and over it one for who ran or was ready. */
export interface MixedColumn {
  x: number;
  covered: number; // how much of the column the lane lived, 0 to 1
  passive: number; // pixel; the mean of all passive inks, by time
  passiveHeight: number; // share of the lane's height, 0 if nobody waited
  active: number; // pixel; the mean of all active inks, by time
  activeHeight: number; // 0 if nothing was active
  activeShare: number; // of the covered time
}

/** Adds up the shares of one column. */
export class Mix {
  private readonly shares: Float64Array;
  private readonly used: number[] = [];

  constructor(private readonly inks: Inks) {
    this.shares = new Float64Array(2 * inks.count);
  }

  get empty(): boolean {
    return this.used.length === 0;
  }

  add(ink: number, faded: boolean, share: number): void {
    const i = faded ? ink + this.inks.count : ink;
    if (this.shares[i] === 0) {
      this.used.push(i);
    }
    // What is too short to register still leaves a trace.
    this.shares[i] += Math.max(share, 1e-9);
  }

  /** Returns the column at x and starts over. */
  take(x: number): MixedColumn {
    const column = { x, covered: 0, passive: 0, passiveHeight: 0, active: 0, activeHeight: 0, activeShare: 0 };
    let passive = 0;
    for (const i of this.used) {
      const ink = this.inks.ink(i % this.inks.count, i >= this.inks.count);
      const share = this.shares[i];
      this.shares[i] = 0;
      const pixel = ink.pattern === "hatched" ? ink.line : ink.fill;
      if (ink.active) {
        column.activeShare += share;
        column.active = blend(column.active, pixel, share / column.activeShare);
        column.activeHeight = Math.max(column.activeHeight, ink.height);
      } else {
        passive += share;
        column.passive = blend(column.passive, pixel, share / passive);
        column.passiveHeight = Math.max(column.passiveHeight, ink.height);
      }
    }
    this.used.length = 0;
    column.covered = Math.min(1, column.activeShare + passive);
    column.activeShare /= column.activeShare + passive;
    return column;
  }
}
