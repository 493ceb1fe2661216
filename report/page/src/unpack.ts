// Builds the model from a packed timeline: the tables, in the order in which
// pack.go writes them.

import { Timeline, type Frame, type Intervals, type Lane, type Link, type Profile, type Range, type Span, type Stretch } from "./model";
import type { Packed } from "./report";
import { TableReader, accumulate, inflate } from "./wire";

export async function unpack(packed: Packed): Promise<Timeline> {
  const tables = new TableReader(await inflate(packed.columns));
  const { texts, docs } = packed;
  const { lanes, claimStart } = readLanes(tables, texts);
  const intervals = readIntervals(tables, lanes, claimStart);
  const stacks = readStacks(tables, texts);
  const links = readLinks(tables);
  const spans = readSpans(tables, texts);
  const ranges = readRanges(tables, texts);
  const profiles = readProfiles(tables, texts);
  return new Timeline(texts, docs, lanes, intervals, stacks, links, spans, ranges, profiles);
}

function readLanes(tables: TableReader, texts: string[]): { lanes: Lane[]; claimStart: Float64Array } {
  const [kind, group, host, pid, id, name, doc, parent, start, bornBefore, alive, intervals, claimStart, claims] = tables.table(14);
  let next = 0;
  let nextClaim = intervals.reduce((sum, n) => sum + n, 0);
  const lanes = Array.from(kind, (_, i): Lane => {
    const ran = { first: next, last: (next += intervals[i]) };
    const claim = { first: nextClaim, last: (nextClaim += claims[i]) };
    return {
      index: i,
      kind: kind[i],
      runtime: group[i] === 1,
      host: texts[host[i]],
      pid: pid[i],
      id: id[i],
      name: texts[name[i]],
      doc: doc[i],
      parent: parent[i] - 1,
      start: start[i],
      end: start[i], // readIntervals moves it
      bornBefore: bornBefore[i] === 1,
      alive: alive[i] === 1,
      ...ran,
      ran,
      claim,
      children: [],
    };
  });
  return { lanes, claimStart };
}

function readIntervals(tables: TableReader, lanes: Lane[], claimStart: Float64Array): Intervals {
  const ran = tables.table(6);
  const claims = tables.table(6);
  const [length, state, reason, on, stack, detail] = ran.map((column, i) => concatenated(column, claims[i]));
  const start = new Float64Array(length.length);
  const end = new Float64Array(length.length);
  const place = ({ first, last }: Stretch, from: number): number => {
    for (let i = first; i < last; i++) {
      start[i] = from;
      end[i] = from += length[i];
    }
    return from;
  };
  for (const lane of lanes) {
    lane.end = place(lane.ran, lane.start);
    place(lane.claim, claimStart[lane.index]);
  }
  return {
    start,
    end,
    state: Uint8Array.from(state),
    reason: Uint8Array.from(reason),
    on: Int32Array.from(on, (n) => n - 1),
    stack: Uint32Array.from(stack),
    detail: Uint32Array.from(detail),
  };
}

function concatenated(a: Float64Array, b: Float64Array): Float64Array {
  if (b.length === 0) {
    return a;
  }
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function readStacks(tables: TableReader, texts: string[]): Frame[][] {
  const [func, file, line] = tables.table(3);
  const frames = Array.from(func, (_, i) => ({ func: texts[func[i]], file: texts[file[i]], line: line[i] }));
  const [counts] = tables.table(1);
  const [calls] = tables.table(1);
  let next = 0;
  return Array.from(counts, (count) => Array.from(calls.subarray(next, (next += count)), (frame) => frames[frame]));
}

function readLinks(tables: TableReader): Link[] {
  const [kind, from, to, arrival, lag, stack] = tables.table(6);
  accumulate(arrival);
  return Array.from(kind, (_, i) => ({
    kind: kind[i],
    from: from[i],
    to: to[i],
    fromTime: arrival[i] - lag[i],
    toTime: arrival[i],
    stack: stack[i],
  })).filter((link) => link.from >= 0 && link.to >= 0);
}

function readSpans(tables: TableReader, texts: string[]): Span[] {
  const [origin, name, lane, start, length, parent, status, message, open] = tables.table(9);
  accumulate(start);
  const statusError = 2; // as in OTLP
  const spans = Array.from(origin, (_, i): Span => ({
    origin: origin[i],
    name: texts[name[i]],
    lane: lane[i] - 1,
    start: start[i],
    end: start[i] + length[i],
    parent: parent[i] - 1,
    failed: status[i] === statusError,
    message: texts[message[i]],
    open: open[i] === 1,
    attributes: [],
  }));
  const [span, key, value] = tables.table(3);
  span.forEach((s, i) => spans[s].attributes.push({ key: texts[key[i]], value: texts[value[i]] }));
  return spans;
}

function readRanges(tables: TableReader, texts: string[]): Range[] {
  const [kind, name, lane, start, length] = tables.table(5);
  accumulate(start);
  return Array.from(kind, (_, i) => ({
    kind: kind[i],
    name: texts[name[i]],
    lane: lane[i] - 1,
    start: start[i],
    end: start[i] + length[i],
  }));
}

function readProfiles(tables: TableReader, texts: string[]): Profile[] {
  const [name, unit, lane, rows] = tables.table(4);
  const [stack, weight] = tables.table(2);
  let next = 0;
  return Array.from(name, (_, i) => {
    const first = next;
    next += rows[i];
    return {
      name: texts[name[i]],
      unit: texts[unit[i]],
      lane: lane[i] - 1,
      rows: Array.from({ length: rows[i] }, (_, k) => ({ stack: stack[first + k], weight: weight[first + k] })),
    };
  });
}
