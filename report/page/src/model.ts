// The timeline as the page holds it: the same model as package timeline, with
// intervals in typed arrays and everything else as rows.

/** States, by their numbers in package timeline. */
export const State = { Unknown: 0, Running: 1, Runnable: 2, Waiting: 3, Syscall: 4 } as const;
export const numStates = 5;

/** Kinds of lanes, by their numbers in package timeline. */
export const Kind = { Process: 1, Thread: 2, Coroutine: 3, Goroutine: 4, Task: 5, CPU: 6 } as const;

/** Kinds of links, by their numbers in package timeline. */
export const LinkKind = { Wake: 1, Create: 2, Send: 3 } as const;

export interface Lane {
  index: number;
  kind: number;
  runtime: boolean; // the language runtime's own, not the program's
  host: string;
  pid: number;
  id: number;
  name: string;
  doc: number; // index into docs
  parent: number; // -1 for none
  start: number;
  end: number;
  bornBefore: boolean;
  alive: boolean;
  first: number; // index of its first interval, of those that are shown
  last: number; // one past its last interval
  ran: Stretch; // what it did, as far as it is known
  claim: Stretch; // what its runtime claims that it did; empty if it claims nothing else
  children: number[]; // in order of birth, processes after what shares their parent's memory
}

/** The intervals [first, last). */
export interface Stretch {
  first: number;
  last: number;
}

/** What is shown of lanes that have a claim. */
export type Truth = "ran" | "claimed";

export interface Frame {
  func: string;
  file: string;
  line: number;
}

export interface Link {
  kind: number;
  from: number;
  to: number;
  fromTime: number;
  toTime: number;
  stack: number;
}

export interface Span {
  origin: number;
  name: string;
  lane: number; // -1 for none
  start: number;
  end: number;
  parent: number; // -1 for none
  failed: boolean;
  message: string;
  open: boolean; // had not ended when the recording did
  attributes: { key: string; value: string }[];
}

export interface Range {
  kind: number;
  name: string;
  lane: number;
  start: number;
  end: number;
}

export interface Profile {
  name: string;
  unit: string;
  lane: number;
  rows: { stack: number; weight: number }[];
}

/** Columns of all intervals, lane after lane, and after them of all claims, lane after lane. */
export interface Intervals {
  start: Float64Array;
  end: Float64Array;
  state: Uint8Array;
  reason: Uint8Array;
  on: Int32Array; // lane, -1 for none
  stack: Uint32Array;
  detail: Uint32Array; // index into texts
}

export class Timeline {
  /** Bounds of all lanes and spans; both 0 if there are none. */
  readonly start: number;
  readonly end: number;
  readonly roots: number[];

  constructor(
    readonly texts: string[],
    /** What is told about lanes, in the page's language. */
    public docs: string[],
    readonly lanes: Lane[],
    readonly intervals: Intervals,
    readonly stacks: Frame[][],
    readonly links: Link[], // in order of arrival
    readonly spans: Span[],
    readonly ranges: Range[],
    readonly profiles: Profile[],
  ) {
    let start = Infinity;
    let end = -Infinity;
    for (const { start: s, end: e } of [...lanes, ...spans]) {
      start = Math.min(start, s);
      end = Math.max(end, e);
    }
    this.start = start <= end ? start : 0;
    this.end = start <= end ? end : 0;
    this.roots = this.connect();
  }

  /** Fills in the children of all lanes and returns the roots. */
  private connect(): number[] {
    const roots: number[] = [];
    const ownMemory = (lane: Lane) => (lane.kind === Kind.Process ? 1 : 0);
    const inOrder = [...this.lanes].sort((a, b) => ownMemory(a) - ownMemory(b) || a.start - b.start || a.index - b.index);
    for (const lane of inOrder) {
      (lane.parent < 0 ? roots : this.lanes[lane.parent].children).push(lane.index);
    }
    return roots;
  }

  /** Whether a runtime claims of any lane what the kernel does not confirm. */
  get claimed(): boolean {
    return this.lanes.some(isClaimed);
  }

  /** Shows, of lanes that have a claim, what they did or what is claimed. */
  show(truth: Truth): void {
    for (const lane of this.lanes.filter(isClaimed)) {
      const { first, last } = truth === "ran" ? lane.ran : lane.claim;
      lane.first = first;
      lane.last = last;
    }
  }

  /** What is told about a lane, "" for nothing. */
  doc(lane: Lane): string {
    return this.docs[lane.doc];
  }

  /** Index of the first interval of a lane, or of one of its stretches, that ends after time. */
  firstAfter({ first, last }: Stretch, time: number): number {
    let low = first;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.intervals.end[middle] > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Index of the interval of a lane that covers time, or -1. */
  at(lane: Lane, time: number): number {
    const i = this.firstAfter(lane, time);
    return i < lane.last && this.intervals.start[i] <= time ? i : -1;
  }

  /** All lanes, parents before children, siblings in their order. */
  inTreeOrder(): Lane[] {
    const order: Lane[] = [];
    const visit = (index: number) => {
      order.push(this.lanes[index]);
      this.lanes[index].children.forEach(visit);
    };
    this.roots.forEach(visit);
    return order;
  }

  /** The lane that an interval belongs to. */
  laneOf(interval: number): Lane {
    let low = 0;
    let high = this.lanes.length - 1;
    const stretch = interval < this.lanes[high].ran.last ? "ran" : "claim";
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lanes[middle][stretch].last > interval) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return this.lanes[low];
  }

  /** The program's lanes without lanes of the program below them: what is counted once where lanes are added up. */
  leaves(): Lane[] {
    return this.lanes.filter((lane) => !lane.runtime && lane.kind !== Kind.CPU && lane.children.every((c) => this.lanes[c].runtime));
  }
}

export function isClaimed({ claim }: Lane): boolean {
  return claim.last > claim.first;
}
