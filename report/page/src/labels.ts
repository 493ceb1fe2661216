// The lanes' names at the left, as elements, so that they can be selected,
// focused and read aloud. Only the rows that are seen exist.

import { el } from "./dom";
import { oneLine } from "./format";
import { say } from "./language";
import type { Lane, Timeline } from "./model";
import { rowTop, visibleRows, type Geometry } from "./plot";
import type { Words } from "./report";
import type { Row } from "./rows";
import type { View } from "./view";

export class Labels {
  readonly element = el("div", { class: "labels", role: "tree", "aria-label": say("Lanes") });
  private shown: { rows: Row[]; first: number; last: number } | null = null;

  constructor(
    private readonly timeline: Timeline,
    private readonly view: View,
    private readonly words: Words,
    private readonly onPick: (row: Row) => void,
  ) {}

  /** Shows the names of the visible rows, or of all for paper. */
  show(geometry: Geometry): void {
    const { first, last } = visibleRows(geometry);
    if (this.shown?.rows === geometry.rows && this.shown.first === first && this.shown.last === last) {
      return;
    }
    const focused = this.element.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.row : undefined;
    this.shown = { rows: geometry.rows, first, last };
    this.element.replaceChildren(...geometry.rows.slice(first, last).map((row, i) => this.label(row, rowTop({ ...geometry, scroll: 0 }, first + i))));
    if (focused !== undefined) {
      this.element.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
    }
  }

  private title(name: string, lane: Lane): string {
    const doc = this.timeline.doc(lane);
    return [name, `${this.words.kinds[lane.kind]} ${lane.id}`, ...(doc === "" ? [] : [oneLine(doc)])].join("\n");
  }

  private label(row: Row, top: number): HTMLElement {
    const name = oneLine(row.label);
    const item = el(
      "button",
      {
        type: "button",
        class: row.lane ? `label kind-${this.words.names.kinds[row.lane.kind]}` : "label group",
        role: "treeitem",
        "aria-level": String(row.depth + 1),
        "data-row": row.key,
        title: row.lane ? this.title(name, row.lane) : name,
      },
      el("span", { class: "twist", "aria-hidden": "true" }, row.expandable ? (row.open ? "▾" : "▸") : ""),
      el("bdi", {}, name),
    );
    if (row.expandable) {
      item.setAttribute("aria-expanded", String(row.open));
    }
    item.style.top = `${top}px`;
    item.style.setProperty("--depth", String(row.depth));
    item.addEventListener("click", () => (row.expandable ? this.view.toggle(row.key) : this.onPick(row)));
    return item;
  }
}
