// The order of the lanes: process ▸ thread ▸ coroutine by birth, then the CPUs, and
// the runtime's own in a group at the end of their parent, closed at first.

import { groupsOf, leavesBelow, peakOf } from "./groups";
import { count, say } from "./language";
import { Kind, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import type { View } from "./view";

export interface Row {
  key: string; // stable between pages of one recording
  lane: Lane | null; // null for a group
  crowd: Crowd | null; // of a group of processes, while it is closed
  label: string;
  depth: number;
  expandable: boolean;
  open: boolean;
}

/** Lanes that are shown together in one row. */
export interface Crowd {
  lanes: Lane[]; // leaves
  most: number; // that had or wanted a CPU at once
}

/** Where there are more, threads without a name of their own are closed at first. */
const manyProcesses = 8;

/** So many CPUs are shown at first. */
const mostCPUs = 8;

/** Returns the rows that the view shows. Where keep is given, only lanes that it keeps, and the lanes above them. */
export function rowsOf(timeline: Timeline, words: Words, view: View, keep: ((lane: Lane) => boolean) | null): Row[] {
  return new Arrangement(timeline, words, view, keep).rows;
}

class Arrangement {
  readonly rows: Row[] = [];
  private readonly kept: Uint8Array | null;
  private readonly many: boolean; // so many processes that their threads are closed at first

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly view: View,
    keep: ((lane: Lane) => boolean) | null,
  ) {
    this.kept = keep && keptLanes(timeline, keep);
    this.many = timeline.lanes.filter(({ kind }) => kind === Kind.Process).length > manyProcesses;
    const isCPU = (i: number) => timeline.lanes[i].kind === Kind.CPU;
    const roots = this.shown(timeline.roots);
    this.siblings(roots.filter((i) => !isCPU(i)), 0, false, "");
    this.cpus(roots.filter(isCPU));
  }

  private shown(lanes: number[]): number[] {
    return this.kept ? lanes.filter((i) => this.kept![i]) : lanes;
  }

  /** Adds lanes that stand beside each other. Within a group of the runtime, its lanes are no group again. */
  private siblings(lanes: number[], depth: number, inRuntime: boolean, parentKey: string): void {
    const isRuntime = (i: number) => !inRuntime && this.timeline.lanes[i].runtime;
    for (const { name, lanes: alike } of groupsOf(this.timeline, lanes.filter((i) => !isRuntime(i)))) {
      if (alike.length === 1) {
        this.lane(alike[0], depth, inRuntime);
      } else {
        this.processes(name, alike, depth, inRuntime);
      }
    }
    const runtime = lanes.filter(isRuntime);
    if (runtime.length > 0) {
      const open = this.group(`${parentKey}r`, `${say("Runtime")} · ${this.kinds(runtime)}`, depth, false);
      if (open) {
        this.siblings(runtime, depth + 1, true, parentKey);
      }
    }
  }

  private lane(lane: Lane, depth: number, inRuntime: boolean): void {
    const key = String(lane.index);
    const children = this.shown(lane.children);
    const expandable = children.length > 0;
    const opensFirst = this.kept !== null || !this.repeats(lane);
    const open = expandable && this.view.toggled.has(key) !== opensFirst;
    this.rows.push({ key, lane, crowd: null, label: laneLabel(lane, this.words), depth, expandable, open });
    if (open) {
      this.siblings(children, depth + 1, inRuntime, key);
    }
  }

  /** Whether all that stands below a process are threads without a name of their own, and they are one or there are many processes. */
  private repeats(lane: Lane): boolean {
    const children = lane.children.map((i) => this.timeline.lanes[i]);
    const nameless = children.every(({ kind, name, children }) => kind === Kind.Thread && name === lane.name && children.length === 0);
    return lane.kind === Kind.Process && nameless && (children.length === 1 || this.many);
  }

  private processes(name: string, alike: Lane[], depth: number, inRuntime: boolean): void {
    const label = `${name} · ${countOf(alike.length, Kind.Process)}`;
    if (this.group(`${alike[0].index}g`, label, depth, false)) {
      alike.forEach((lane) => this.lane(lane, depth + 1, inRuntime));
      return;
    }
    const lanes = leavesBelow(this.timeline, alike);
    this.rows[this.rows.length - 1].crowd = { lanes, most: Math.max(1, peakOf(this.timeline, lanes)) };
  }

  private cpus(lanes: number[]): void {
    if (lanes.length > 0 && this.group("c", countOf(lanes.length, Kind.CPU), 0, lanes.length <= mostCPUs)) {
      lanes.forEach((i) => this.lane(this.timeline.lanes[i], 1, false));
    }
  }

  /** Adds the row of a group and reports whether it is open. */
  private group(key: string, label: string, depth: number, opensFirst: boolean): boolean {
    const open = this.kept !== null || this.view.toggled.has(key) !== opensFirst;
    this.rows.push({ key, lane: null, crowd: null, label, depth, expandable: true, open });
    return open;
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
    case Kind.CPU:
      return count(n, "{0} CPU¦{0} CPUs");
    default:
      return count(n, "{0} lane¦{0} lanes");
  }
}

/** How a lane is called: its name, and its number where that is how people refer to it. */
export function laneLabel(lane: Lane, words: Words): string {
  if (lane.kind === Kind.CPU || lane.name === "" || lane.name === `${words.names.kinds[lane.kind]} ${lane.id}`) {
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
