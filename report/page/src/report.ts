// The content of the page as package page embeds it (document in page.go).

/** Times and lengths are ns. */
export interface Facts {
  makespan: number;
  onCPU: number;
  processes: number;
  threads: number;
  coroutines: number;
  goroutines: number;
  peakRunning: number;
  peakWaiting: number;
}

export interface Claim {
  text: string;
  holds: boolean;
  unjudged: boolean; // the run cannot tell, and measured says why
  measured: string;
}

export interface Note {
  label: string;
  text: string;
}

export interface Source {
  name: string;
  on: boolean;
  why: string;
  approximate: boolean;
}

/** The model's words by their number. */
export interface Words {
  kinds: string[];
  states: string[];
  reasons: string[];
  links: string[];
  ranges: string[];
  origins: string[];
}

/** A timeline as it is embedded; wire.ts decodes it. */
export interface Packed {
  texts: string[];
  columns: string;
}

/** What is drawn of one lane in one state, beside what was measured of it, ns. */
export interface DrawnBar {
  drawn: number; // lane of the drawing
  state: number;
  reason: number;
  count: number;
  length: number;
  measured: number;
  found: boolean; // the lane was measured at all
}

/** Stands around the lanes that share a memory, in the drawing and in the measurement. */
export interface Box {
  drawnLabel: string;
  drawn: number[] | null;
  measuredLabel: string;
  measured: number[] | null;
}

/** The source of a program. */
export interface Listing {
  file: string;
  /** Each a list of pieces with their classes, as package page's highlight.go has them. */
  lines: [kind: string, text: string][][];
}

/** One of the ways in which a run did the same work; times are ns. */
export interface Panel {
  title: string;
  advice: string;
  from: number;
  to: number;
  lanes: number[] | null;
  figures: Note[];
}

export interface Report {
  title: string;
  section: string;
  call: string;
  answer: string;
  command: string[] | null;
  started: string;
  exit: string;
  panels: Panel[] | null;
  claims: Claim[] | null;
  output: string;
  /** The source of what ran, then what it is compared with. */
  listings: Listing[] | null;
  notes: Note[] | null;
  facts: Facts;
  sources: Source[] | null;
  warnings: Note[] | null;
  words: Words;
  measured: Packed;
  drawing: Packed | null;
  /** Which measured lane each drawn one stands for, by lane number, and how long that was seen to live. */
  pairs: { drawn: number; measured: number; seen: number }[] | null;
  bars: DrawnBar[] | null;
  boxes: Box[] | null;
  /** How much of the drawing was measured: "97 % as drawn". */
  verdict: string;
  /** From the drawing's times to measured ones, ns. */
  shift: number;
}

/** Reads the content from the element that holds it. */
export function readReport(): Report {
  return JSON.parse(document.getElementById("content")!.textContent!) as Report;
}
