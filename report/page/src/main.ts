// Builds the page from its embedded content: see package page's documentation
// for the pipeline, and the files beside this one for each part.

import { approximateMark } from "./approximate";
import { callTree } from "./calltree";
import { Chart } from "./chart";
import { claimTable } from "./claimed";
import { choiceOf, keepingFocus } from "./choice";
import { ConcurrencyChart } from "./concurrency";
import { el, section } from "./dom";
import { Flame } from "./flame";
import { keepInFragment, openFragment } from "./fragment";
import { say, speak, type Language } from "./language";
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
import { cpuTable, laneTable, reasonTable } from "./timetable";
import { unpack } from "./unpack";
import { View } from "./view";

/** Decodes the content, and builds the page now and whenever the reader chooses that all of it says or counts something else. */
async function open(): Promise<void> {
  const root = document.documentElement;
  const own = root.lang as Language;
  const { measured, drawing } = readReport(own);
  const timelines = await Promise.all([unpack(measured), drawing && unpack(drawing)]);
  const view = new View(timelines[0], own);
  openFragment(view);
  const show = () => {
    root.lang = view.language;
    speak(view.language);
    view.releaseAll();
    view.watch((aspect) => (aspect === "language" || aspect === "truth") && keepPlace(show));
    showTruth(timelines[0], view);
    build(readReport(view.language), ...timelines, view);
    root.dataset.ready = "true";
  };
  speak(own); // for what may go wrong before
  show();
}

/** Rebuilds the page so that the reader stays where they are. */
function keepPlace(rebuild: () => void): void {
  const { scrollX, scrollY } = window;
  const lanes = document.querySelector(".lanes")?.scrollTop ?? 0;
  keepingFocus(rebuild);
  document.querySelector(".lanes")?.scrollTo(0, lanes);
  scrollTo(scrollX, scrollY);
}

/** Lets the timeline show what the view asks for, and picks what the picked lane does then. */
function showTruth(timeline: Timeline, view: View): void {
  const { picked } = view;
  timeline.show(view.truth);
  const lane = picked < 0 ? null : timeline.laneOf(picked);
  if (lane && (picked < lane.first || picked >= lane.last)) {
    view.pick(timeline.at(lane, timeline.intervals.start[picked]));
  }
}

function languageSwitch({ languages }: Report, view: View): HTMLElement {
  const choices = languages.map(({ tag, name }) => ({ value: tag, text: tag, title: name, lang: tag }));
  return choiceOf("languages", say("Language"), choices, view.language, (language) => view.setLanguage(language));
}

/** Fills the page. Its title and the answer stand in the file already. */
function build(report: Report, measured: Timeline, drawing: Timeline | null, view: View): void {
  measured.docs = report.measured.docs;
  const page = document.getElementById("page")!;
  const head = document.getElementById("head")!;
  const answer = page.querySelector(".answer")!;
  head.replaceChildren(head.querySelector("h1")!, ...headDetails(report).filter((child) => child !== null), languageSwitch(report, view), themeSwitch(view));
  answer.replaceWith(el("p", { class: "answer" }, report.answer));
  page.replaceChildren(head, page.querySelector(".answer")!, factTiles(report.facts));
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
  const listing = report.listings ? [section("listing", say("The program, and the course's"), listings(report.listings, source, view))] : [];
  keepInFragment(view);
  page.append(...timelineSections(report, measured, view, source, listing));
  page.append(...sourceSections(report, measured));
  if (warned) {
    page.append(warned.box);
  }
}

function panelSection(panels: Panel[], report: Report, measured: Timeline, view: View): HTMLElement {
  const chart = new PanelChart(measured, panels, report.words);
  onPaper(view, () => chart.paint());
  view.watch((aspect) => aspect === "theme" && chart.paint());
  return section("panels", say("The same work, done in several ways"), el("div", { class: "panel" }, approximateMark(report), chart.element));
}

function pairSection(report: Report, drawing: Timeline, measured: Timeline, view: View): HTMLElement {
  const pair = new PairChart(drawing, measured, report);
  onPaper(view, () => pair.paint());
  view.watch((aspect) => aspect === "theme" && pair.paint());
  const told = say("Outlined: as it is drawn. Filled: as it was measured. The axis counts from where the drawing begins.");
  const title = report.section === "" ? say("Drawn, and measured") : say("Drawn in the course, and measured");
  return section("pair", title, el("div", { class: "panel" }, approximateMark(report), pair.element, score(report, drawing), el("p", { class: "dim small" }, told)));
}

/** The timeline, what is listed beside it, and what is computed from it. */
function timelineSections(report: Report, measured: Timeline, view: View, source: SourceIndex | null, listing: HTMLElement[]): HTMLElement[] {
  if (measured.lanes.length === 0) {
    const why = say("Nothing was recorded: there is no lane to draw. The notes below say which sources were on.");
    return [missing("timeline", say("Timeline"), why), ...listing];
  }
  const chart = new Chart(measured, report, view, source);
  document.getElementById("page")!.append(chart.element);
  chart.start();
  requestAnimationFrame(() => setTimeout(() => performance.mark("timeline"))); // after the frame that shows it
  const whole = { from: measured.start, to: measured.end };
  const cpus = cpuTable(measured, report.words);
  const claims = claimTable(measured, report.words);
  const concurrency = new ConcurrencyChart(measured, report.words, report.facts);
  view.watch((aspect) => aspect === "theme" && concurrency.paint());
  onPaper(view, (printing) => chart.print(printing));
  onPaper(view, () => concurrency.paint());
  return [
    ...listing,
    section(
      "time",
      say("Where the time went"),
      el("h3", {}, say("By lane")),
      laneTable(measured, report.words, whole),
      el("h3", {}, say("By state and reason")),
      reasonTable(measured, report.words, whole),
      ...(cpus ? [el("h3", {}, say("By CPU")), cpus] : []),
      ...(claims ? [el("h3", { id: "claimed" }, say("What the runtime claims, and what the kernel ran")), claims] : []),
    ),
    section("concurrency", say("How many at once"), el("div", { class: "panel" }, approximateMark(report), concurrency.element)),
  ];
}

function sourceSections(report: Report, measured: Timeline): HTMLElement[] {
  const sections: HTMLElement[] = [];
  const title = say("Flame graph of wall-clock time");
  const profile = measured.profiles.find((p) => p.rows.length > 0);
  if (profile) {
    const flame = new Flame(callTree(measured, report.words, profile.name), profile.unit);
    sections.push(section("flame", title, el("div", { class: "panel" }, flame.element)));
  } else {
    sections.push(missing("flame", title, say("No profile was recorded: the run was too short for one, or its source was off.")));
  }
  if (measured.spans.length > 0) {
    sections.push(section("spans", say("Spans"), spanTable(measured, report.words)));
  }
  if (report.output !== "") {
    sections.push(outputSection(report.output));
  }
  sections.push(recordingSection(report));
  return sections;
}

open().catch((error: unknown) => {
  document.getElementById("page")!.append(el("p", { class: "exit", role: "alert" }, say("This page cannot be shown: {0}", String(error))));
  throw error;
});
