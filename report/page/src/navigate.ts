// Going from interval to interval by key, by search, by a click on a name.

import type { Lane, Timeline } from "./model";
import type { Row } from "./rows";
import type { Search } from "./search";
import type { View } from "./view";

/** What the chart shows, as far as going around in it needs. */
export interface Shown {
  readonly rows: Row[];
  readonly search: Search | null;
  arrange(): void;
  scrollTo(row: number): void;
}

export class Navigator {
  constructor(
    private readonly timeline: Timeline,
    private readonly view: View,
    private readonly shown: Shown,
  ) {}

  /** Picks the interval of a row that covers the middle of the view, or its first one. */
  pickRow({ lane }: Row): void {
    if (lane !== null) {
      const middle = (this.view.range.from + this.view.range.to) / 2;
      this.goTo(this.coveringOrFirst(lane, middle));
    }
  }

  /** Picks the neighbour of the picked interval on its lane. */
  step(by: 1 | -1): void {
    const { picked } = this.view;
    if (picked < 0) {
      return this.stepLane(1);
    }
    const lane = this.timeline.laneOf(picked);
    const next = picked + by;
    if (next >= lane.first && next < lane.last) {
      this.goTo(next);
    }
  }

  /** Picks what the next lane with intervals does at the same time. */
  stepLane(by: 1 | -1): void {
    const { rows } = this.shown;
    const { picked } = this.view;
    const lane = picked < 0 ? null : this.timeline.laneOf(picked);
    const from = lane === null ? -1 : rows.findIndex((row) => row.lane === lane);
    for (let r = from < 0 && by < 0 ? rows.length - 1 : from + by; r >= 0 && r < rows.length; r += by) {
      const next = rows[r].lane;
      if (next !== null && next.first < next.last) {
        const time = lane === null ? next.start : Math.max(this.timeline.intervals.start[picked], this.view.range.from);
        return this.goTo(this.coveringOrFirst(next, time));
      }
    }
  }

  private coveringOrFirst(lane: Lane, time: number): number {
    const covering = this.timeline.at(lane, time);
    return covering >= 0 ? covering : lane.first < lane.last ? lane.first : -1;
  }

  nextMatch(step: 1 | -1): void {
    this.goTo(this.shown.search?.next(this.view.picked, step) ?? -1);
  }

  /** Shows the selected range, or else the picked interval with a margin. */
  zoomToChosen(): void {
    const { selection, picked } = this.view;
    if (selection !== null) {
      this.view.show(selection.from, selection.to);
    } else if (picked >= 0) {
      const { start, end } = this.timeline.intervals;
      const margin = (end[picked] - start[picked]) * 0.2;
      this.view.show(start[picked] - margin, end[picked] + margin);
    }
  }

  /** Picks an interval and brings it into view, opening what hides it. */
  private goTo(interval: number): void {
    if (interval < 0) {
      return;
    }
    const lane = this.timeline.laneOf(interval);
    this.open(lane);
    const { start, end } = this.timeline.intervals;
    this.view.reveal(start[interval], end[interval]);
    this.view.pick(interval);
    this.shown.scrollTo(this.shown.rows.findIndex((row) => row.lane === lane));
  }

  /** Opens the rows that hide a lane, outermost first. */
  private open(lane: Lane): void {
    const above = new Set(["r"]);
    for (let i = lane.index; i >= 0; i = this.timeline.lanes[i].parent) {
      above.add(String(i)).add(`${i}r`);
    }
    while (!this.shown.rows.some((row) => row.lane === lane)) {
      const hiding = this.shown.rows.find((row) => row.expandable && !row.open && above.has(row.key));
      if (hiding === undefined) {
        return;
      }
      this.view.toggle(hiding.key);
      this.shown.arrange();
    }
  }
}
