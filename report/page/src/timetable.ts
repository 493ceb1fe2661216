// Where the time went: a table of lanes and one of reasons, for the whole
// recording or for a selected range.

import { el, right, swatch, table, type Child } from "./dom";
import { duration, oneLine, percent } from "./format";
import { groupsOf, leavesBelow } from "./groups";
import { cssColour } from "./inks";
import { count, say } from "./language";
import { Kind, State, type Lane, type Timeline } from "./model";
import type { Words } from "./report";
import { countOf, laneLabel } from "./rows";
import { addTotals, emptyTotals, topReasons, type Totals } from "./totals";
import type { TimeRange } from "./view";

/** Rows that are shown at once. */
const mostRows = 60;

interface Account {
  name: string;
  kind: string;
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

function laneRow(words: Words, { name, kind, totals }: Account, states: number[], longest: number): Child[] {
  const time = (state: number) => (totals.states[state] > 0 ? duration(totals.states[state]) : "–");
  const top = topReasons(totals)[0];
  const reason = top ? words.reasons[top.reason] || words.states[State.Unknown] : "–";
  return [
    el("span", { class: "lane-name" }, el("bdi", {}, oneLine(name)), " ", el("span", { class: "dim" }, kind)),
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

/** The accounts of the program's lanes, those that a chart shows together as one. */
function accountsOf(timeline: Timeline, words: Words, { from, to }: TimeRange): Account[] {
  const accounts: Account[] = [];
  const account = (name: string, kind: string, lanes: Lane[]) => {
    const totals = emptyTotals(words.reasons.length);
    lanes.forEach((lane) => addTotals(totals, timeline, lane, from, to));
    if (totals.life > 0) {
      accounts.push({ name, kind, totals });
    }
  };
  const visit = (siblings: number[]) => {
    const own = siblings.filter((i) => !timeline.lanes[i].runtime && timeline.lanes[i].kind !== Kind.CPU);
    for (const { name, lanes } of groupsOf(timeline, own)) {
      if (lanes.length > 1) {
        account(name, countOf(lanes.length, Kind.Process), leavesBelow(timeline, lanes));
      } else {
        account(laneLabel(lanes[0], words), words.kinds[lanes[0].kind], lanes);
        visit(lanes[0].children);
      }
    }
    siblings.filter((i) => timeline.lanes[i].runtime).forEach((i) => visit(timeline.lanes[i].children));
  };
  visit(timeline.roots);
  return accounts;
}

/** One row a CPU: how much of it the program had; null where CPUs were not recorded. */
export function cpuTable(timeline: Timeline, words: Words): HTMLElement | null {
  const cpus = timeline.lanes.filter(({ kind }) => kind === Kind.CPU);
  const whole = timeline.end - timeline.start;
  const colour = cssColour(words, State.Running, 0);
  const rows = cpus.map((cpu): Child[] => {
    const ran = addTotals(emptyTotals(words.reasons.length), timeline, cpu, timeline.start, timeline.end).states[State.Running];
    return [laneLabel(cpu, words), duration(ran), percent(ran / whole), shareBar(ran / whole, colour)];
  });
  return rows.length === 0 ? null : table(["", right(say("ran this program")), right(say("share")), ""], rows);
}
