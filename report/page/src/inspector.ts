// What stands under the timeline: what is picked, and what happened in the
// selected range.

import type { Describer } from "./describe";
import { button, el } from "./dom";
import { duration, instant } from "./format";
import { say } from "./language";
import type { Timeline } from "./model";
import type { Words } from "./report";
import { laneTable, reasonTable } from "./timetable";
import type { View } from "./view";

export class Inspector {
  private readonly picked = el("div", { class: "picked", "aria-live": "polite" });
  private readonly selected = el("div", { class: "selected", role: "region", "aria-label": say("Selected range") });
  readonly element = el("div", { class: "inspector" }, this.picked, this.selected);
  private timer = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly words: Words,
    private readonly view: View,
    private readonly describer: Describer,
  ) {
    view.watch((aspect) => {
      if (aspect === "picked") {
        this.showPicked();
      } else if (aspect === "selection") {
        this.showHead();
      }
    });
    this.showPicked();
    this.showHead();
  }

  private showPicked(): void {
    const { picked } = this.view;
    this.picked.replaceChildren(...(picked < 0 ? [] : [this.describer.card(picked), button(say("Close"), say("Forget this interval (Esc)"), () => this.view.pick(-1))]));
  }

  /** Shows the range at once, and its figures when the pointer rests: adding up a large recording takes longer than a frame. */
  private showHead(): void {
    clearTimeout(this.timer);
    const { selection } = this.view;
    if (selection === null) {
      this.selected.replaceChildren();
      return;
    }
    const { from, to } = selection;
    const head = el(
      "div",
      { class: "selected-head" },
      el("strong", {}, duration(to - from)),
      el("span", { class: "dim" }, say("from {0} to {1}", instant(from, to - from), instant(to, to - from))),
      button(say("Zoom to selection"), say("Show only this range (Enter)"), () => this.view.show(from, to)),
      button(say("Clear"), say("Forget this range (Esc)"), () => this.view.select(null)),
    );
    this.selected.replaceChildren(head);
    this.timer = setTimeout(() => this.selected.replaceChildren(head, ...this.figures()), 60);
  }

  private figures(): HTMLElement[] {
    const range = this.view.selection;
    return range === null ? [] : [reasonTable(this.timeline, this.words, range), laneTable(this.timeline, this.words, range)];
  }
}
