// The words on bars that are wide enough for them: why a lane waits, what it
// runs.

import { captionFont, themed } from "./canvas";
import { plainRow, type RowStyle, type Scale } from "./bars";
import { oneLine } from "./format";
import type { Inks } from "./inks";
import { Kind, State, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import { laneLabel } from "./rows";

/** CSS pixels left and right of a word. */
const margin = 6;

export class Captions {
  private readonly widths = new Map<string, number>();

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly inks: Inks,
  ) {}

  /** Writes on the bars of a lane that lies around y, all in CSS pixels. */
  row(context: CanvasRenderingContext2D, lane: Lane, scale: Scale, middle: number, barHeight: number, { ink, faded }: RowStyle = plainRow): void {
    const { start, end, state, reason } = this.timeline.intervals;
    const perTime = scale.width / (scale.to - scale.from);
    const shortest = 24 / perTime;
    context.font = captionFont;
    context.textBaseline = "alphabetic";
    for (let i = this.timeline.firstAfter(lane, scale.from); i < lane.last && start[i] < scale.to; i++) {
      if (end[i] - start[i] < shortest) {
        continue;
      }
      const x0 = Math.max(0, (start[i] - scale.from) * perTime);
      const x1 = Math.min(scale.width, (end[i] - scale.from) * perTime);
      const text = this.fitting(context, lane, i, x1 - x0 - 2 * margin);
      if (text === "") {
        continue;
      }
      const { text: onFill, height } = this.inks.ink(ink === null ? this.inks.number(state[i], reason[i]) : ink(i));
      const inside = onFill !== "";
      context.globalAlpha = faded?.(i) ? 0.4 : 1;
      context.fillStyle = inside ? onFill : this.dim;
      context.fillText(text, x0 + margin, inside ? middle + 4 : middle - (barHeight * height) / 2 - 2.5);
    }
    context.globalAlpha = 1;
  }

  private readonly dim = themed("dim");

  /** The most that fits of "reason · detail": both, the detail of what runs, the reason, or nothing; on a CPU the thread that it ran. */
  private fitting(context: CanvasRenderingContext2D, lane: Lane, i: number, width: number): string {
    const { state, reason, detail, on } = this.timeline.intervals;
    if (lane.kind === Kind.CPU) {
      const thread = on[i] < 0 ? null : this.timeline.lanes[on[i]];
      return this.first(context, thread === null ? [] : [oneLine(laneLabel(thread, this.words)), oneLine(thread.name)], width);
    }
    const word = state[i] === State.Waiting || state[i] === State.Syscall ? this.words.reasons[reason[i]] : "";
    const what = oneLine(this.timeline.texts[detail[i]]);
    const candidates = what === "" || what === word ? [word] : word === "" ? [what] : [`${word} · ${what}`, word];
    return this.first(context, candidates, width);
  }

  /** The first of some texts that fits, or "". */
  private first(context: CanvasRenderingContext2D, texts: string[], width: number): string {
    return texts.find((text) => text !== "" && this.width(context, text) <= width) ?? "";
  }

  private width(context: CanvasRenderingContext2D, text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      width = context.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }
}
