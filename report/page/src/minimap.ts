// The whole recording in one strip, and the part of it that the timeline shows.

import { surface } from "./canvas";
import { density, paintDensity } from "./density";
import { el } from "./dom";
import { duration } from "./format";
import { Inks } from "./inks";
import { say } from "./language";
import type { Timeline } from "./model";
import type { Words } from "./report";
import type { View } from "./view";

/** CSS pixels. */
const height = 34;

export class Minimap {
  private readonly canvas = el("canvas", { "aria-hidden": "true" });
  private readonly frame = el("div", { class: "minimap-frame" });
  readonly element = el("div", { class: "minimap", title: say("The whole recording. Drag to move, click to go there.") }, this.canvas, this.frame);
  private grabbed = 0; // share of the whole between the frame's left edge and the pointer

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly view: View,
  ) {
    this.element.addEventListener("pointerdown", (e) => this.grab(e));
    this.element.addEventListener("pointermove", (e) => this.element.hasPointerCapture(e.pointerId) && this.moveTo(this.shareAt(e) - this.grabbed));
    view.watch((aspect) => aspect === "range" && this.showFrame());
  }

  /** Paints the strip for the element's present width and theme. */
  paint(): void {
    const width = this.element.clientWidth;
    const target = surface(this.canvas, width, height);
    target.context.clearRect(0, 0, width, height);
    const inks = new Inks(this.words);
    const lanes = density(this.timeline, inks, this.timeline.leaves(), this.view.whole, Math.max(1, Math.floor(width)));
    paintDensity(target, inks, lanes, Math.max(1, lanes.peak), { x: 0, y: 2, height: height - 2 });
    this.showFrame();
  }

  private showFrame(): void {
    const { whole, range } = this.view;
    const share = (time: number) => (time - whole.from) / (whole.to - whole.from);
    this.frame.style.left = `${share(range.from) * 100}%`;
    this.frame.style.width = `${Math.max(0.2, (share(range.to) - share(range.from)) * 100)}%`;
    this.frame.hidden = this.view.fitted;
    this.frame.title = say("{0} to {1}", duration(range.from), duration(range.to));
  }

  private shareAt(e: PointerEvent): number {
    const box = this.element.getBoundingClientRect();
    return (e.clientX - box.left) / box.width;
  }

  private grab(e: PointerEvent): void {
    this.element.setPointerCapture(e.pointerId);
    const { whole, range } = this.view;
    const length = (range.to - range.from) / (whole.to - whole.from);
    const left = (range.from - whole.from) / (whole.to - whole.from);
    const at = this.shareAt(e);
    const inside = at >= left && at <= left + length;
    this.grabbed = inside ? at - left : length / 2;
    this.moveTo(at - this.grabbed);
  }

  private moveTo(left: number): void {
    const { whole, range } = this.view;
    const length = range.to - range.from;
    const from = Math.min(Math.max(whole.from + left * (whole.to - whole.from), whole.from), whole.to - length);
    this.view.show(from, from + length);
  }
}
