// Making elements. Text only ever becomes a text node or an attribute, so that no
// name of a recording is read as HTML, and only in visible characters.

import { visible } from "./format";

export type Child = Node | string | null;

/** Makes an element. Names of attributes are the program's own, never the recording's. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, visible(value));
  }
  for (const child of children) {
    if (child !== null) {
      element.append(typeof child === "string" ? visible(child) : child);
    }
  }
  return element;
}

/** Makes a button that does something. */
export function button(text: string, title: string, onClick: () => void): HTMLButtonElement {
  const element = el("button", { type: "button", title }, text);
  element.addEventListener("click", onClick);
  return element;
}

/** A spot of a colour, before what it stands for. */
export function swatch(colour: string, shape: "dot" | "strip" = "dot"): HTMLElement {
  const mark = el("i", { class: `swatch ${shape}` });
  mark.style.background = colour;
  return mark;
}

/** A section of the page under a heading. */
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), ...children);
}

/** The head of a column of numbers, which stand right. */
export function right(head: string): Head {
  return { head, numeric: true };
}

type Head = string | { head: string; numeric: true };

/** A table with a head. */
export function table(heads: Head[], rows: Child[][]): HTMLElement {
  const numeric = heads.map((h) => typeof h !== "string");
  const titles = heads.map((h) => (typeof h === "string" ? h : h.head));
  const cell = (tag: "td" | "th", content: Child, i: number) => el(tag, numeric[i] ? { class: "number" } : {}, content);
  const head = el("thead", {}, el("tr", {}, ...titles.map((title, i) => cell("th", title, i))));
  const body = el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((c, i) => cell("td", c, i)))));
  return el("div", { class: "scroll" }, el("table", {}, ...(titles.some((title) => title !== "") ? [head] : []), body));
}
