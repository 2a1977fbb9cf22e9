import type { ParamsOf, Plural } from "../../words/message-format.ts";
import type { en } from "./en/index.ts";

export type Key = keyof typeof en;

/** What a translation must give for each key of a catalogue: a text, or a plural where English has one. */
export type TranslationOf<Source> = {
  readonly [K in keyof Source]: Source[K] extends string ? string : Plural;
};
export type Catalogue = TranslationOf<typeof en>;

/** No argument for a text without places, one object for a text with some. */
export type Arguments<K extends Key> = keyof ParamsOf<(typeof en)[K]> extends never
  ? readonly []
  : readonly [params: ParamsOf<(typeof en)[K]>];

/** Keys of texts that need nothing filled in. */
export type PlainKey = { [K in Key]: Arguments<K> extends readonly [] ? K : never }[Key];
