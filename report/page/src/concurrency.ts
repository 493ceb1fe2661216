// How many lanes did what at once, over the whole recording.

import { labelFont, onResize, surface, themed } from "./canvas";
import { density, paintDensity } from "./density";
import { el } from "./dom";
import { Inks } from "./inks";
import { count, number, say } from "./language";
import { legend } from "./legend";
import type { Timeline } from "./model";
import type { Facts, Words } from "./report";
import { paintRuler, rulerHeight } from "./ruler";

/** CSS pixels. */
const chartHeight = 120;
const bottom = 8; // under the axis, for its label
const axisWidth = 34;

export class ConcurrencyChart {
  readonly element: HTMLElement;
  private readonly canvas = el("canvas", { role: "img" });
  private readonly box = el("div", { class: "concurrency" }, this.canvas);
  private readonly legendHolder = el("div", {});

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    facts: Facts,
  ) {
    const lanes = timeline.leaves();
    this.canvas.setAttribute("aria-label", count(lanes.length, "{0} lane; at most {1} on CPU at once, at most {2} waiting at once¦{0} lanes; at most {1} on CPU at once, at most {2} waiting at once", facts.peakRunning, facts.peakWaiting));
    const which = say("Lanes that have none of the program's lanes below them, each counted once. A pixel shows the mean over its time.");
    this.element = el("div", {}, this.box, this.legendHolder, el("p", { class: "dim small" }, which));
    onResize(this.box, () => this.paint());
  }

  paint(): void {
    const width = this.box.clientWidth;
    if (width <= axisWidth) {
      return;
    }
    const target = surface(this.canvas, width, rulerHeight + chartHeight + bottom);
    const { context } = target;
    const columns = Math.floor(width - axisWidth);
    const range = { from: this.timeline.start, to: Math.max(this.timeline.end, this.timeline.start + 1) };
    context.clearRect(0, 0, width, target.height);
    const inks = new Inks(this.words);
    const lanes = density(this.timeline, inks, this.timeline.leaves(), range, columns);
    const most = Math.max(1, Math.ceil(lanes.peak - 1e-6));
    paintDensity(target, inks, lanes, most, { x: axisWidth, y: rulerHeight, height: chartHeight });
    this.legendHolder.replaceChildren(legend(inks, inks.inOrder(lanes.counts.keys())));
    this.paintAxis(context, width, most);
    context.save();
    context.translate(axisWidth, 0);
    paintRuler({ ...target, width: columns }, { ...range, width: columns });
    context.restore();
  }

  /** Lines at whole numbers of lanes, four at most. */
  private paintAxis(context: CanvasRenderingContext2D, width: number, most: number): void {
    const step = Math.ceil(most / 4);
    context.font = labelFont;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    for (let n = 0; n <= most; n += step) {
      const y = Math.round(rulerHeight + chartHeight - (n * chartHeight) / most) + (n === 0 ? -0.5 : 0.5);
      context.strokeStyle = themed("line");
      context.beginPath();
      context.moveTo(axisWidth, y);
      context.lineTo(width, y);
      context.stroke();
      context.fillStyle = themed("dim");
      context.fillText(number(n), axisWidth - 8, y);
    }
    context.textAlign = "left";
  }
}
