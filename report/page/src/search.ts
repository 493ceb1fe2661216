// Searches lanes, functions, states, reasons and details for a text.

import type { Frame, Lane, Timeline } from "./model";
import type { Words } from "./report";

/** The result of a search. Matching is decided once for each distinct text, not for each interval. */
export class Search {
  private readonly lanes: Uint8Array;
  private readonly details: Uint8Array;
  private readonly stacks: Uint8Array;
  private readonly states: Uint8Array;
  private readonly reasons: Uint8Array;
  /** Matching intervals of lanes whose own name does not match, by lane. */
  private readonly hits: Uint32Array;
  readonly laneCount: number;
  readonly intervalCount: number;

  constructor(
    private readonly timeline: Timeline,
    words: Words,
    query: string,
  ) {
    const wanted = query.toLowerCase();
    const has = (text: string) => text.toLowerCase().includes(wanted);
    const frame = (f: Frame) => has(f.func) || has(f.file);
    this.lanes = flags(timeline.lanes, (lane) => has(lane.name) || has(timeline.doc(lane)) || has(`${words.kinds[lane.kind]} ${lane.id}`));
    this.details = flags(timeline.texts, (text) => text !== "" && has(text));
    this.stacks = flags(timeline.stacks, (frames) => frames.some(frame));
    // The model's own words too, so that a link finds the same in every language.
    this.states = flags(words.states, (title, state) => has(title) || has(words.names.states[state]));
    this.reasons = flags(words.reasons, (title, reason) => reason !== 0 && (has(title) || has(words.names.reasons[reason])));
    this.hits = Uint32Array.from(timeline.lanes, (lane) => this.count(lane));
    this.laneCount = timeline.lanes.filter((lane) => this.matchesLane(lane)).length;
    this.intervalCount = this.hits.reduce((sum, n) => sum + n, 0);
  }

  /** Whether a lane is called so, or has an interval that matches. */
  matchesLane(lane: Lane): boolean {
    return this.lanes[lane.index] === 1 || this.hits[lane.index] > 0;
  }

  /** Whether a lane is called so: then all of it matches. */
  namesLane(lane: { index: number }): boolean {
    return this.lanes[lane.index] === 1;
  }

  matchesInterval(i: number): boolean {
    const { state, reason, detail, stack } = this.timeline.intervals;
    return (this.states[state[i]] | this.reasons[reason[i]] | this.details[detail[i]] | this.stacks[stack[i]]) === 1;
  }

  /** The match after an interval (-1: the first of all), in the order of lanes and times, or -1. */
  next(after: number, step: 1 | -1): number {
    const { lanes } = this.timeline;
    const begin = ({ first, last }: Lane) => (step > 0 ? first - 1 : last);
    let lane = after < 0 ? lanes[step > 0 ? 0 : lanes.length - 1] : this.timeline.laneOf(after);
    let i = after < 0 ? begin(lane) : after;
    for (let seen = 0; seen <= lanes.length; seen++) {
      for (i += step; i >= lane.first && i < lane.last && this.matchesLane(lane); i += step) {
        if (this.matchesInterval(i) || this.startsNamedLane(i)) {
          return i;
        }
      }
      lane = lanes[(lane.index + step + lanes.length) % lanes.length];
      i = begin(lane);
    }
    return -1;
  }

  private startsNamedLane(i: number): boolean {
    const lane = this.timeline.laneOf(i);
    return lane.first === i && this.lanes[lane.index] === 1;
  }

  private count(lane: Lane): number {
    let n = 0;
    for (let i = lane.first; i < lane.last; i++) {
      n += this.matchesInterval(i) ? 1 : 0;
    }
    return n;
  }
}

function flags<T>(values: T[], match: (value: T, index: number) => boolean): Uint8Array {
  return Uint8Array.from(values, (value, i) => (match(value, i) ? 1 : 0));
}
