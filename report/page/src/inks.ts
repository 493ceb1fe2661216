// The visual grammar as pixels. Height says whether a lane ran, hue says why,
// pattern repeats the state. The colours are the report's palette, which the
// page carries as CSS custom properties.

import { State } from "./model";
import type { Words } from "./report";

/** How much of a lane's height a bar takes, by state. */
export const heightShare = [1 / 2, 1, 2 / 3, 1 / 3, 1];

/** How strong the colour of Running is for the threads that a CPU runs: neighbours differ clearly. */
const shades = [1, 0.62, 0.82, 0.45];

export type Pattern = "solid" | "outlined" | "striped" | "hatched";

/** How one kind of bar is painted. Colours are pixels as ImageData has them: 0xAABBGGRR on every machine that runs a browser. */
export interface Ink {
  label: string;
  pattern: Pattern;
  fill: number;
  line: number; // of the outline, the stripes or the hatching
  text: string; // CSS colour of text on the fill
  height: number; // share of the lane's height
  active: boolean; // runs or could run: what a reader must not miss where bars are narrower than a pixel
}

/** Inks for all states and reasons, in the theme that the page has when it is made. */
export class Inks {
  readonly background: number;
  readonly grid: number;
  /** Of the ticks at a lane's birth and death. */
  readonly ends: number;
  private readonly list: Ink[];
  private readonly muted: Ink[];
  private readonly firstShade: number;

  constructor(private readonly words: Words) {
    const style = getComputedStyle(document.documentElement);
    const probe = new Probe();
    const colour = (name: string) => probe.pixel(style.getPropertyValue(`--${name}`));
    this.background = colour("panel");
    this.grid = colour("line");
    this.ends = colour("dim");
    const dark = luminance(this.background) < 0.5;
    this.list = words.names.reasons.map((name, reason) => this.waiting(words.waiting[reason], colour(name === "" ? "waiting" : property(name))));
    const ink = (state: number, pattern: Pattern, fill: string, line: string, text: string): Ink => ({
      label: words.states[state],
      pattern,
      fill: colour(fill),
      line: colour(line),
      text,
      height: heightShare[state],
      active: state !== State.Unknown,
    });
    this.list.push(
      ink(State.Unknown, "hatched", "panel", "unknown", ""),
      ink(State.Running, "solid", "running", "running", dark ? "#000" : "#fff"),
      ink(State.Runnable, "striped", "runnable", "runnable-stripe", "#000"),
      ink(State.Syscall, "outlined", "syscall", "running", dark ? "#fff" : "#000"),
    );
    this.firstShade = this.list.length;
    const running = this.list[this.number(State.Running, 0)];
    this.list.push(...shades.map((share) => this.shade(running, share)));
    this.muted = this.list.map((ink) => ({ ...ink, fill: this.fade(ink.fill), line: this.fade(ink.line) }));
  }

  private waiting(label: string, fill: number): Ink {
    return { label, pattern: "solid", fill, line: 0, text: "", height: heightShare[State.Waiting], active: false };
  }

  /** Running, paler: for a CPU, whose threads are told apart. */
  private shade(running: Ink, share: number): Ink {
    const fill = blend(this.background, running.fill, share);
    return { ...running, fill, line: fill, text: luminance(fill) > 0.5 ? "#000" : "#fff" };
  }

  /** The number of the ink of a thread that a CPU runs. */
  thread(id: number): number {
    return this.firstShade + (id % shades.length);
  }

  /** What stands back behind a search. */
  private fade(pixel: number): number {
    return blend(this.background, pixel, 0.22);
  }

  /** The number of the ink for a state and a reason. */
  number(state: number, reason: number): number {
    const states = this.words.reasons.length;
    switch (state) {
      case State.Waiting:
        return reason;
      case State.Unknown:
        return states;
      case State.Running:
        return states + 1;
      case State.Runnable:
        return states + 2;
      default:
        return states + 3;
    }
  }

  get count(): number {
    return this.list.length;
  }

  /** Inks in the order of the grammar: who runs, who could run, who waits and for what, what is not known. */
  inOrder(numbers: Iterable<number>): number[] {
    const states = this.words.reasons.length;
    const order = [states + 1, states + 3, states + 2, ...this.words.reasons.keys(), states];
    const wanted = new Set(numbers);
    return order.filter((number) => wanted.has(number));
  }

  /** The ink of that number; faded if it stands back. */
  ink(number: number, faded = false): Ink {
    return (faded ? this.muted : this.list)[number];
  }
}

/** The custom property of a reason's colour. */
export function property(reason: string): string {
  return reason.replaceAll(" ", "-");
}

/** The CSS colour of a state or, where it waits, of its reason. */
export function cssColour(words: Words, state: number, reason: number): string {
  const { states, reasons } = words.names;
  if (state === State.Waiting && reasons[reason] !== "") {
    return `var(--${property(reasons[reason])})`;
  }
  return `var(--${states[state]})`;
}

/** The pixel that lies at share, 0 to 1, of the way from one to the other. */
export function blend(from: number, to: number, share: number): number {
  let mixed = 0xff;
  for (let shift = 16; shift >= 0; shift -= 8) {
    const a = (from >>> shift) & 255;
    const b = (to >>> shift) & 255;
    mixed = (mixed << 8) | Math.round(a + (b - a) * share);
  }
  return mixed >>> 0;
}

/** A pixel as CSS spells it. */
export function cssPixel(pixel: number): string {
  return `rgb(${pixel & 255} ${(pixel >>> 8) & 255} ${(pixel >>> 16) & 255})`;
}

/** A pixel's brightness, 0 to 1; rough, to tell a dark theme from a light one. */
function luminance(pixel: number): number {
  return ((pixel & 255) * 0.3 + ((pixel >>> 8) & 255) * 0.6 + ((pixel >>> 16) & 255) * 0.1) / 255;
}

/** Asks the browser what pixel a CSS colour is. */
class Probe {
  private readonly context: CanvasRenderingContext2D;

  constructor() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    this.context = canvas.getContext("2d", { willReadFrequently: true })!;
  }

  pixel(colour: string): number {
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, 1, 1);
    return new Uint32Array(this.context.getImageData(0, 0, 1, 1).data.buffer)[0];
  }
}
