// What stands above the timeline: search, switches, fit, help.

import { choiceOf } from "./choice";
import { button, el } from "./dom";
import { count, say } from "./language";
import type { Timeline, Truth } from "./model";
import { mostArrows } from "./overlay";
import { countOf } from "./rows";
import type { Search } from "./search";
import type { View } from "./view";

export interface Actions {
  nextMatch(step: 1 | -1): void;
  help(): void;
  leave(): void; // gives the focus back to the chart
}

export class Toolbar {
  readonly search = el("input", {
    type: "search",
    placeholder: say("Search lanes, functions, reasons"),
    "aria-label": say("Search lanes, functions, reasons"),
    spellcheck: "false",
  });
  readonly element: HTMLElement;
  private readonly matches = el("output", { class: "dim", "aria-live": "polite" });
  private readonly only = checkbox(say("only matches"), say("Show only lanes that match"));
  private readonly links = checkbox(say("arrows"), say("Show who woke, created or sent to whom (l)"));

  constructor(
    private readonly view: View,
    { links, claimed }: Timeline,
    private readonly actions: Actions,
  ) {
    const fit = button(say("Fit"), say("Show the whole recording (0)"), () => view.fit());
    const zoomIn = button("+", say("Zoom in (+)"), () => view.zoom(1 / 2));
    const zoomOut = button("−", say("Zoom out (−)"), () => view.zoom(2));
    const help = button("?", say("Keys and gestures (?)"), () => actions.help());
    this.links.label.hidden = links.length === 0;
    this.element = el(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": say("Timeline") },
      el("div", { class: "search" }, this.search, this.matches),
      claimed ? truthSwitch(view) : null,
      this.only.label,
      this.links.label,
      el("div", { class: "buttons" }, zoomOut, zoomIn, fit, help),
    );
    this.search.addEventListener("input", () => view.search(this.search.value.trim()));
    this.search.addEventListener("keydown", (e) => this.key(e));
    this.only.input.addEventListener("change", () => view.search(view.query, this.only.input.checked));
    this.links.input.addEventListener("change", () => view.setLinks(this.links.input.checked));
  }

  private key(e: KeyboardEvent): void {
    if (e.key === "Enter") {
      this.actions.nextMatch(e.shiftKey ? -1 : 1);
    } else if (e.key === "Escape") {
      this.view.search("");
      this.actions.leave();
    } else {
      return;
    }
    e.preventDefault();
  }

  /** Shows what the view holds. */
  update(search: Search | null, arrowsLeftOut: boolean): void {
    if (this.search.value.trim() !== this.view.query) {
      this.search.value = this.view.query;
    }
    this.only.input.checked = this.view.onlyMatches;
    this.links.input.checked = this.view.links;
    this.only.label.hidden = search === null;
    const found = search && (search.laneCount === 0 ? say("nothing found") : [countOf(search.laneCount, 0), count(search.intervalCount, "{0} interval¦{0} intervals")].join(", "));
    const arrows = this.view.links && arrowsLeftOut ? say("first {0} arrows: zoom in for all", mostArrows) : "";
    const text = [found, arrows].filter(Boolean).join(" · ");
    if (this.matches.textContent !== text) {
      this.matches.textContent = text;
    }
  }
}

function truthSwitch(view: View): HTMLElement {
  const choices = [
    { value: "ran", text: say("as the kernel ran"), title: say("Show what the kernel really ran") },
    { value: "claimed", text: say("as the runtime claims"), title: say("Show what the program's runtime takes for running") },
  ] as const;
  return choiceOf<Truth>("truth", say("Whose word the timeline takes"), [...choices], view.truth, (truth) => view.setTruth(truth));
}

function checkbox(text: string, title: string): { label: HTMLLabelElement; input: HTMLInputElement } {
  const input = el("input", { type: "checkbox" });
  return { input, label: el("label", { class: "switch", title }, input, text) };
}
