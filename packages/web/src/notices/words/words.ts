import type { Language } from "../../words/language.ts";
import { format, writerIn } from "../../words/message-format.ts";
import { ar } from "./ar.ts";
import type { Arguments, NoticeCatalogue, NoticeKey } from "./catalogue.ts";
import { en } from "./en.ts";

// Loaded with the page for notices, and not before: most people never need these texts.

export type NoticeText = <K extends NoticeKey>(key: K, ...args: Arguments<K>) => string;

const catalogues: Readonly<Record<Language, NoticeCatalogue>> = { en, ar };

/** The texts of the page in a language; `locale` is for its digits. */
export function noticeText(language: Language, locale: string): NoticeText {
  const writer = writerIn(locale);
  return (key, ...args) => format(catalogues[language][key], args[0] ?? {}, writer);
}
