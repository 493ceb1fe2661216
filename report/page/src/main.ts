// Builds the page from its embedded content: see package page's documentation
// for the pipeline, and the files beside this one for each part.

import { callTree } from "./calltree";
import { Chart } from "./chart";
import { ConcurrencyChart } from "./concurrency";
import { el, section } from "./dom";
import { Flame } from "./flame";
import { keepInFragment } from "./fragment";
import { listings } from "./listing";
import type { Timeline } from "./model";
import { PairChart } from "./pair";
import { PanelChart } from "./panels";
import { onPaper } from "./paper";
import { readReport, type Panel, type Report } from "./report";
import { claimsSection, factTiles, headDetails, missing, outputSection, recordingSection, warnings } from "./sections";
import { score } from "./score";
import { SourceIndex } from "./source";
import { spanTable } from "./spans";
import { themeSwitch } from "./theme";
import { laneTable, reasonTable } from "./timetable";
import { unpack } from "./unpack";
import { View } from "./view";

async function build(): Promise<void> {
  const report = readReport();
  const [measured, drawing] = await Promise.all([unpack(report.measured), report.drawing && unpack(report.drawing)]);
  const view = new View(measured);
  const page = document.getElementById("page")!;
  document.getElementById("head")!.append(...headDetails(report).filter((child) => child !== null), themeSwitch(view));
  page.append(factTiles(report.facts));
  const warned = report.warnings && warnings(report.warnings);
  if (warned) {
    page.append(warned.pointer);
  }
  if (report.panels) {
    page.append(panelSection(report.panels, report, measured, view));
  }
  if (drawing && drawing.intervals.start.length > 0) {
    page.append(pairSection(report, drawing, measured, view));
  }
  if (report.claims) {
    page.append(claimsSection(report.claims, report.section !== ""));
  }
  const listed = report.listings?.[0];
  const source = listed && measured.lanes.length > 0 ? new SourceIndex(measured, listed) : null;
  const listing = report.listings ? [section("listing", "The program, and the course's", listings(report.listings, source, view))] : [];
  page.append(...timelineSections(report, measured, view, source, listing));
  page.append(...sourceSections(report, measured));
  if (warned) {
    page.append(warned.box);
  }
  document.documentElement.dataset.ready = "true";
}

function panelSection(panels: Panel[], report: Report, measured: Timeline, view: View): HTMLElement {
  const chart = new PanelChart(measured, panels, report.words);
  onPaper(() => chart.paint());
  view.watch((aspect) => aspect === "theme" && chart.paint());
  return section("panels", "The same work, done in several ways", el("div", { class: "panel" }, chart.element));
}

function pairSection(report: Report, drawing: Timeline, measured: Timeline, view: View): HTMLElement {
  const pair = new PairChart(drawing, measured, report);
  onPaper(() => pair.paint());
  view.watch((aspect) => aspect === "theme" && pair.paint());
  const told = "Outlined: as it is drawn. Filled: as it was measured. The axis counts from where the drawing begins.";
  const title = report.section === "" ? "Drawn, and measured" : "Drawn in the course, and measured";
  return section("pair", title, el("div", { class: "panel" }, pair.element, score(report, drawing), el("p", { class: "dim small" }, told)));
}

/** The timeline, what is listed beside it, and what is computed from it. */
function timelineSections(report: Report, measured: Timeline, view: View, source: SourceIndex | null, listing: HTMLElement[]): HTMLElement[] {
  if (measured.lanes.length === 0) {
    return [missing("timeline", "Timeline", "Nothing was recorded: there is no lane to draw. The notes below say which sources were on."), ...listing];
  }
  const chart = new Chart(measured, report.words, view, source);
  document.getElementById("page")!.append(chart.element);
  keepInFragment(view);
  chart.start();
  requestAnimationFrame(() => setTimeout(() => performance.mark("timeline"))); // after the frame that shows it
  const whole = { from: measured.start, to: measured.end };
  const concurrency = new ConcurrencyChart(measured, report.words, report.facts);
  view.watch((aspect) => aspect === "theme" && concurrency.paint());
  onPaper((printing) => chart.print(printing));
  onPaper(() => concurrency.paint());
  return [
    ...listing,
    section(
      "time",
      "Where the time went",
      el("h3", {}, "By lane"),
      laneTable(measured, report.words, whole),
      el("h3", {}, "By state and reason"),
      reasonTable(measured, report.words, whole),
    ),
    section("concurrency", "How many at once", el("div", { class: "panel" }, concurrency.element)),
  ];
}

function sourceSections(report: Report, measured: Timeline): HTMLElement[] {
  const sections: HTMLElement[] = [];
  const profile = measured.profiles.find((p) => p.rows.length > 0);
  if (profile) {
    const flame = new Flame(callTree(measured, report.words, profile.name), profile.unit);
    sections.push(section("flame", "Flame graph of wall-clock time", el("div", { class: "panel" }, flame.element)));
  } else {
    sections.push(missing("flame", "Flame graph of wall-clock time", "No profile was recorded: the run was too short for one, or its source was off."));
  }
  if (measured.spans.length > 0) {
    sections.push(section("spans", "Spans", spanTable(measured, report.words)));
  }
  if (report.output !== "") {
    sections.push(outputSection(report.output));
  }
  sections.push(recordingSection(report));
  return sections;
}

build().catch((error: unknown) => {
  document.getElementById("page")!.append(el("p", { class: "exit", role: "alert" }, `This page cannot be shown: ${String(error)}`));
  throw error;
});
