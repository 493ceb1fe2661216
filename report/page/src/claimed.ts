// What runtimes claim to have run, beside what the kernel ran meanwhile: a runtime
// does not see when the kernel takes its thread off the CPU.

import { el, right, table, type Child } from "./dom";
import { duration, oneLine } from "./format";
import { count, say } from "./language";
import { State, isClaimed, numStates, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import { laneLabel } from "./rows";

/** Rows that are shown at once. */
const mostRows = 60;

/** What a lane did while it was claimed to run or to be in a system call, ns. The states add up to both. */
export interface Comparison {
  running: number; // claimed
  syscall: number; // claimed
  states: Float64Array; // what was so, by state
}

/** The table of the program's lanes that have a claim, and their sums in a sentence; null where there is none. */
export function claimTable(timeline: Timeline, words: Words): HTMLElement | null {
  const lanes = timeline.inTreeOrder().filter((lane) => isClaimed(lane) && !lane.runtime);
  if (lanes.length === 0) {
    return null;
  }
  const list = lanes.map((lane) => ({ lane, compared: compareClaim(timeline, lane) })).filter(({ compared: c }) => c.running + c.syscall > 0);
  const states = [State.Running, State.Runnable, State.Waiting, State.Syscall, State.Unknown].filter((s) => list.some(({ compared }) => compared.states[s] > 0));
  const inCalls = list.some(({ compared }) => compared.syscall > 0);
  const row = (name: Child, { running, syscall, states: so }: Comparison): Child[] => [
    name,
    figure(running),
    ...(inCalls ? [figure(syscall)] : []),
    ...states.map((s) => figure(so[s])),
  ];
  const rows = list.slice(0, mostRows).map(({ lane, compared }) => row(nameOf(lane, words), compared));
  const heads = [
    say("lane"),
    right(say("claimed: {0}", words.states[State.Running])),
    ...(inCalls ? [right(say("claimed: {0}", words.states[State.Syscall]))] : []),
    ...states.map((s) => right(becameOf(s, words))),
  ];
  const rest = list.length - rows.length;
  return el("div", {}, el("p", { class: "dim" }, summary(timeline)), table(heads, rows), rest > 0 ? el("p", { class: "dim" }, count(rest, "and {0} more lane¦and {0} more lanes")) : null);
}

/** What a column tells of the time that was claimed. */
function becameOf(state: number, words: Words): string {
  switch (state) {
    case State.Running:
      return say("the kernel ran it");
    case State.Runnable:
      return say("preempted");
    default:
      return words.states[state];
  }
}

function figure(length: number): string {
  return length > 0 ? duration(length) : "–";
}

function nameOf(lane: Lane, words: Words): HTMLElement {
  return el("span", { class: "lane-name" }, el("bdi", {}, oneLine(laneLabel(lane, words))), " ", el("span", { class: "dim" }, words.kinds[lane.kind]));
}

/** Says what all leaves together were claimed to run, and what they ran. */
export function summary(timeline: Timeline): string {
  const leaves = timeline.leaves().filter(isClaimed);
  const sums = leaves.map((lane) => compareClaim(timeline, lane, false));
  const claimed = sums.reduce((sum, c) => sum + c.running, 0);
  const ran = sums.reduce((sum, c) => sum + c.states[State.Running], 0);
  return say("The runtime claims {0} of running; the kernel ran {1} of that.", duration(claimed), duration(ran));
}

/** Adds up what a lane did while it was claimed to run and, with calls, to be in a system call. */
export function compareClaim(timeline: Timeline, { ran, claim }: Lane, calls = true): Comparison {
  const { start, end, state } = timeline.intervals;
  const sum = { running: 0, syscall: 0, states: new Float64Array(numStates) };
  let i = ran.first;
  for (let c = claim.first; c < claim.last; c++) {
    if (state[c] !== State.Running && !(calls && state[c] === State.Syscall)) {
      continue;
    }
    sum[state[c] === State.Running ? "running" : "syscall"] += end[c] - start[c];
    while (i < ran.last && end[i] <= start[c]) {
      i++;
    }
    for (let k = i; k < ran.last && start[k] < end[c]; k++) {
      sum.states[state[k]] += Math.min(end[k], end[c]) - Math.max(start[k], start[c]);
    }
  }
  return sum;
}
