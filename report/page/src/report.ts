// The content of the page as package page embeds it (document in page.go).

import type { Language } from "./language";

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

export interface Warning {
  source: string;
  text: string;
}

/** What people call the model's values, by their number. */
export interface Words {
  kinds: string[];
  states: string[];
  reasons: string[]; // "" for none
  waiting: string[]; // a wait, by its reason
  ranges: string[];
  origins: string[];
  /** The model's own words, which are those of the style too. */
  names: { kinds: string[]; states: string[]; reasons: string[] };
}

/** A timeline as it is embedded; wire.ts decodes it. */
export interface Packed {
  texts: string[];
  docs: string[];
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
  /** The one that the page opens in. */
  language: Language;
  languages: { tag: Language; name: string }[];
  title: string;
  section: string;
  call: string;
  answer: string;
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
  warnings: Warning[] | null;
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

/** Reads the content from the element that holds it, with its texts in a language. */
export function readReport(language: Language): Report {
  return JSON.parse(document.getElementById("content")!.textContent!, (_, value: unknown) => (isText(value) ? value[language] : value)) as Report;
}

/** Whether a value is a text that differs from language to language (package page, Text). */
function isText(value: unknown): value is Record<Language, string> {
  return typeof value === "object" && value !== null && "en" in value;
}
