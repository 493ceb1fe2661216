// The box beside the pointer that says what lies under it.

import { el } from "./dom";

/** CSS pixels between pointer and box. */
const gap = 14;

export class Tooltip {
  readonly element = el("div", { class: "tooltip", role: "tooltip", hidden: "" });
  private shown: unknown = null;

  /** Shows content beside a point of the window. It is made only when key changes. */
  show(key: unknown, content: () => HTMLElement, x: number, y: number): void {
    if (key !== this.shown) {
      this.shown = key;
      this.element.replaceChildren(content());
      this.element.hidden = false;
    }
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = x + gap + width > innerWidth ? Math.max(4, Math.min(x - gap - width, innerWidth - width - 4)) : x + gap;
    const top = y + gap + height > innerHeight ? Math.max(4, y - gap - height) : y + gap;
    this.element.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.shown = null;
    this.element.hidden = true;
  }
}
