// The sections of the page that are text: head, claims, output, listing, and
// how the recording was made.

import { button, el, section, table, type Child } from "./dom";
import { count, duration } from "./format";
import type { Claim, Facts, Note, Report } from "./report";

/** What ran and when, under the title that the file has already. */
export function headDetails(report: Report): Child[] {
  const started = report.started === "" ? null : new Date(report.started);
  return [
    report.call === "" ? null : el("code", { class: "call-line dim" }, report.call),
    el(
      "div",
      { class: "origin dim" },
      [
        report.section === "" ? "" : `course ${report.section}`,
        started ? started.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }) : "",
      ].filter(Boolean).join(" · "),
    ),
    report.exit === "" ? null : el("p", { class: "exit", role: "alert" }, `The program did not end well: ${report.exit}. What was recorded up to then is shown.`),
  ];
}

/** The figures under the answer. */
export function factTiles(facts: Facts): HTMLElement {
  const tiles: [string, string][] = [];
  const tile = (n: number, name: string, text = n.toLocaleString("en")) => n > 0 && tiles.push([text, name]);
  tile(facts.makespan, "makespan", duration(facts.makespan));
  tile(facts.onCPU, "on CPU", duration(facts.onCPU));
  tile(facts.processes, facts.processes === 1 ? "process" : "processes");
  tile(facts.threads, facts.threads === 1 ? "thread" : "threads");
  tile(facts.coroutines, facts.coroutines === 1 ? "coroutine" : "coroutines");
  tile(facts.goroutines, facts.goroutines === 1 ? "goroutine" : "goroutines");
  tile(facts.peakRunning, "on CPU at once, at most");
  tile(facts.peakWaiting, "waiting at once, at most");
  return el("ul", { class: "facts" }, ...tiles.map(([value, name]) => el("li", {}, el("b", {}, value), el("span", {}, name))));
}

export function claimsSection(claims: Claim[], inCourse: boolean): HTMLElement {
  const broken = claims.filter((c) => !c.holds).length;
  const unjudged = claims.filter((c) => c.unjudged).length;
  const rows = claims.map((claim): Child[] => [sign(claim), claim.text, claim.measured]);
  const judged = broken > 0 ? `Not confirmed: ${broken} of ${claims.length}.` : unjudged > 0 ? "" : "All confirmed by the measurement.";
  const verdict = unjudged > 0 ? `${judged} This run cannot tell: ${unjudged} of ${claims.length}.` : judged;
  return section("claims", inCourse ? "What the course says" : "What should hold", el("p", { class: broken === 0 ? "dim" : "bad" }, verdict), table(["", "claim", "#measured"], rows));
}

function sign({ holds, unjudged }: Claim): HTMLElement {
  const [kind, name, text] = unjudged ? ["dim", "not judged", "?"] : holds ? ["good", "confirmed", "✓"] : ["bad", "not confirmed", "✗"];
  return el("span", { class: kind, role: "img", "aria-label": name }, text);
}

export function outputSection(text: string): HTMLElement {
  return section("output", "What the program printed", el("div", { class: "panel" }, el("pre", { tabindex: "0" }, text.replace(/\n$/, ""))));
}

/** How the recording was made, what it cost, and every warning. */
export function recordingSection(report: Report): HTMLElement {
  const rows = (notes: Note[]): Child[][] => notes.map((n) => [n.label, n.text]);
  const sources = (report.sources ?? []).map((s): Child[] => [
    s.name,
    el("span", { class: s.on ? "good" : "dim" }, s.on ? (s.approximate ? "on, approximate" : "on") : "off"),
    s.why,
  ]);
  const command = report.command ?? [];
  const notes = [...(command.length > 0 ? [{ label: "command", text: command.join(" ") }] : []), ...(report.notes ?? [])];
  return section(
    "recording",
    "How this was recorded",
    notes.length > 0 ? table(["", ""], rows(notes)) : null,
    sources.length > 0 ? table(["source", "", "why"], sources) : el("p", { class: "missing" }, "The recording does not say which sources it had."),
  );
}

/** Every warning, and the line at the head of the page that leads to them. */
export function warnings(list: Note[]): { box: HTMLElement; pointer: HTMLElement } {
  const box = el(
    "section",
    { id: "warnings", "aria-label": "Warnings", tabindex: "-1" },
    el("strong", {}, count(list.length, "warning")),
    el("ul", {}, ...list.map((w) => el("li", {}, el("span", { class: "dim" }, `${w.label}: `), w.text))),
  );
  const pointer = button(`⚠ ${count(list.length, "warning")}`, "Go to the warnings at the end of the page", () => {
    box.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  });
  pointer.className = "warned";
  return { box, pointer };
}

export function missing(id: string, title: string, why: string): HTMLElement {
  return section(id, title, el("p", { class: "missing" }, why));
}
