// The program beside the course's own, with the lines of what is hovered,
// picked or chosen marked.

import { button, el, type Child } from "./dom";
import { baseName, visible } from "./format";
import { count, say } from "./language";
import type { Listing } from "./report";
import type { SourceIndex } from "./source";
import type { View } from "./view";

/** The listings under each other or, where there is room, side by side. */
export function listings(list: Listing[], index: SourceIndex | null, view: View): HTMLElement {
  const [own, ...others] = list;
  const first = index ? new LivelyListing(index, view).element : plainListing(own);
  return el("div", { class: "listings" }, first, ...others.map(plainListing));
}

function plainListing(listing: Listing): HTMLElement {
  const lines = listing.lines.map((pieces) => el("span", { class: "line" }, ...code(pieces), "\n"));
  return frame(listing, el("pre", { class: "numbered", tabindex: "0" }, ...lines));
}

function frame(listing: Listing, ...children: Child[]): HTMLElement {
  return el("div", { class: "panel listing" }, el("h3", {}, listing.file), ...children);
}

function code(pieces: Listing["lines"][number]): Child[] {
  return pieces.map(([kind, text]) => (kind === "" ? text : el("span", { class: `code-${kind}` }, text)));
}

/** A listing that the timeline's stacks point into. */
class LivelyListing {
  readonly element: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly lines: HTMLElement[];
  private readonly status = el("p", { class: "listing-status dim small", "aria-live": "polite" });
  private marked = 0;

  constructor(
    private readonly index: SourceIndex,
    private readonly view: View,
  ) {
    this.lines = index.listing.lines.map((pieces, i) => this.line(pieces, i + 1));
    this.scroller = el("pre", { class: "lively", tabindex: "0" }, ...this.lines);
    this.element = frame(index.listing, this.scroller, this.status);
    view.watch((aspect) => {
      if (aspect === "hover" || aspect === "picked") {
        this.mark(index.lineOf(view.hovered >= 0 ? view.hovered : view.picked));
      } else if (aspect === "line") {
        this.showChosen();
      }
    });
    this.showChosen();
    this.mark(index.lineOf(view.picked));
    requestAnimationFrame(() => this.bring(this.scroller.querySelector<HTMLElement>(".active")));
  }

  /** A line; one that intervals are at has a button for its number, which chooses it. */
  private line(pieces: Listing["lines"][number], number: number): HTMLElement {
    const intervals = this.index.count(number);
    const label =
      intervals > 0
        ? button(String(number), count(intervals, "Mark in the timeline: {0} interval¦Mark in the timeline: {0} intervals"), () => this.view.chooseLine(this.view.line === number ? 0 : number))
        : el("span", {}, String(number));
    label.classList.add("line-number");
    return el("span", { class: intervals > 0 ? "line active" : "line" }, label, ...code(pieces), "\n");
  }

  /** Marks the line of what is looked at in the timeline. */
  private mark(line: number): void {
    if (line === this.marked) {
      return;
    }
    this.lines[this.marked - 1]?.classList.remove("marked");
    this.marked = line;
    this.lines[line - 1]?.classList.add("marked");
    this.bring(this.lines[line - 1]);
  }

  /** Brings a line into sight within the listing, leaving the page where it is. */
  private bring(line: HTMLElement | null | undefined): void {
    if (!line) {
      return;
    }
    const { scrollTop, clientHeight } = this.scroller;
    if (line.offsetTop < scrollTop || line.offsetTop + line.offsetHeight > scrollTop + clientHeight) {
      this.scroller.scrollTop = line.offsetTop - clientHeight / 3;
    }
  }

  private showChosen(): void {
    const { line } = this.view;
    this.lines.forEach((element, i) => element.classList.toggle("chosen", i + 1 === line));
    if (line === 0) {
      this.status.replaceChildren(say("A bar of the timeline marks the line where it runs or waits. The number of a line marks its bars."));
      return;
    }
    const text = count(
      this.index.count(line),
      "Line {1} of {2}: {0} interval, marked in the timeline.¦Line {1} of {2}: {0} intervals, marked in the timeline.",
      String(line),
      baseName(this.index.listing.file),
    );
    const show = button(say("Show"), say("Go to the timeline"), () => document.getElementById("timeline")?.scrollIntoView({ block: "start" }));
    this.status.replaceChildren(visible(text), " ", show, " ", button(say("Forget"), say("Mark no line (Esc)"), () => this.view.chooseLine(0)));
  }
}
