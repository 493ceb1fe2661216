// Where in the listed program the intervals are, as their stacks tell.

import type { Timeline } from "./model";
import type { Listing } from "./report";

/** Finds the listed line of an interval, and the intervals of a line. Lines count from 1; 0 is none. */
export class SourceIndex {
  /** By stack: the line of its innermost call that lies in the listed file. */
  private readonly lines: Uint32Array;
  /** By line: how many intervals are there. */
  private readonly counts: Uint32Array;

  constructor(
    private readonly timeline: Timeline,
    readonly listing: Listing,
  ) {
    this.lines = Uint32Array.from(timeline.stacks, (frames) => frames.find((frame) => isFile(frame.file, listing.file))?.line ?? 0);
    this.counts = new Uint32Array(listing.lines.length + 1);
    for (const { first, last } of timeline.lanes) {
      for (let i = first; i < last; i++) {
        const line = this.lineOf(i);
        if (line < this.counts.length) {
          this.counts[line]++;
        }
      }
    }
  }

  /** The line that an interval runs or waits at. */
  lineOf(interval: number): number {
    return interval < 0 ? 0 : this.lines[this.timeline.intervals.stack[interval]];
  }

  /** How many intervals are at a line. */
  count(line: number): number {
    return line === 0 ? 0 : this.counts[line];
  }

  /** The text of a line, "" if the listing has no such line. */
  text(line: number): string {
    return (this.listing.lines[line - 1] ?? []).map(([, text]) => text).join("");
  }

  /** What is marked in the timeline while a line is chosen. */
  marksOf(line: number): Marks {
    return { namesLane: () => false, matchesInterval: (i) => this.lineOf(i) === line };
  }
}

/** Says what is marked in the timeline: everything else stands back. */
export interface Marks {
  /** Whether all of a lane is marked. */
  namesLane(lane: { index: number }): boolean;
  matchesInterval(interval: number): boolean;
}

/** Whether a path, as a stack has it, ends in that file. */
function isFile(path: string, file: string): boolean {
  return path === file || path.endsWith(`/${file}`);
}
