// Where the time went: a table of lanes and one of reasons, for the whole
// recording or for a selected range.

import { el, right, swatch, table, type Child } from "./dom";
import { duration, oneLine, percent } from "./format";
import { cssColour } from "./inks";
import { count, say } from "./language";
import { State, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import { laneLabel } from "./rows";
import { addTotals, emptyTotals, topReasons, type Totals } from "./totals";
import type { TimeRange } from "./view";

/** Rows that are shown at once. */
const mostRows = 60;

interface Account {
  lane: Lane;
  totals: Totals;
}

/** One row a lane of the program that lived in the range. */
export function laneTable(timeline: Timeline, words: Words, range: TimeRange): HTMLElement {
  const accounts = accountsOf(timeline, words, range);
  const longest = accounts.reduce((most, a) => Math.max(most, a.totals.life), 1);
  const states = [State.Running, State.Syscall, State.Runnable, State.Waiting, State.Unknown].filter((s) => accounts.some((a) => a.totals.states[s] > 0));
  const rows = accounts.slice(0, mostRows).map((a) => laneRow(words, a, states, longest));
  const rest = accounts.length - rows.length;
  return el(
    "div",
    {},
    table([say("lane"), right(say("life")), ...states.map((s) => right(words.states[s])), say("mostly for"), ""], rows),
    rest > 0 ? el("p", { class: "dim" }, count(rest, "and {0} more lane¦and {0} more lanes")) : null,
  );
}

function laneRow(words: Words, { lane, totals }: Account, states: number[], longest: number): Child[] {
  const time = (state: number) => (totals.states[state] > 0 ? duration(totals.states[state]) : "–");
  const top = topReasons(totals)[0];
  const reason = top ? words.reasons[top.reason] || words.states[State.Unknown] : "–";
  return [
    el("span", { class: "lane-name" }, el("bdi", {}, oneLine(laneLabel(lane, words))), " ", el("span", { class: "dim" }, words.kinds[lane.kind])),
    duration(totals.life),
    ...states.map(time),
    reason,
    miniBar(words, totals, longest),
  ];
}

/** The account as a bar: states side by side, as long as the lane's life. */
function miniBar(words: Words, totals: Totals, longest: number): HTMLElement {
  const bar = el("div", { class: "mini-bar", "aria-hidden": "true" });
  const part = (length: number, colour: string, name: string) => {
    if (length > 0) {
      const piece = el("i", { class: name });
      piece.style.width = `${(length / longest) * 100}%`;
      piece.style.background = colour;
      bar.append(piece);
    }
  };
  for (const state of [State.Running, State.Syscall, State.Runnable]) {
    part(totals.states[state], cssColour(words, state, 0), words.names.states[state]);
  }
  for (const { reason, length } of topReasons(totals)) {
    part(length, cssColour(words, State.Waiting, reason), "waiting");
  }
  part(totals.states[State.Unknown], cssColour(words, State.Unknown, 0), "unknown");
  return bar;
}

/** One row a state and, under waiting, one a reason, added up over the program's leaves. */
export function reasonTable(timeline: Timeline, words: Words, range: TimeRange): HTMLElement {
  const sum = emptyTotals(words.reasons.length);
  timeline.leaves().forEach((lane) => addTotals(sum, timeline, lane, range.from, range.to));
  const rows: Child[][] = [];
  const row = (name: string, length: number, colour: string, inner: boolean) =>
    rows.push([
      el("span", { class: inner ? "cause inner" : "cause" }, swatch(colour), name),
      duration(length),
      percent(length / sum.life),
      shareBar(length / sum.life, colour),
    ]);
  for (const state of [State.Running, State.Syscall, State.Runnable, State.Waiting, State.Unknown]) {
    if (sum.states[state] === 0) {
      continue;
    }
    row(words.states[state], sum.states[state], cssColour(words, state, 0), false);
    if (state === State.Waiting) {
      topReasons(sum).forEach((r) => row(words.reasons[r.reason] || words.states[State.Unknown], r.length, cssColour(words, state, r.reason), true));
    }
  }
  return table(["", right(say("time of all lanes")), right(say("share")), ""], rows);
}

function shareBar(share: number, colour: string): HTMLElement {
  const bar = el("div", { class: "mini-bar", "aria-hidden": "true" });
  const piece = el("i", {});
  piece.style.width = `${share * 100}%`;
  piece.style.background = colour;
  bar.append(piece);
  return bar;
}

function accountsOf(timeline: Timeline, words: Words, { from, to }: TimeRange): Account[] {
  return timeline
    .inTreeOrder()
    .filter((lane) => !lane.runtime)
    .map((lane) => ({ lane, totals: addTotals(emptyTotals(words.reasons.length), timeline, lane, from, to) }))
    .filter(({ totals }) => totals.life > 0);
}
