// The mark of charts that show what was sampled, and not recorded as it happened.

import { el } from "./dom";
import { say } from "./language";
import type { Report } from "./report";

/** The mark, or null where everything is exact. */
export function approximateMark(report: Report): HTMLElement | null {
  const sources = (report.sources ?? []).filter((source) => source.on && source.approximate);
  if (sources.length === 0) {
    return null;
  }
  const names = sources.map(({ name }) => name).join(", ");
  return el("p", { class: "approximate", title: sources.map(({ why }) => why).join("\n") }, `≈ ${say("approximate: the source {0} is polled", names)}`);
}
