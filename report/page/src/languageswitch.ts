// The switch between the languages of the page.

import { el } from "./dom";
import { say } from "./language";
import type { Report } from "./report";
import type { View } from "./view";

export function languageSwitch({ languages }: Report, view: View): HTMLElement {
  const choices = languages.map(({ tag, name }) => {
    const choice = el("button", { type: "button", lang: tag, title: name, "aria-pressed": String(tag === view.language) }, tag);
    choice.addEventListener("click", () => view.setLanguage(tag));
    return choice;
  });
  return el("div", { class: "languages", role: "group", "aria-label": say("Language") }, ...choices);
}
