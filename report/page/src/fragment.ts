// The view in the URL's fragment, so that a link reopens it. Only what differs
// from how the page opens is written; what is malformed is ignored.

import type { Language } from "./language";
import type { Theme, View } from "./view";

/** Opens the view that the URL names. */
export function openFragment(view: View): void {
  open(view, location.hash);
}

/** Keeps the URL in step with the view, and the view with a URL that the reader changes. */
export function keepInFragment(view: View): void {
  let written = location.hash;
  let timer = 0;
  view.watch((aspect) => {
    if (aspect !== "hover" && aspect !== "size") {
      clearTimeout(timer);
      timer = setTimeout(() => {
        written = write(view);
        history.replaceState(null, "", written === "" ? location.pathname + location.search : `#${written}`);
      }, 120);
    }
  });
  addEventListener("hashchange", () => {
    if (location.hash !== `#${written}`) {
      open(view, location.hash);
    }
  }, { signal: view.released });
}

function write(view: View): string {
  const parts = new URLSearchParams();
  const times = ({ from, to }: { from: number; to: number }) => `${Math.round(from)},${Math.round(to)}`;
  if (!view.fitted) {
    parts.set("t", times(view.range));
  }
  if (view.selection) {
    parts.set("select", times(view.selection));
  }
  if (view.picked >= 0) {
    parts.set("at", String(view.picked));
  }
  if (view.toggled.size > 0) {
    parts.set("rows", [...view.toggled].join(","));
  }
  if (view.query) {
    parts.set("q", view.query);
  }
  if (view.onlyMatches) {
    parts.set("only", "1");
  }
  if (view.links) {
    parts.set("links", "1");
  }
  if (view.truth !== "ran") {
    parts.set("as", view.truth);
  }
  if (view.theme !== "system") {
    parts.set("theme", view.theme);
  }
  if (view.language !== view.ownLanguage) {
    parts.set("lang", view.language);
  }
  return parts.toString();
}

function open(view: View, hash: string): void {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  view.toggled = new Set((parts.get("rows") ?? "").split(",").filter((key) => /^\d*[a-z]?$/.test(key) && key !== ""));
  view.changed("rows");
  view.setTheme(themeOf(parts.get("theme")));
  view.setLinks(parts.get("links") === "1");
  view.search(parts.get("q") ?? "", parts.get("only") === "1");
  view.select(timesOf(parts.get("select")));
  const range = timesOf(parts.get("t")) ?? view.whole;
  view.show(range.from, range.to);
  view.setTruth(parts.get("as") === "claimed" ? "claimed" : "ran");
  view.setLanguage(languageOf(parts.get("lang")) ?? view.ownLanguage);
  view.pick(/^\d+$/.test(parts.get("at") ?? "") ? Number(parts.get("at")) : -1);
}

function themeOf(text: string | null): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

function languageOf(text: string | null): Language | null {
  return text === "en" || text === "fr" ? text : null;
}

function timesOf(text: string | null): { from: number; to: number } | null {
  const match = /^(-?\d+),(-?\d+)$/.exec(text ?? "");
  const from = Number(match?.[1]);
  const to = Number(match?.[2]);
  return match && to > from ? { from, to } : null;
}
