// Pointer, wheel and touch on the plot.
//
// Mouse: drag selects a range, drag with shift or on the ruler moves, a click
// picks. Touch: one finger moves, two zoom, a tap picks. The wheel zooms with
// ctrl (which is also how a touchpad's pinch arrives), or without it once the
// chart has the focus; otherwise it scrolls the page, as a reader who is only
// passing expects.

import { rulerHeight } from "./ruler";
import type { View } from "./view";

/** CSS pixels that a pointer may move and still click. */
const clickSlack = 4;

export interface Target {
  /** The plot's element. */
  element: HTMLElement;
  /** The element that has the chart's focus. */
  focus: HTMLElement;
  hoverAt(x: number, y: number, clientX: number, clientY: number): void;
  leave(): void;
  pickAt(x: number, y: number): void;
}

type Gesture = "none" | "select" | "move" | "pinch";

export class PointerInput {
  private gesture: Gesture = "none";
  private readonly down = new Map<number, { x: number; y: number }>();
  private start = { x: 0, y: 0, from: 0, to: 0 };
  private moved = false;

  constructor(
    private readonly view: View,
    private readonly target: Target,
  ) {
    const { element } = target;
    element.addEventListener("pointerdown", (e) => this.pointerDown(e));
    element.addEventListener("pointermove", (e) => this.pointerMove(e));
    element.addEventListener("pointerup", (e) => this.pointerUp(e));
    element.addEventListener("pointercancel", (e) => this.pointerUp(e));
    element.addEventListener("pointerleave", () => target.leave());
    element.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    element.addEventListener("dblclick", (e) => view.zoom(e.shiftKey ? 2 : 1 / 2, this.timeAt(this.at(e).x)));
  }

  private at(e: MouseEvent): { x: number; y: number; width: number } {
    const box = this.target.element.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top, width: box.width };
  }

  private timeAt(x: number, range = this.view.range): number {
    return range.from + ((range.to - range.from) * x) / this.target.element.clientWidth;
  }

  private pointerDown(e: PointerEvent): void {
    if (e.button === 2) {
      return;
    }
    const { x, y } = this.at(e);
    this.target.element.setPointerCapture(e.pointerId);
    this.target.focus.focus({ preventScroll: true });
    this.down.set(e.pointerId, { x, y });
    this.start = { x, y, ...this.view.range };
    this.moved = false;
    const moves = e.pointerType === "touch" || e.shiftKey || e.button === 1 || y < rulerHeight;
    this.gesture = this.down.size > 1 ? "pinch" : moves ? "move" : "select";
  }

  private pointerMove(e: PointerEvent): void {
    const { x, y } = this.at(e);
    const before = this.down.get(e.pointerId);
    if (before === undefined) {
      this.target.hoverAt(x, y, e.clientX, e.clientY);
      return;
    }
    if (!this.moved && Math.hypot(x - this.start.x, y - this.start.y) < clickSlack) {
      return;
    }
    this.moved = true;
    this.target.leave();
    if (this.gesture === "pinch") {
      this.pinch(e.pointerId, { x, y });
    } else if (this.gesture === "move") {
      const shift = this.timeAt(this.start.x, this.start) - this.timeAt(x, this.start);
      this.view.show(this.start.from + shift, this.start.to + shift);
    } else if (this.gesture === "select") {
      const times = [this.timeAt(this.start.x), this.timeAt(x)].sort((a, b) => a - b);
      this.view.select({ from: Math.max(times[0], this.view.whole.from), to: Math.min(times[1], this.view.whole.to) });
    }
    this.down.set(e.pointerId, { x, y });
  }

  /** Zooms by how the fingers' distance changes, and moves by how their middle does. */
  private pinch(moving: number, now: { x: number; y: number }): void {
    const before = this.down.get(moving)!;
    const other = [...this.down].find(([id]) => id !== moving)?.[1];
    if (other === undefined) {
      return;
    }
    const factor = Math.max(10, Math.abs(before.x - other.x)) / Math.max(10, Math.abs(now.x - other.x));
    this.view.zoom(factor, this.timeAt(other.x));
  }

  private pointerUp(e: PointerEvent): void {
    if (!this.down.delete(e.pointerId)) {
      return;
    }
    if (!this.moved && e.type === "pointerup" && this.gesture !== "pinch") {
      const { x, y } = this.at(e);
      if (this.gesture === "select") {
        this.view.select(null);
      }
      this.target.pickAt(x, y);
    }
    this.gesture = this.down.size === 0 ? "none" : "move";
    const rest = [...this.down.values()][0];
    if (rest) {
      this.start = { ...rest, ...this.view.range };
    }
  }

  private wheel(e: WheelEvent): void {
    const pixels = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const sideways = e.shiftKey && Math.abs(e.deltaX) < Math.abs(e.deltaY) ? e.deltaY : Math.abs(e.deltaX) > Math.abs(e.deltaY) ? e.deltaX : 0;
    const zooms = e.ctrlKey || e.metaKey || document.activeElement === this.target.focus;
    if (sideways !== 0) {
      e.preventDefault();
      this.view.pan((sideways * pixels) / this.target.element.clientWidth);
    } else if (zooms && !(e.deltaY > 0 && this.view.fitted && !e.ctrlKey)) {
      e.preventDefault();
      this.view.zoom(Math.exp(Math.max(-1, Math.min(1, e.deltaY * pixels * (e.ctrlKey ? 0.006 : 0.0025)))), this.timeAt(this.at(e).x));
    }
  }
}
