// Says in words what an interval is: for the tooltip, for what is picked, and
// for those who listen to the page instead of looking at it.

import { el, swatch } from "./dom";
import { baseName, duration, instant, oneLine } from "./format";
import { cssColour } from "./inks";
import { count, number, say } from "./language";
import type { LinkIndex } from "./links";
import { Kind, LinkKind, State, type Frame, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import { laneLabel, type Crowd } from "./rows";
import type { SourceIndex } from "./source";

/** Frames of a stack that are shown at once. */
const mostFrames = 8;

/** What a lane does: "waiting: sleep". */
export function doing(words: Words, state: number, reason: number): string {
  if (state === State.Waiting) {
    return words.waiting[reason];
  }
  return reason === 0 ? words.states[state] : say("{0}: {1}", words.states[state], words.reasons[reason]);
}

export class Describer {
  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly links: LinkIndex,
    private readonly source: SourceIndex | null,
  ) {}

  /** What the lane does: "waiting: sleep". */
  title(i: number): string {
    const { state, reason } = this.timeline.intervals;
    if (this.timeline.laneOf(i).kind === Kind.CPU && state[i] === State.Unknown) {
      return say("nothing of this program, as far as is known");
    }
    return doing(this.words, state[i], reason[i]);
  }

  /** Everything that is known. */
  card(i: number): HTMLElement {
    const { start, end, detail, stack } = this.timeline.intervals;
    const lane = this.timeline.laneOf(i);
    const what = this.timeline.texts[detail[i]];
    return el(
      "div",
      { class: "card" },
      el("div", { class: "card-title" }, swatch(this.colour(i)), el("strong", {}, this.title(i)), what === "" ? null : el("span", {}, oneLine(what))),
      el("div", { class: "dim" }, [laneLabel(lane, this.words), oneLine(this.timeline.doc(lane))].filter(Boolean).join(" · ")),
      this.facts([
        [say("from"), instant(start[i], end[i] - start[i])],
        [say("to"), instant(end[i], end[i] - start[i])],
        [say("length"), duration(end[i] - start[i])],
        [lane.kind === Kind.CPU ? say("executed") : say("executed on"), this.executor(i)],
        [say("cause"), this.cause(i)],
      ]),
      this.sourceLine(i),
      this.stack(this.timeline.stacks[stack[i]] ?? []),
    );
  }

  /** What the lanes that one row shows together do at a time. */
  crowdCard(name: string, { lanes, most }: Crowd, time: number): HTMLElement {
    const { state, reason } = this.timeline.intervals;
    const counts = new Map<string, number>();
    for (const lane of lanes) {
      const i = this.timeline.at(lane, time);
      if (i >= 0) {
        const what = doing(this.words, state[i], state[i] === State.Waiting ? reason[i] : 0);
        counts.set(what, (counts.get(what) ?? 0) + 1);
      }
    }
    const rows = [...counts].sort(([, a], [, b]) => b - a).map(([what, n]): [string, string] => [what, number(n)]);
    return el(
      "div",
      { class: "card" },
      el("div", { class: "card-title" }, el("strong", {}, oneLine(name))),
      el("div", { class: "dim" }, count(most, "at most {0} on CPU or ready at once¦at most {0} on CPU or ready at once")),
      this.facts([[say("at"), instant(time, (this.timeline.end - this.timeline.start) / 1000)], ...rows]),
    );
  }

  /** The line of the listed program where the lane is. */
  private sourceLine(i: number): HTMLElement | null {
    const line = this.source?.lineOf(i) ?? 0;
    if (this.source === null || line === 0) {
      return null;
    }
    const place = `${baseName(this.source.listing.file)}:${line}`;
    return el("div", { class: "source-line" }, el("span", { class: "dim" }, place), " ", el("code", {}, this.source.text(line).trim()));
  }

  private colour(i: number): string {
    const { state, reason } = this.timeline.intervals;
    return cssColour(this.words, state[i], reason[i]);
  }

  private facts(rows: [string, string][]): HTMLElement {
    const known = rows.filter(([, text]) => text !== "");
    return el("dl", {}, ...known.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
  }

  private executor(i: number): string {
    const on = this.timeline.intervals.on[i];
    return on < 0 ? "" : this.name(this.timeline.lanes[on]);
  }

  private cause(i: number): string {
    const link = this.links.cause(i);
    if (link === null) {
      return "";
    }
    const by = causedBy(link.kind, this.name(this.timeline.lanes[link.from]));
    const frame = this.timeline.stacks[link.stack]?.[0];
    return frame ? say("{0}, in {1}", by, frame.func) : by;
  }

  private name(lane: Lane): string {
    const label = laneLabel(lane, this.words);
    return label.startsWith(this.words.kinds[lane.kind]) ? label : `${this.words.kinds[lane.kind]} ${label}`;
  }

  private stack(frames: Frame[]): HTMLElement | null {
    if (frames.length === 0) {
      return null;
    }
    const shown = frames.slice(0, mostFrames).map((f) => el("li", {}, el("span", {}, f.func), " ", el("span", { class: "dim" }, place(f))));
    const rest = frames.length - shown.length;
    return el("ol", { class: "stack" }, ...shown, rest > 0 ? el("li", { class: "dim" }, count(rest, "and {0} more¦and {0} more")) : null);
  }
}

function causedBy(kind: number, name: string): string {
  switch (kind) {
    case LinkKind.Create:
      return say("created by {0}", name);
    case LinkKind.Send:
      return say("sent to by {0}", name);
    default:
      return say("woken by {0}", name);
  }
}

function place(frame: Frame): string {
  return frame.file === "" ? "" : `${baseName(frame.file)}:${frame.line}`;
}
