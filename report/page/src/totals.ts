// Where time went: the same account as timeline.Totals.

import { State, numStates, type Lane, type Timeline } from "./model";

export interface Totals {
  life: number; // ns; the states add up to it
  states: Float64Array; // ns by state
  waiting: Float64Array; // ns by reason, of Waiting only
  intervals: number;
}

export function emptyTotals(reasons: number): Totals {
  return { life: 0, states: new Float64Array(numStates), waiting: new Float64Array(reasons), intervals: 0 };
}

/** Adds what a lane did in [from, to) to a sum. */
export function addTotals(sum: Totals, timeline: Timeline, lane: Lane, from: number, to: number): Totals {
  const { start, end, state, reason } = timeline.intervals;
  for (let i = timeline.firstAfter(lane, from); i < lane.last && start[i] < to; i++) {
    const length = Math.min(end[i], to) - Math.max(start[i], from);
    sum.life += length;
    sum.states[state[i]] += length;
    if (state[i] === State.Waiting) {
      sum.waiting[reason[i]] += length;
    }
    sum.intervals++;
  }
  return sum;
}

/** The reasons that were waited for, longest first. */
export function topReasons(totals: Totals): { reason: number; length: number }[] {
  return Array.from(totals.waiting, (length, reason) => ({ reason, length }))
    .filter((r) => r.length > 0)
    .sort((a, b) => b.length - a.length);
}
