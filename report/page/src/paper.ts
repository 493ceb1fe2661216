// Charts on paper. A canvas is printed with the pixels that it has, so charts
// are painted anew at the width and in the light colours of paper before the
// page is printed, and for the screen afterwards.

import type { View } from "./view";

/** Has a chart paint itself when the page goes to paper and when it comes back. */
export function onPaper(view: View, paint: (printing: boolean) => void): void {
  const { released: signal } = view;
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("paper");
    paint(true);
  }, { signal });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    paint(false);
  }, { signal });
}
