// A switch between a few choices, all of which are seen.

import { el } from "./dom";

export interface Choice<T> {
  value: T;
  text: string;
  title: string;
  lang?: string; // that its text is in
}

/** A group of buttons, of which the chosen one is pressed. The name tells it from other groups, so that one that is built anew can have the focus again. */
export function choiceOf<T>(name: string, label: string, choices: Choice<T>[], chosen: T, choose: (value: T) => void): HTMLElement {
  const buttons = choices.map(({ value, text, title, lang }) => {
    const item = el("button", { type: "button", title, "aria-pressed": String(value === chosen), ...(lang ? { lang } : {}) }, text);
    item.addEventListener("click", () => choose(value));
    return item;
  });
  return el("div", { class: `choice ${name}`, role: "group", "aria-label": label, "data-choice": name }, ...buttons);
}

/** Does something that builds the page anew, and gives the focus back to the choice that had it. */
export function keepingFocus(rebuild: () => void): void {
  const focused = document.activeElement?.closest<HTMLElement>("[data-choice]")?.dataset.choice;
  rebuild();
  if (focused !== undefined) {
    document.querySelector<HTMLElement>(`[data-choice=${focused}] [aria-pressed=true]`)?.focus({ preventScroll: true });
  }
}
