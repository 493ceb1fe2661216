// How the page spells times, counts and hostile text.

const units = [
  { ns: 1e9, name: "s" },
  { ns: 1e6, name: "ms" },
  { ns: 1e3, name: "µs" },
  { ns: 1, name: "ns" },
] as const;

/** A length of time with three significant digits: "3.00 s", "41.2 µs". */
export function duration(ns: number): string {
  const size = Math.abs(ns);
  if (size === 0) {
    return "0 s";
  }
  // 999.6 µs is 1.00 ms: a unit is chosen after rounding to three digits.
  const unit = units.find((u) => size >= u.ns * 0.9995) ?? units[units.length - 1];
  const value = ns / unit.ns;
  const digits = unit.ns === 1 ? 0 : Math.max(0, 3 - Math.max(1, Math.floor(Math.log10(Math.abs(value) * 1.0005)) + 1));
  return `${value.toFixed(digits)} ${unit.name}`;
}

/** A point in time, exact enough to tell it from one that lies a hundredth of `length` away: "1.000500 s". */
export function instant(ns: number, length: number): string {
  const unit = units.find((u) => Math.abs(ns) >= u.ns) ?? units[units.length - 1];
  const resolution = Math.min(Math.max(1, length / 100), unit.ns / 100);
  const digits = unit.ns === 1 ? 0 : Math.max(0, Math.ceil(Math.log10(unit.ns / Math.max(1, resolution)) - 1e-9));
  return ns === 0 ? "0 s" : `${(ns / unit.ns).toFixed(digits)} ${unit.name}`;
}

/** A difference, with its sign: "+1.20 ms". */
export function difference(ns: number): string {
  return (ns > 0 ? "+" : ns < 0 ? "−" : "±") + duration(Math.abs(ns));
}

/** A share from 0 to 1 in percent: "33.1 %", "0.02 %", "< 0.01 %". */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.01) {
    return "< 0.01 %";
  }
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(value === 0 ? 0 : digits)} %`;
}

/** A count with its noun: "1 thread", "3 threads". */
export function count(n: number, noun: string, plural = noun === "process" ? "processes" : `${noun}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? noun : plural}`;
}

/**
 * Ticks of a ruler over [from, to), about `spacing` px apart on `width` px.
 * Where the range is so short that whole times would differ only far behind the
 * point, the first tick is the whole time and the others count from it.
 */
export function ticks(from: number, to: number, width: number, spacing: number): { time: number; label: string }[] {
  const wanted = ((to - from) * spacing) / width;
  if (!(wanted > 0) || !Number.isFinite(wanted)) {
    return [];
  }
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((s) => s >= wanted)!);
  const unit = units.find((u) => Math.max(Math.abs(from), Math.abs(to)) >= u.ns) ?? units[units.length - 1];
  const digits = Math.max(0, Math.ceil(Math.log10(unit.ns / step) - 1e-9));
  const first = Math.ceil(from / step);
  const list = [];
  for (let k = first; k * step <= to; k++) {
    const relative = digits > 3 && k > first;
    list.push({ time: k * step, label: relative ? `+${duration((k - first) * step)}` : `${k < 0 ? "−" : ""}${Math.abs((k * step) / unit.ns).toFixed(digits)} ${unit.name}` });
  }
  return list;
}

/** Text with its control characters and direction overrides made visible, so that no name can hide or disguise itself. Line ends and tabs stay. */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007f/g, "␡")
    .replace(/[\u0080-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) => `⟨${c.charCodeAt(0).toString(16)}⟩`);
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ");
}

/** A path without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
