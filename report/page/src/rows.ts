// The order of the lanes: process ▸ thread ▸ coroutine by birth, the runtime's
// own in a group at the end of their parent, closed at first.

import { count, say } from "./language";
import { Kind, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import type { View } from "./view";

export interface Row {
  key: string; // stable between pages of one recording
  lane: Lane | null; // null for a group of the runtime's lanes
  label: string;
  depth: number;
  expandable: boolean;
  open: boolean;
}

/** Returns the rows that the view shows. Where keep is given, only lanes that it keeps, and the lanes above them. */
export function rowsOf(timeline: Timeline, words: Words, view: View, keep: ((lane: Lane) => boolean) | null): Row[] {
  return new Arrangement(timeline, words, view, keep).rows;
}

class Arrangement {
  readonly rows: Row[] = [];
  private readonly kept: Uint8Array | null;

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly view: View,
    keep: ((lane: Lane) => boolean) | null,
  ) {
    this.kept = keep && keptLanes(timeline, keep);
    this.siblings(timeline.roots, 0, false, "");
  }

  /** Adds lanes that stand beside each other. Within a group of the runtime, its lanes are no group again. */
  private siblings(lanes: number[], depth: number, inRuntime: boolean, parentKey: string): void {
    const shown = this.kept ? lanes.filter((i) => this.kept![i]) : lanes;
    for (const i of shown) {
      if (inRuntime || !this.timeline.lanes[i].runtime) {
        this.lane(this.timeline.lanes[i], depth, inRuntime);
      }
    }
    const runtime = inRuntime ? [] : shown.filter((i) => this.timeline.lanes[i].runtime);
    if (runtime.length > 0) {
      this.group(runtime, depth, `${parentKey}r`);
    }
  }

  private lane(lane: Lane, depth: number, inRuntime: boolean): void {
    const key = String(lane.index);
    const expandable = lane.children.length > 0;
    const open = expandable && !this.view.toggled.has(key);
    this.rows.push({ key, lane, label: laneLabel(lane, this.words), depth, expandable, open });
    if (open) {
      this.siblings(lane.children, depth + 1, inRuntime, key);
    }
  }

  private group(lanes: number[], depth: number, key: string): void {
    const open = this.view.toggled.has(key) || this.kept !== null;
    this.rows.push({ key, lane: null, label: `${say("Runtime")} · ${this.kinds(lanes)}`, depth, expandable: true, open });
    if (open) {
      this.siblings(lanes, depth + 1, true, key);
    }
  }

  private kinds(lanes: number[]): string {
    const kinds = new Set(lanes.map((i) => this.timeline.lanes[i].kind));
    return countOf(lanes.length, kinds.size === 1 ? [...kinds][0] : 0);
  }
}

/** So many lanes of a kind, 0 for several kinds. */
export function countOf(n: number, kind: number): string {
  switch (kind) {
    case Kind.Process:
      return count(n, "{0} process¦{0} processes");
    case Kind.Thread:
      return count(n, "{0} thread¦{0} threads");
    case Kind.Coroutine:
      return count(n, "{0} coroutine¦{0} coroutines");
    case Kind.Goroutine:
      return count(n, "{0} goroutine¦{0} goroutines");
    default:
      return count(n, "{0} lane¦{0} lanes");
  }
}

/** How a lane is called: its name, and its number where that is how people refer to it. */
export function laneLabel(lane: Lane, words: Words): string {
  if (lane.name === "" || lane.name === `${words.names.kinds[lane.kind]} ${lane.id}`) {
    return `${words.kinds[lane.kind]} ${lane.id}`;
  }
  const known = lane.id !== 0; // a trace alone does not tell its process's id
  return known && (lane.kind === Kind.Process || lane.kind === Kind.Thread) ? `${lane.name} · ${lane.id}` : lane.name;
}

/** Marks the lanes to keep and all lanes above them. */
function keptLanes(timeline: Timeline, keep: (lane: Lane) => boolean): Uint8Array {
  const kept = new Uint8Array(timeline.lanes.length);
  for (const lane of timeline.lanes) {
    if (keep(lane)) {
      for (let i = lane.index; i >= 0 && !kept[i]; i = timeline.lanes[i].parent) {
        kept[i] = 1;
      }
    }
  }
  return kept;
}
