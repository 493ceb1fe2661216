// The interactive timeline: puts its parts together and keeps them in step
// with the view.

import { approximateMark } from "./approximate";
import { bindingsOf, type Dialogs } from "./bindings";
import { onResize } from "./canvas";
import { Describer } from "./describe";
import { el, section } from "./dom";
import { Inks } from "./inks";
import { PointerInput } from "./input";
import { Inspector } from "./inspector";
import { bindKeys, helpDialog } from "./keys";
import { Labels } from "./labels";
import { count, say } from "./language";
import { legend, usedInks } from "./legend";
import { LinkIndex } from "./links";
import { Minimap } from "./minimap";
import { State, type Lane, type Timeline } from "./model";
import { Navigator, type Shown } from "./navigate";
import { Overlay } from "./overlay";
import { Plot, rowHeight, type Geometry } from "./plot";
import { rangesAt, rangesCard, rangesLegend } from "./ranges";
import type { Report } from "./report";
import { rulerHeight } from "./ruler";
import { rowsOf, type Row } from "./rows";
import { Search } from "./search";
import type { Marks, SourceIndex } from "./source";
import { Toolbar } from "./toolbar";
import { Tooltip } from "./tooltip";
import type { Aspect, View } from "./view";

/** Intervals narrower than this are found within it, CSS pixels. */
const reach = 3;

/** Rows that go to paper: a canvas can only be so high. */
const mostPrinted = 400;

export class Chart implements Shown, Dialogs {
  readonly element: HTMLElement;
  private readonly links: LinkIndex;
  private readonly describer: Describer;
  private readonly plot: Plot;
  private readonly overlay: Overlay;
  private readonly labels: Labels;
  private readonly minimap: Minimap;
  private readonly toolbar: Toolbar;
  private readonly tooltip = new Tooltip();
  private readonly legendHolder = el("div", {});
  private readonly plotBox = el("div", { class: "plot" });
  private readonly scroller = el("div", { class: "lanes" });
  private readonly focus: HTMLElement;
  private readonly help: HTMLDialogElement;
  private readonly navigator: Navigator;
  rows: Row[] = [];
  search: Search | null = null;
  private printing = false;
  private readonly stale = new Set<Aspect>();
  private frame = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly report: Report,
    private readonly view: View,
    private readonly source: SourceIndex | null,
  ) {
    const { words } = report;
    this.links = new LinkIndex(timeline);
    this.describer = new Describer(timeline, words, this.links, source);
    this.plot = new Plot(timeline, words);
    this.overlay = new Overlay(timeline, view, this.links);
    this.labels = new Labels(timeline, view, words, (row) => this.navigator.pickRow(row));
    this.minimap = new Minimap(timeline, words, view);
    this.navigator = new Navigator(timeline, view, this);
    const bindings = bindingsOf(view, this.navigator, this);
    this.help = helpDialog(bindings);
    this.toolbar = new Toolbar(view, timeline, {
      nextMatch: (step) => this.navigator.nextMatch(step),
      help: () => this.showHelp(),
      leave: () => this.focus.focus(),
    });
    this.plotBox.append(this.plot.canvas, this.overlay.canvas);
    this.scroller.append(this.labels.element, this.plotBox, el("div", { class: "corner" }));
    this.focus = el(
      "div",
      { class: "chart", tabindex: "0", role: "group", "aria-label": say("Timeline. Arrow keys move, plus and minus zoom, question mark lists all keys.") },
      this.minimap.element,
      this.scroller,
    );
    const inspector = new Inspector(timeline, words, view, this.describer);
    this.element = section(
      "timeline",
      say("Timeline"),
      el("div", { class: "panel" }, this.toolbar.element, approximateMark(report), this.focus, this.legendHolder, inspector.element),
      this.tooltip.element,
      this.help,
    );
    bindKeys(this.focus, bindings);
    this.listen();
  }

  private listen(): void {
    new PointerInput(this.view, {
      element: this.plotBox,
      focus: this.focus,
      hoverAt: (x, y, clientX, clientY) => this.hoverAt(x, y, clientX, clientY),
      leave: () => this.leave(),
      pickAt: (x, y) => this.view.pick(this.intervalAt(x, y)),
    });
    this.scroller.addEventListener("scroll", () => this.refresh("size"));
    onResize(this.scroller, () => this.refresh("size"));
    this.view.watch((aspect) => this.refresh(aspect));
  }

  /** Paints everything; the element must be in the page. */
  start(): void {
    for (const aspect of ["theme", "rows", "search", "size"] as const) {
      this.stale.add(aspect);
    }
    this.paint();
  }

  /** Paints what an aspect concerns, at the next frame. */
  private refresh(aspect: Aspect): void {
    this.stale.add(aspect);
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => this.paint());
    }
  }

  private paint(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const stale = new Set(this.stale);
    this.stale.clear();
    if (stale.has("theme")) {
      this.plot.retheme();
    }
    if (stale.has("search")) {
      this.search = this.view.query === "" ? null : new Search(this.timeline, this.report.words, this.view.query);
    }
    if (stale.has("rows") || stale.has("search")) {
      this.arrange();
    }
    if (stale.has("theme") || stale.has("rows") || stale.has("search")) {
      this.showLegend();
    }
    if (stale.has("size") || stale.has("theme")) {
      this.minimap.paint();
    }
    const geometry = this.geometry();
    if (["theme", "rows", "search", "size", "range", "line"].some((aspect) => stale.has(aspect as Aspect))) {
      this.labels.show(geometry);
      this.plot.paint(geometry, this.marks());
    }
    this.overlay.paint(geometry);
    this.toolbar.update(this.search, this.overlay.arrowsLeftOut);
    this.publish();
  }

  /** What is marked: the bars of the chosen line, else what the search finds. */
  private marks(): Marks | null {
    return this.source !== null && this.view.line > 0 ? this.source.marksOf(this.view.line) : this.search;
  }

  /** Shows what the lanes that have a row are painted with. */
  private showLegend(): void {
    const inks = new Inks(this.report.words);
    const lanes = this.rows.flatMap((row) => row.lane ?? row.crowd?.lanes ?? []);
    const entries = legend(inks, usedInks(inks, this.timeline, lanes));
    entries.append(...rangesLegend(this.timeline));
    if (this.rows.some(({ crowd }) => crowd !== null)) {
      entries.append(el("span", {}, say("area of a group: how many at once")));
    }
    this.legendHolder.replaceChildren(entries);
  }

  /** Lays out the rows anew. */
  arrange(): void {
    const { search } = this;
    const keep = search !== null && this.view.onlyMatches ? (lane: Lane) => search.matchesLane(lane) : null;
    const rows = rowsOf(this.timeline, this.report.words, this.view, keep);
    this.rows = this.printing ? rows.slice(0, mostPrinted) : rows;
    this.element.dataset.unprinted = this.printing && rows.length > mostPrinted ? count(rows.length - mostPrinted, "and {0} more lane¦and {0} more lanes") : "";
    this.scroller.style.setProperty("--rows", `${rulerHeight + this.rows.length * rowHeight}px`);
    const { offsetWidth, clientWidth } = this.scroller;
    this.focus.style.setProperty("--scrollbar", `${offsetWidth - clientWidth}px`);
  }

  private geometry(): Geometry {
    return {
      rows: this.rows,
      scale: { ...this.view.range, width: Math.max(1, this.plotBox.clientWidth) },
      height: this.scroller.clientHeight,
      scroll: this.printing ? 0 : this.scroller.scrollTop,
    };
  }

  /** Says in the element's attributes what is shown, for style and for whoever drives the page. */
  private publish(): void {
    const { from, to } = this.view.range;
    this.focus.dataset.from = String(Math.round(from));
    this.focus.dataset.to = String(Math.round(to));
    this.focus.dataset.picked = String(this.view.picked);
    this.focus.dataset.line = String(this.view.line);
  }

  /** Paints for paper, or for the screen again: on paper all rows are seen, up to a limit. */
  print(printing: boolean): void {
    this.printing = printing;
    for (const aspect of ["theme", "rows", "size"] as const) {
      this.stale.add(aspect);
    }
    this.paint();
  }

  private rowAt(y: number): Row | undefined {
    return y < rulerHeight ? undefined : this.rows[Math.floor((y - rulerHeight + this.scroller.scrollTop) / rowHeight)];
  }

  private timeAt(x: number): number {
    const { from, to, width } = this.geometry().scale;
    return from + (x * (to - from)) / width;
  }

  /** The interval at a point of the plot, or -1. One that is too narrow to hit is found beside it. */
  private intervalAt(x: number, y: number): number {
    const lane = this.rowAt(y)?.lane;
    if (!lane) {
      return -1;
    }
    const { from, to, width } = this.geometry().scale;
    const perPixel = (to - from) / width;
    const time = from + x * perPixel;
    const { start, end, state } = this.timeline.intervals;
    const exact = this.timeline.at(lane, time);
    if (exact >= 0 && (end[exact] - start[exact] < reach * perPixel || state[exact] === State.Running)) {
      return exact;
    }
    for (let i = this.timeline.firstAfter(lane, time - reach * perPixel); i < lane.last && start[i] <= time + reach * perPixel; i++) {
      if (state[i] !== State.Waiting && state[i] !== State.Unknown && end[i] - start[i] < reach * perPixel) {
        return i;
      }
    }
    return exact;
  }

  private hoverAt(x: number, y: number, clientX: number, clientY: number): void {
    this.overlay.pointer = x;
    const interval = this.intervalAt(x, y);
    const row = this.rowAt(y);
    this.view.hover(interval);
    this.refresh("hover");
    if (y < rulerHeight) {
      this.hoverRanges(x, clientX, clientY);
    } else if (row?.crowd) {
      const time = this.timeAt(x);
      this.tooltip.show(`${row.key} ${time}`, () => this.describer.crowdCard(row.label, row.crowd!, time), clientX, clientY);
    } else if (interval < 0) {
      this.tooltip.hide();
    } else {
      this.tooltip.show(interval, () => this.describer.card(interval), clientX, clientY);
    }
  }

  /** Tells which phases of the runtime a point of the ruler lies in. */
  private hoverRanges(x: number, clientX: number, clientY: number): void {
    const { from, to, width } = this.geometry().scale;
    const perPixel = (to - from) / width;
    const ranges = rangesAt(this.timeline, from + x * perPixel, perPixel);
    if (ranges.length === 0) {
      this.tooltip.hide();
    } else {
      this.tooltip.show(ranges.map((range) => range.start).join(), () => rangesCard(ranges, this.report.words), clientX, clientY);
    }
  }

  private leave(): void {
    this.overlay.pointer = null;
    this.tooltip.hide();
    this.view.hover(-1);
    this.refresh("hover");
  }

  /** Scrolls so that a row is seen. */
  scrollTo(row: number): void {
    const top = row * rowHeight;
    const seen = this.scroller.clientHeight - rulerHeight;
    if (top < this.scroller.scrollTop || top + rowHeight > this.scroller.scrollTop + seen) {
      this.scroller.scrollTop = top - seen / 2;
    }
  }

  showHelp(): void {
    this.help.showModal();
  }

  focusSearch(): void {
    this.toolbar.search.focus();
    this.toolbar.search.select();
  }
}
