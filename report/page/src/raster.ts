// A buffer of device pixels. Bars are axis-parallel and there may be one for
// each pixel: writing pixels is many times faster than one call of the canvas
// a bar, and exact.

import { blend, type Ink } from "./inks";

/** Bars below this many CSS pixels have no room for a pattern. */
const narrow = 6;

export class Raster {
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.image = new ImageData(Math.max(1, width), Math.max(1, height));
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  clear(pixel: number): void {
    this.pixels.fill(pixel);
  }

  show(context: CanvasRenderingContext2D): void {
    context.putImageData(this.image, 0, 0);
  }

  /** Fills [x0, x1) × [y0, y1). */
  fill(x0: number, x1: number, y0: number, y1: number, pixel: number): void {
    x0 = Math.max(0, x0);
    x1 = Math.min(this.width, x1);
    y1 = Math.min(this.height, y1);
    for (let y = Math.max(0, y0); y < y1 && x0 < x1; y++) {
      this.pixels.fill(pixel, y * this.width + x0, y * this.width + x1);
    }
  }

  /** Paints a bar with its pattern. Phase is the x at which patterns begin, so that they move with what they fill. */
  bar(x0: number, x1: number, y0: number, y1: number, ink: Ink, phase: number, pixelRatio: number): void {
    this.fill(x0, x1, y0, y1, ink.fill);
    if (x1 - x0 < narrow * pixelRatio) {
      return;
    }
    switch (ink.pattern) {
      case "striped":
        return this.stripes(x0, x1, y0, y1, ink.line, phase, Math.round(8 * pixelRatio), 0.5);
      case "hatched":
        this.stripes(x0, x1, y0, y1, ink.line, phase, Math.round(7 * pixelRatio), 0.15);
        return this.outline(x0, x1, y0, y1, ink.line, Math.round(pixelRatio));
      case "outlined":
        return this.outline(x0, x1, y0, y1, ink.line, Math.round(1.5 * pixelRatio));
      case "solid":
    }
  }

  /** Paints the outline of a bar around a tint of its colour. */
  drawing(x0: number, x1: number, y0: number, y1: number, ink: Ink, background: number, pixelRatio: number): void {
    const colour = ink.pattern === "hatched" ? ink.line : ink.fill;
    this.fill(x0, x1, y0, y1, blend(background, colour, 0.16));
    this.outline(x0, x1, y0, y1, colour, Math.max(1, Math.round(1.5 * pixelRatio)));
  }

  /** Diagonal stripes, one each period, of that share of it. */
  private stripes(x0: number, x1: number, y0: number, y1: number, pixel: number, phase: number, period: number, share: number): void {
    const wide = Math.max(1, Math.round(period * share));
    x0 = Math.max(0, x0);
    x1 = Math.min(this.width, x1);
    y1 = Math.min(this.height, y1);
    for (let y = Math.max(0, y0); y < y1; y++) {
      const row = y * this.width;
      for (let x = x0; x < x1; x++) {
        const offset = (x + y - phase) % period;
        if ((offset < 0 ? offset + period : offset) < wide) {
          this.pixels[row + x] = pixel;
        }
      }
    }
  }

  private outline(x0: number, x1: number, y0: number, y1: number, pixel: number, wide: number): void {
    this.fill(x0, x1, y0, Math.min(y1, y0 + wide), pixel);
    this.fill(x0, x1, Math.max(y0, y1 - wide), y1, pixel);
    this.fill(x0, Math.min(x1, x0 + wide), y0, y1, pixel);
    this.fill(Math.max(x0, x1 - wide), x1, y0, y1, pixel);
  }
}
