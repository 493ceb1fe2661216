// What the page says, in the reader's language. A page has one reader at a time,
// so the language is the page's: what is shown asks for it here, and is shown anew
// when it changes.

import { french } from "./french";

/** BCP 47 tags, as package lang has them. */
export type Language = "en" | "fr";

/** A message in English, in which {0}, {1}, … stand for its arguments. */
type Message = keyof typeof french;
/** A message that counts: its forms for one and for any other number, of which {0} is the number. */
type CountedMessage = Extract<Message, `${string}¦${string}`>;
type PlainMessage = Exclude<Message, CountedMessage>;

type Argument = string | number;

let spoken: Language = "en";

export function speak(language: Language): void {
  spoken = language;
}

export function spokenLanguage(): Language {
  return spoken;
}

/** Says a message. */
export function say(message: PlainMessage, ...args: Argument[]): string {
  return filled(spoken === "fr" ? french[message] : message, args);
}

/** Says a message about n things. */
export function count(n: number, message: CountedMessage, ...args: Argument[]): string {
  const [one, other] = (spoken === "fr" ? french[message] : message).split("¦");
  return filled(new Intl.PluralRules(spoken).select(n) === "one" ? one : other, [n, ...args]);
}

/** A whole number with its thousands apart. */
export function number(n: number): string {
  return decimals(n, 0, true);
}

/** A number with so many decimals. */
export function decimal(value: number, digits: number): string {
  return decimals(value, digits, false);
}

/** A figure with its unit, which no line's end parts from it in French, as its typography wants. */
export function withUnit(figure: string, unit: string): string {
  return figure + (spoken === "fr" ? "\u00a0" : " ") + unit;
}

function filled(message: string, args: Argument[]): string {
  return message.replace(/\{(\d)\}/g, (_, i) => (typeof args[i] === "number" ? number(args[i]) : args[i]));
}

/** Making a format takes as long as hundreds of numbers. */
const formats = new Map<string, Intl.NumberFormat>();

function decimals(value: number, digits: number, useGrouping: boolean): string {
  const key = `${spoken} ${digits} ${useGrouping}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(spoken, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping });
    formats.set(key, format);
  }
  return format.format(value);
}
