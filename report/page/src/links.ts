// Finds who woke, created or sent to whom.

import { LinkKind, State, type Lane, type Link, type Timeline } from "./model";

/** How far a wake-up and the change of state that it caused may lie apart, ns: the trace's clock counts in steps of 64 ns, and its reader keeps events apart by 1 ns. */
const slack = 200;

export class LinkIndex {
  private readonly incoming: Link[][]; // by lane, in order of arrival
  private readonly outgoing: Link[][]; // by lane, in order of departure

  constructor(private readonly timeline: Timeline) {
    this.incoming = timeline.lanes.map(() => []);
    this.outgoing = timeline.lanes.map(() => []);
    for (const link of timeline.links) {
      this.incoming[link.to].push(link);
      this.outgoing[link.from].push(link);
    }
    for (const list of this.outgoing) {
      list.sort((a, b) => a.fromTime - b.fromTime);
    }
  }

  /** The link that ended a wait or made an interval ready or began a life, or null. */
  cause(interval: number): Link | null {
    const { start, end, state } = this.timeline.intervals;
    const lane = this.timeline.laneOf(interval);
    switch (state[interval]) {
      case State.Waiting:
        return this.arrival(lane, end[interval], (link) => link.kind !== LinkKind.Create);
      case State.Runnable:
      case State.Running:
        return this.arrival(lane, start[interval], () => true);
      default:
        return null;
    }
  }

  private arrival(lane: Lane, time: number, match: (link: Link) => boolean): Link | null {
    const list = this.incoming[lane.index];
    for (let i = firstFrom(list, (link) => link.toTime, time - slack); i < list.length && list[i].toTime <= time + slack; i++) {
      if (match(list[i])) {
        return list[i];
      }
    }
    return null;
  }

  /** All links that leave or reach an interval's lane during it. */
  touching(interval: number, limit: number): Link[] {
    const { start, end } = this.timeline.intervals;
    const { index } = this.timeline.laneOf(interval);
    const from = start[interval] - slack;
    const to = end[interval] + slack;
    const found: Link[] = [];
    const collect = (list: Link[], time: (link: Link) => number) => {
      for (let i = firstFrom(list, time, from); i < list.length && time(list[i]) <= to && found.length < limit; i++) {
        found.push(list[i]);
      }
    };
    collect(this.incoming[index], (link) => link.toTime);
    collect(this.outgoing[index], (link) => link.fromTime);
    return found;
  }
}

/** Index of the first link whose time is not before from. */
function firstFrom(list: Link[], time: (link: Link) => number, from: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time(list[middle]) < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
