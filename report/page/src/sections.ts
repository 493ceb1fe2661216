// The sections of the page that are text: head, claims, output, listing, and
// how the recording was made.

import { button, el, right, section, table, type Child } from "./dom";
import { duration } from "./format";
import { count, number, say, spokenLanguage } from "./language";
import type { Claim, Facts, Note, Report, Warning } from "./report";

/** What ran and when, under the title that the file has already. */
export function headDetails(report: Report): Child[] {
  const started = report.started === "" ? null : new Date(report.started);
  return [
    report.call === "" ? null : el("code", { class: "call-line dim" }, report.call),
    el(
      "div",
      { class: "origin dim" },
      [
        report.section === "" ? "" : say("course {0}", report.section),
        started ? started.toLocaleString(spokenLanguage(), { dateStyle: "medium", timeStyle: "medium" }) : "",
      ].filter(Boolean).join(" · "),
    ),
    report.exit === "" ? null : el("p", { class: "exit", role: "alert" }, say("The program did not end well: {0}. What was recorded up to then is shown.", report.exit)),
  ];
}

/** The figures under the answer. */
export function factTiles(facts: Facts): HTMLElement {
  const tiles: [string, string][] = [];
  const tile = (n: number, name: string, text = number(n)) => n > 0 && tiles.push([text, name]);
  tile(facts.makespan, say("makespan"), duration(facts.makespan));
  tile(facts.onCPU, say("on CPU"), duration(facts.onCPU));
  tile(facts.processes, count(facts.processes, "process¦processes"));
  tile(facts.threads, count(facts.threads, "thread¦threads"));
  tile(facts.coroutines, count(facts.coroutines, "coroutine¦coroutines"));
  tile(facts.goroutines, count(facts.goroutines, "goroutine¦goroutines"));
  tile(facts.peakRunning, say("on CPU at once, at most"));
  tile(facts.peakWaiting, say("waiting at once, at most"));
  return el("ul", { class: "facts" }, ...tiles.map(([value, name]) => el("li", {}, el("b", {}, value), el("span", {}, name))));
}

export function claimsSection(claims: Claim[], inCourse: boolean): HTMLElement {
  const broken = claims.filter((c) => !c.holds).length;
  const unjudged = claims.filter((c) => c.unjudged).length;
  const rows = claims.map((claim): Child[] => [sign(claim), claim.text, claim.measured]);
  const verdict = [
    broken > 0 ? say("Not confirmed: {0} of {1}.", broken, claims.length) : "",
    unjudged > 0 ? say("This run cannot tell: {0} of {1}.", unjudged, claims.length) : "",
  ].filter(Boolean);
  return section(
    "claims",
    inCourse ? say("What the course says") : say("What should hold"),
    el("p", { class: broken === 0 ? "dim" : "bad" }, verdict.join(" ") || say("All confirmed by the measurement.")),
    table(["", say("claim"), right(say("measured"))], rows),
  );
}

function sign({ holds, unjudged }: Claim): HTMLElement {
  const [kind, name, text] = unjudged ? ["dim", say("not judged"), "?"] : holds ? ["good", say("confirmed"), "✓"] : ["bad", say("not confirmed"), "✗"];
  return el("span", { class: kind, role: "img", "aria-label": name }, text);
}

export function outputSection(text: string): HTMLElement {
  return section("output", say("What the program printed"), el("div", { class: "panel" }, el("pre", { tabindex: "0" }, text.replace(/\n$/, ""))));
}

/** How the recording was made, what it cost, and every warning. */
export function recordingSection(report: Report): HTMLElement {
  const rows = (notes: Note[]): Child[][] => notes.map((n) => [n.label, n.text]);
  const sources = (report.sources ?? []).map((s): Child[] => [
    s.name,
    el("span", { class: s.on ? "good" : "dim" }, s.on ? (s.approximate ? say("on, approximate") : say("on")) : say("off")),
    s.why,
  ]);
  const notes = report.notes ?? [];
  return section(
    "recording",
    say("How this was recorded"),
    notes.length > 0 ? table(["", ""], rows(notes)) : null,
    sources.length > 0 ? table([say("source"), "", say("why")], sources) : el("p", { class: "missing" }, say("The recording does not say which sources it had.")),
  );
}

/** Every warning, and the line at the head of the page that leads to them. */
export function warnings(list: Warning[]): { box: HTMLElement; pointer: HTMLElement } {
  const box = el(
    "section",
    { id: "warnings", "aria-label": say("Warnings"), tabindex: "-1" },
    el("strong", {}, count(list.length, "{0} warning¦{0} warnings")),
    el("ul", {}, ...list.map((w) => el("li", {}, ...(w.source === "" ? [w.text] : [el("span", { class: "dim" }, say("{0}:", w.source)), " ", w.text])))),
  );
  const pointer = button(`⚠ ${count(list.length, "{0} warning¦{0} warnings")}`, say("Go to the warnings at the end of the page"), () => {
    box.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  });
  pointer.className = "warned";
  return { box, pointer };
}

export function missing(id: string, title: string, why: string): HTMLElement {
  return section(id, title, el("p", { class: "missing" }, why));
}
