// Many short processes, as a build has them, told together: those of one command
// under one parent.

import { Kind, State, type Lane, type Timeline } from "./model";

/** Lanes that stand beside each other: one, or many alike. */
export interface Siblings {
  name: string; // of the command, where there are many
  lanes: Lane[];
}

/** So many processes of one command stand together. */
const least = 8;

/** Groups siblings. A group stands where its first lane would. */
export function groupsOf(timeline: Timeline, siblings: number[]): Siblings[] {
  const byName = new Map<string, Lane[]>();
  for (const lane of siblings.map((i) => timeline.lanes[i]).filter(isCommand)) {
    const alike = byName.get(lane.name);
    if (alike) {
      alike.push(lane);
    } else {
      byName.set(lane.name, [lane]);
    }
  }
  return siblings.flatMap((i) => {
    const lane = timeline.lanes[i];
    const alike = isCommand(lane) ? byName.get(lane.name)! : [];
    if (alike.length < least) {
      return [{ name: "", lanes: [lane] }];
    }
    return alike[0] === lane ? [{ name: lane.name, lanes: alike }] : [];
  });
}

function isCommand(lane: Lane): boolean {
  return lane.kind === Kind.Process && lane.name !== "";
}

/** The lanes below some lanes, and they themselves, that have none of the program's below them. */
export function leavesBelow(timeline: Timeline, lanes: Lane[]): Lane[] {
  const leaves: Lane[] = [];
  const visit = (lane: Lane) => {
    const below = lane.children.map((i) => timeline.lanes[i]).filter((child) => !child.runtime);
    if (below.length === 0) {
      leaves.push(lane);
    }
    below.forEach(visit);
  };
  lanes.forEach(visit);
  return leaves;
}

/** Whether a state has, or wants, a CPU. */
export function isActive(state: number): boolean {
  return state === State.Running || state === State.Syscall || state === State.Runnable;
}

/** The most lanes that had or wanted a CPU at once. */
export function peakOf(timeline: Timeline, lanes: Lane[]): number {
  const { start, end, state } = timeline.intervals;
  const begins: number[] = [];
  const ends: number[] = [];
  for (const lane of lanes) {
    for (let i = lane.first; i < lane.last; i++) {
      if (isActive(state[i])) {
        begins.push(start[i]);
        ends.push(end[i]);
      }
    }
  }
  const [from, to] = [begins, ends].map((times) => Float64Array.from(times).sort());
  let most = 0;
  for (let b = 0, e = 0; b < from.length; b++) {
    while (to[e] <= from[b]) {
      e++;
    }
    most = Math.max(most, b + 1 - e);
  }
  return most;
}
