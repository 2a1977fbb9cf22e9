import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";
import type { Language } from "./language.ts";
import { writingIn, type Writing } from "./writing.ts";

export { preferredLanguage, type Language } from "./language.ts";

/** Everything that is written in a language: texts, numbers, dates. One per language, made once. */
export interface Words extends Writing {
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
  /** "14:05" */
  readonly time: (atMs: number) => string;
  /** "Today", "Yesterday", "Sunday", "3 May", "3 May 2025": the shortest that can't be mistaken. */
  readonly day: (atMs: number, nowMs: number) => string;
  /** As `day`, but the time for today: what stands in a row of the list. */
  readonly when: (atMs: number, nowMs: number) => string;
}

/** Loads a language's texts; English is always there, so that the first screen needs nothing. */
export async function loadWords(language: Language, preferred: readonly string[]): Promise<Words> {
  if (language === "en") return wordsOf("en", en, preferred);
  const { ar } = await import("./ar/index.ts");
  return wordsOf("ar", ar, preferred);
}

/** Words from a catalogue; pure, for tests and for English. */
export function wordsOf(language: Language, catalogue: Catalogue, preferred: readonly string[]): Words {
  const { writing, write } = writingIn(language, catalogue, preferred);
  return {
    ...writing,
    t: (key, ...args) => write(key, args[0]),
    ...daysIn(writing, catalogue),
  };
}

function daysIn({ locale, date }: Writing, texts: Catalogue): Pick<Words, "time" | "day" | "when"> {
  const made = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, options);
  const time = made({ timeStyle: "short" });
  const weekday = made({ weekday: "long" });
  const dayAndMonth = made({ day: "numeric", month: "long" });
  const day = (atMs: number, nowMs: number): string => {
    const days = daysBetween(atMs, nowMs);
    if (days <= 0) return texts["day.today"];
    if (days === 1) return texts["day.yesterday"];
    if (days < 7) return weekday.format(atMs);
    const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return sameYear ? dayAndMonth.format(atMs) : date(atMs);
  };
  return {
    time: (atMs) => time.format(atMs),
    day,
    when: (atMs, nowMs) => (daysBetween(atMs, nowMs) <= 0 ? time.format(atMs) : day(atMs, nowMs)),
  };
}

/** Midnights between two times, by this device's calendar. */
export function daysBetween(atMs: number, nowMs: number): number {
  return Math.round((midnight(nowMs) - midnight(atMs)) / 86_400_000);
}

function midnight(atMs: number): number {
  const date = new Date(atMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
