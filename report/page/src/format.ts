// How the page spells times, shares and hostile text.

import { decimal, withUnit } from "./language";

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
    return withUnit("0", "s");
  }
  // 999.6 µs is 1.00 ms: a unit is chosen after rounding to three digits.
  const unit = units.find((u) => size >= u.ns * 0.9995) ?? units[units.length - 1];
  const value = ns / unit.ns;
  const digits = unit.ns === 1 ? 0 : Math.max(0, 3 - Math.max(1, Math.floor(Math.log10(Math.abs(value) * 1.0005)) + 1));
  return withUnit(decimal(value, digits), unit.name);
}

/** A point in time, exact enough to tell it from one that lies a hundredth of `length` away: "1.000500 s". */
export function instant(ns: number, length: number): string {
  const unit = units.find((u) => Math.abs(ns) >= u.ns) ?? units[units.length - 1];
  const resolution = Math.min(Math.max(1, length / 100), unit.ns / 100);
  const digits = unit.ns === 1 ? 0 : Math.max(0, Math.ceil(Math.log10(unit.ns / Math.max(1, resolution)) - 1e-9));
  return ns === 0 ? withUnit("0", "s") : withUnit(decimal(ns / unit.ns, digits), unit.name);
}

/** A difference, with its sign: "+1.20 ms". */
export function difference(ns: number): string {
  return (ns > 0 ? "+" : ns < 0 ? "−" : "±") + duration(Math.abs(ns));
}

/** A share from 0 to 1 in percent: "33.1 %", "0.02 %", "< 0.01 %". */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.01) {
    return withUnit(`< ${decimal(0.01, 2)}`, "%");
  }
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return withUnit(decimal(value, value === 0 ? 0 : digits), "%");
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
    const time = `${k < 0 ? "−" : ""}${withUnit(decimal(Math.abs((k * step) / unit.ns), digits), unit.name)}`;
    list.push({ time: k * step, label: relative ? `+${duration((k - first) * step)}` : time });
  }
  return list;
}

/**
 * Text in which whatever could steer, reorder or hide text is spelled out, as in
 * \x1b or \u202e, so that no name can disguise itself: the characters that package
 * report spells out (text.go, steers), in its way. Line ends and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(steering, (c) => {
    const code = c.codePointAt(0)!;
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

/** Control and format characters and those that are none; but not the joiners, which many scripts and emoji need. */
const steering = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** The same on one line. */
export function oneLine(text: string): string {
  return visible(text).replace(/[^\S\u00a0\u202f]+/g, " ");
}

/** A path without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
