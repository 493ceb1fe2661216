// The keys of the timeline: one list, which the page both obeys and shows.

import { el } from "./dom";
import { say } from "./language";

export interface KeyBinding {
  keys: string[]; // as KeyboardEvent.key spells them
  shown: string;
  doc: string;
  run: () => void;
}

/** Obeys the bindings while the focus is in an element. Keys with ctrl, alt or meta belong to the browser. */
export function bindKeys(element: HTMLElement, bindings: KeyBinding[]): void {
  element.addEventListener("keydown", (e) => {
    const typing = e.target instanceof HTMLInputElement;
    const onLabel = e.target instanceof HTMLButtonElement && (e.key === "Enter" || e.key === " ");
    if (typing || onLabel || e.ctrlKey || e.altKey || e.metaKey) {
      return;
    }
    const binding = bindings.find((b) => b.keys.includes(e.key));
    if (binding) {
      e.preventDefault();
      binding.run();
    }
  });
}

/** The list of keys and gestures, in a dialog. */
export function helpDialog(bindings: KeyBinding[]): HTMLDialogElement {
  const rows = bindings.map((b): [string, string] => [b.shown, b.doc]);
  rows.push(
    [say("drag"), say("select a range, see what happened in it")],
    [say("shift + drag, or drag the ruler"), say("move")],
    [say("wheel"), say("zoom, once the timeline has the focus; with ctrl or ⌘ always")],
    [say("shift + wheel"), say("move")],
    [say("double click"), say("zoom in; with shift out")],
    [say("one finger, two fingers"), say("move, zoom")],
  );
  const close = el("button", { type: "submit" }, say("Close"));
  return el(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    el("h2", { id: "help-title" }, say("Keys and gestures of the timeline")),
    el("dl", {}, ...rows.flatMap(([keys, doc]) => [el("dt", {}, el("kbd", {}, keys)), el("dd", {}, doc)])),
    el("form", { method: "dialog" }, close),
  );
}
