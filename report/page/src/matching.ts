// Which measured lane is which lane of the course's drawing.

import type { Lane, Timeline } from "./model";

export interface Pair {
  drawn: Lane;
  measured: Lane | null; // null where the drawn lane was not measured
}

/** Pairs lanes of the same kind and name, in order of birth. */
export function matchLanes(drawing: Timeline, measured: Timeline): Pair[] {
  const waiting = new Map<string, Lane[]>();
  for (const lane of inTreeOrder(measured)) {
    const key = identity(lane);
    waiting.set(key, [...(waiting.get(key) ?? []), lane]);
  }
  return inTreeOrder(drawing).map((drawn) => ({ drawn, measured: waiting.get(identity(drawn))?.shift() ?? null }));
}

function identity(lane: Lane): string {
  return `${lane.kind} ${lane.name}`;
}

/** All lanes, parents before children, siblings by birth. */
export function inTreeOrder(timeline: Timeline): Lane[] {
  const order: Lane[] = [];
  const visit = (index: number) => {
    order.push(timeline.lanes[index]);
    timeline.lanes[index].children.forEach(visit);
  };
  timeline.roots.forEach(visit);
  return order;
}

/** What must be added to a drawing's times so that its first bar and the measured one's begin together. */
export function alignment(pairs: Pair[]): number {
  const matched = pairs.filter((p) => p.measured !== null);
  const drawn = Math.min(...matched.map((p) => p.drawn.start));
  const measured = Math.min(...matched.map((p) => p.measured!.start));
  return matched.length > 0 ? measured - drawn : 0;
}
