import type { en } from "./en/index.ts";
import type { ArgumentsOf, PlainKeyOf, TranslationOf } from "./message-format.ts";

export type Key = keyof typeof en;
export type Catalogue = TranslationOf<typeof en>;
export type Arguments<K extends Key> = ArgumentsOf<(typeof en)[K]>;
export type PlainKey = PlainKeyOf<typeof en>;
