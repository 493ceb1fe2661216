// What the reader looks at: one value, which every part of the page watches.

import type { Language } from "./language";
import type { Timeline, Truth } from "./model";

/** Parts of the view that change on their own. */
export type Aspect = "range" | "rows" | "search" | "links" | "selection" | "hover" | "picked" | "line" | "theme" | "language" | "truth" | "size";

export type Theme = "system" | "light" | "dark";

export interface TimeRange {
  from: number;
  to: number;
}

/** The shortest range that one can zoom to, ns. */
const shortest = 50;

export class View {
  /** The whole recording with a margin, so that its ends are seen. */
  readonly whole: TimeRange;

  range: TimeRange;
  /** Rows that are open or closed against what they are at first. */
  toggled = new Set<string>();
  query = "";
  onlyMatches = false;
  links = false;
  theme: Theme = "system";
  truth: Truth = "ran";
  selection: TimeRange | null = null;
  /** Intervals, -1 for none. */
  hovered = -1;
  picked = -1;
  /** The chosen line of the listed program, 0 for none. */
  line = 0;

  private readonly intervals: number;
  private watchers: ((aspect: Aspect) => void)[] = [];
  private release = new AbortController();

  constructor(
    timeline: Timeline,
    /** The language that the page opens in. */
    readonly ownLanguage: Language,
    public language = ownLanguage,
  ) {
    const length = Math.max(timeline.end - timeline.start, shortest);
    this.whole = { from: timeline.start - length * 0.008, to: timeline.start + length * 1.012 };
    this.range = { ...this.whole };
    this.intervals = timeline.intervals.start.length;
  }

  watch(watcher: (aspect: Aspect) => void): void {
    this.watchers.push(watcher);
  }

  /** Forgets all watchers: what they belong to is about to be built anew. */
  releaseAll(): void {
    this.watchers = [];
    this.release.abort();
    this.release = new AbortController();
  }

  /** Ends at the next releaseAll, for what else must end then. */
  get released(): AbortSignal {
    return this.release.signal;
  }

  changed(aspect: Aspect): void {
    for (const watcher of this.watchers) {
      watcher(aspect);
    }
  }

  get fitted(): boolean {
    return this.range.from <= this.whole.from && this.range.to >= this.whole.to;
  }

  /** Shows a range, kept within the whole. */
  show(from: number, to: number): void {
    const most = this.whole.to - this.whole.from;
    const length = Math.min(Math.max(to - from, Math.min(shortest, most)), most);
    const centred = to - from < length ? (from + to - length) / 2 : from;
    const start = Math.min(Math.max(centred, this.whole.from), this.whole.to - length);
    const range = length === most ? { ...this.whole } : { from: start, to: start + length }; // a sum may be off the end by a rounding
    if (range.from !== this.range.from || range.to !== this.range.to) {
      this.range = range;
      this.changed("range");
    }
  }

  fit(): void {
    this.show(this.whole.from, this.whole.to);
  }

  /** Makes the visible range `factor` times as long, with the time at `around` staying in place. */
  zoom(factor: number, around = (this.range.from + this.range.to) / 2): void {
    const { from, to } = this.range;
    const length = Math.min(Math.max((to - from) * factor, shortest), this.whole.to - this.whole.from);
    const start = around - ((around - from) * length) / (to - from);
    this.show(start, start + length);
  }

  /** Moves by a share of the visible length. */
  pan(share: number): void {
    const { from, to } = this.range;
    const shift = (to - from) * share;
    const within = Math.min(Math.max(shift, this.whole.from - from), this.whole.to - to);
    this.show(from + within, to + within);
  }

  /** Moves so that an interval is seen, zooming out where it is longer than the view. */
  reveal(from: number, to: number): void {
    const length = this.range.to - this.range.from;
    if (to - from > length) {
      this.show(from - (to - from) * 0.1, to + (to - from) * 0.1);
    } else if (from < this.range.from || to > this.range.to) {
      const middle = (from + to) / 2;
      this.show(middle - length / 2, middle + length / 2);
    }
  }

  toggle(row: string): void {
    if (!this.toggled.delete(row)) {
      this.toggled.add(row);
    }
    this.changed("rows");
  }

  select(selection: TimeRange | null): void {
    this.selection = selection;
    this.changed("selection");
  }

  hover(interval: number): void {
    if (interval !== this.hovered) {
      this.hovered = interval;
      this.changed("hover");
    }
  }

  /** Picks an interval; a number that none has picks nothing. */
  pick(interval: number): void {
    interval = interval < this.intervals ? interval : -1;
    if (interval !== this.picked) {
      this.picked = interval;
      this.changed("picked");
    }
  }

  chooseLine(line: number): void {
    if (line !== this.line) {
      this.line = line;
      this.changed("line");
    }
  }

  search(query: string, onlyMatches = this.onlyMatches): void {
    if (query !== this.query || onlyMatches !== this.onlyMatches) {
      this.query = query;
      this.onlyMatches = onlyMatches;
      this.changed("search");
    }
  }

  setLinks(shown: boolean): void {
    if (shown !== this.links) {
      this.links = shown;
      this.changed("links");
    }
  }

  setLanguage(language: Language): void {
    if (language !== this.language) {
      this.language = language;
      this.changed("language");
    }
  }

  setTruth(truth: Truth): void {
    if (truth !== this.truth) {
      this.truth = truth;
      this.changed("truth");
    }
  }

  setTheme(theme: Theme): void {
    if (theme !== this.theme) {
      this.theme = theme;
      this.changed("theme");
    }
  }
}
