// Light or dark: as the system is set, unless the reader chooses.

import { button } from "./dom";
import { say } from "./language";
import type { Theme, View } from "./view";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Keeps the page's theme in step with the view and the system, and returns the switch. */
export function themeSwitch(view: View): HTMLButtonElement {
  const toggle = button("◐", "", () => view.setTheme(isDark(view.theme) ? "light" : "dark"));
  toggle.className = "theme";
  const apply = () => {
    if (view.theme === "system") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = view.theme;
    }
    toggle.title = isDark(view.theme) ? say("Show in light colours") : say("Show in dark colours");
    toggle.setAttribute("aria-label", toggle.title);
  };
  view.watch((aspect) => aspect === "theme" && apply());
  dark.addEventListener("change", () => view.changed("theme"), { signal: view.released });
  apply();
  return toggle;
}

function isDark(theme: Theme): boolean {
  return theme === "dark" || (theme === "system" && dark.matches);
}
