import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";
import { directionOf, localeOf, sizeIn, type Language } from "./language.ts";
import { format, type Value } from "./message-format.ts";

export { languages, preferredLanguage, type Language } from "./language.ts";

/** Everything that is written in a language: texts, numbers, dates. One per language, made once. */
export interface Words {
  readonly language: Language;
  /** The device's variety of the language when it has one, for digits and dates. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
  readonly number: (value: number) => string;
  /** "14:05" */
  readonly time: (atMs: number) => string;
  /** "3 May 2026" */
  readonly date: (atMs: number) => string;
  /** "3 May 2026, 14:05" */
  readonly dateAndTime: (atMs: number) => string;
  /** "Today", "Yesterday", "Sunday", "3 May", "3 May 2025": the shortest that can't be mistaken. */
  readonly day: (atMs: number, nowMs: number) => string;
  /** As `day`, but the time for today: what stands in a row of the list. */
  readonly when: (atMs: number, nowMs: number) => string;
  /** "12 MB" */
  readonly size: (bytes: number) => string;
  /** "Amina and Omar" */
  readonly list: (names: readonly string[]) => string;
}

/** Loads a language's texts; English is always there, so that the first screen needs nothing. */
export async function loadWords(language: Language, preferred: readonly string[]): Promise<Words> {
  if (language === "en") return wordsOf("en", en, preferred);
  const { ar } = await import("./ar/index.ts");
  return wordsOf("ar", ar, preferred);
}

/** Words from a catalogue; pure, for tests and for English. */
export function wordsOf(language: Language, catalogue: Catalogue, preferred: readonly string[]): Words {
  const locale = localeOf(language, preferred);
  const writer = { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) };
  const texts: Readonly<Record<string, Catalogue[Key]>> = catalogue;
  return {
    language,
    locale,
    direction: directionOf(language),
    t: (key, ...args) => {
      const params: Readonly<Record<string, Value>> = args[0] ?? {};
      return format(texts[key] ?? key, params, writer);
    },
    number: (value) => writer.numbers.format(value),
    list: (names) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names),
    size: (bytes) => sizeIn(locale, bytes),
    ...datesIn(locale, catalogue),
  };
}

function datesIn(
  locale: string,
  texts: Catalogue,
): Pick<Words, "time" | "date" | "dateAndTime" | "day" | "when"> {
  const made = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, options);
  const time = made({ timeStyle: "short" });
  const date = made({ day: "numeric", month: "long", year: "numeric" });
  const dateAndTime = made({ dateStyle: "long", timeStyle: "short" });
  const weekday = made({ weekday: "long" });
  const dayAndMonth = made({ day: "numeric", month: "long" });
  const day = (atMs: number, nowMs: number): string => {
    const days = daysBetween(atMs, nowMs);
    if (days <= 0) return texts["day.today"];
    if (days === 1) return texts["day.yesterday"];
    if (days < 7) return weekday.format(atMs);
    const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return (sameYear ? dayAndMonth : date).format(atMs);
  };
  return {
    time: (atMs) => time.format(atMs),
    date: (atMs) => date.format(atMs),
    dateAndTime: (atMs) => dateAndTime.format(atMs),
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
