// What each key of the timeline does.

import type { KeyBinding } from "./keys";
import { say } from "./language";
import type { Navigator } from "./navigate";
import type { View } from "./view";

/** What a key can open. */
export interface Dialogs {
  showHelp(): void;
  focusSearch(): void;
}

/** Shares of the visible range. */
const panStep = 0.15;
const zoomStep = 1.35;

export function bindingsOf(view: View, navigator: Navigator, dialogs: Dialogs): KeyBinding[] {
  const { whole } = view;
  const length = () => view.range.to - view.range.from;
  return [
    { keys: ["ArrowLeft", "a", "A"], shown: say("← or a"), doc: say("move left"), run: () => view.pan(-panStep) },
    { keys: ["ArrowRight", "d", "D"], shown: say("→ or d"), doc: say("move right"), run: () => view.pan(panStep) },
    { keys: ["+", "=", "w", "W"], shown: say("+ or w"), doc: say("zoom in"), run: () => view.zoom(1 / zoomStep) },
    { keys: ["-", "_", "s", "S"], shown: say("− or s"), doc: say("zoom out"), run: () => view.zoom(zoomStep) },
    { keys: ["0"], shown: "0", doc: say("show the whole recording"), run: () => view.fit() },
    { keys: ["Home"], shown: say("Home"), doc: say("go to the start"), run: () => view.show(whole.from, whole.from + length()) },
    { keys: ["End"], shown: say("End"), doc: say("go to the end"), run: () => view.show(whole.to - length(), whole.to) },
    { keys: ["ArrowDown"], shown: "↓", doc: say("pick what the next lane does"), run: () => navigator.stepLane(1) },
    { keys: ["ArrowUp"], shown: "↑", doc: say("pick what the lane above does"), run: () => navigator.stepLane(-1) },
    { keys: ["."], shown: ".", doc: say("pick the next interval of the lane"), run: () => navigator.step(1) },
    { keys: [","], shown: ",", doc: say("pick the previous interval of the lane"), run: () => navigator.step(-1) },
    { keys: ["Enter"], shown: say("Enter"), doc: say("zoom to the selected range or picked interval"), run: () => navigator.zoomToChosen() },
    { keys: ["Escape"], shown: say("Esc"), doc: say("forget what is picked, chosen and selected"), run: () => forget(view) },
    { keys: ["/"], shown: "/", doc: say("search; Enter goes to the next match"), run: () => dialogs.focusSearch() },
    { keys: ["n"], shown: "n", doc: say("go to the next match"), run: () => navigator.nextMatch(1) },
    { keys: ["N"], shown: "N", doc: say("go to the previous match"), run: () => navigator.nextMatch(-1) },
    { keys: ["l", "L"], shown: "l", doc: say("show or hide the arrows"), run: () => view.setLinks(!view.links) },
    { keys: ["?"], shown: "?", doc: say("this list"), run: () => dialogs.showHelp() },
  ];
}

function forget(view: View): void {
  if (view.picked >= 0) {
    view.pick(-1);
  } else if (view.line > 0) {
    view.chooseLine(0);
  } else {
    view.select(null);
  }
}
