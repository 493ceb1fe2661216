// The ways in which a run did the same work, under each other on one axis, each
// from a zero of its own.

import { BarPainter, plainRow, type Scale } from "./bars";
import { onResize, surface, type Surface } from "./canvas";
import { Captions } from "./captions";
import { el } from "./dom";
import { duration, oneLine, visible } from "./format";
import { Inks } from "./inks";
import { count } from "./language";
import type { Lane, Timeline } from "./model";
import { Raster } from "./raster";
import type { Panel, Words } from "./report";
import { laneLabel } from "./rows";
import { paintGrid, paintRuler, rulerHeight } from "./ruler";

/** CSS pixels. */
const rowHeight = 26;
const barHeight = 18;

/** Lanes of a panel that are drawn. */
const mostLanes = 32;

export class PanelChart {
  readonly element: HTMLElement;
  private readonly plots: PanelPlot[];

  constructor(timeline: Timeline, panels: Panel[], words: Words) {
    const longest = Math.max(1, ...panels.map((p) => p.to - p.from));
    this.plots = panels.map((panel, i) => new PanelPlot(timeline, panel, words, longest, i === 0));
    this.element = el("div", { class: "panels" }, ...this.plots.map((p) => p.element));
    onResize(this.element, () => this.paint());
  }

  /** Paints for the present width and theme. */
  paint(): void {
    this.plots.forEach((plot) => plot.paint());
  }
}

/** A way's name, what the course says it is for, and what was measured. */
function head(panel: Panel): HTMLElement {
  const figures = panel.figures.map(({ label, text }) => el("span", {}, el("span", { class: "dim" }, label), " ", el("b", {}, text)));
  return el("div", { class: "way-head" }, el("h3", {}, panel.title), el("span", { class: "dim advice" }, panel.advice), ...figures);
}

/** One way: its lanes from its begin to its end. */
class PanelPlot {
  readonly element: HTMLElement;
  private readonly canvas = el("canvas", { role: "img" });
  private readonly box = el("div", { class: "pair-plot" }, this.canvas);
  private readonly lanes: Lane[];
  private readonly top: number;
  private readonly height: number;

  constructor(
    private readonly timeline: Timeline,
    private readonly panel: Panel,
    private readonly words: Words,
    private readonly longest: number,
    ruled: boolean,
  ) {
    this.lanes = (panel.lanes ?? []).slice(0, mostLanes).map((i) => timeline.lanes[i]);
    this.top = ruled ? rulerHeight : 4;
    this.height = this.top + this.lanes.length * rowHeight + 8;
    this.canvas.setAttribute("aria-label", visible(count(this.lanes.length, "{1}: {2} on {0} lane¦{1}: {2} on {0} lanes", panel.title, duration(panel.to - panel.from))));
    const labels = el("div", { class: "pair-labels" }, ...this.lanes.map((lane, i) => this.label(lane, i)));
    const rows = el("div", { class: "pair" }, labels, this.box);
    rows.style.height = `${this.height}px`;
    this.element = el("div", { class: "way" }, head(panel), rows);
  }

  private label(lane: Lane, row: number): HTMLElement {
    const name = oneLine(laneLabel(lane, this.words));
    const label = el("span", { title: name }, el("bdi", {}, name));
    label.style.top = `${this.top + row * rowHeight}px`;
    label.style.lineHeight = label.style.height = `${rowHeight}px`;
    label.style.paddingLeft = this.lanes.some((other) => other.index === lane.parent) ? "12px" : "0";
    return label;
  }

  paint(): void {
    const width = this.box.clientWidth;
    if (width === 0) {
      return;
    }
    const inks = new Inks(this.words);
    const target = surface(this.canvas, width, this.height);
    const share = (this.panel.to - this.panel.from) / this.longest;
    this.paintBars(target, inks, target.canvas.width, this.longest);
    // What the lanes did later belongs to other panels: only this panel's part of the canvas has bars.
    if (share > 0) {
      const own = { from: this.panel.from, to: this.panel.to, width: width * share };
      this.paintBars(target, inks, Math.max(1, Math.round(own.width * target.ratio)), this.panel.to - this.panel.from, own);
      const captions = new Captions(this.timeline, this.words, inks);
      this.lanes.forEach((lane, i) => captions.row(target.context, lane, own, this.middle(i), barHeight));
    }
    if (this.top === rulerHeight) {
      paintRuler(target, { from: 0, to: this.longest, width });
    }
  }

  private middle(row: number): number {
    return this.top + row * rowHeight + rowHeight / 2;
  }

  /** Paints the ruler's lines over so many device pixels that stand for a length, and the bars of a scale, if there is one, over them. */
  private paintBars(target: Surface, inks: Inks, width: number, length: number, scale: Scale | null = null): void {
    const raster = new Raster(width, target.canvas.height);
    raster.clear(inks.background);
    paintGrid(raster, { from: 0, to: length, width: width / target.ratio }, target.ratio, inks.grid);
    if (scale !== null) {
      const painter = new BarPainter(raster, inks, target.ratio);
      this.lanes.forEach((lane, i) => {
        const top = Math.round((this.middle(i) - barHeight / 2) * target.ratio);
        painter.row(this.timeline, lane, { ...scale, width }, top, Math.round(barHeight * target.ratio), plainRow);
      });
    }
    raster.show(target.context);
  }
}
