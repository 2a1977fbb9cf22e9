// The app's strings: plain text with `{name}` places, and plural forms chosen by the language's own rules.

/** One text per plural category that the language has; `{count}` decides. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

export type Text = string | Plural;

/** The names between braces in a text. */
type PlacesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlacesIn<Rest>
  : never;

/** What fills a place. Numbers are written in the reader's digits. */
export type Value = string | number;

/** The parameters a text asks for; a plural always asks for `count`. */
export type ParamsOf<T> = T extends string
  ? { readonly [P in PlacesIn<T>]: Value }
  : T extends { readonly other: infer Other extends string }
    ? { readonly [P in PlacesIn<Other>]: Value } & { readonly count: number }
    : never;

/** What a translation must give for each key of a catalogue: a text, or a plural where English has one. */
export type TranslationOf<Source> = {
  readonly [K in keyof Source]: Source[K] extends string ? string : Plural;
};

/** What a text of a catalogue is written with: nothing when it has no places, one object when it has some. */
export type ArgumentsOf<T> = keyof ParamsOf<T> extends never ? readonly [] : readonly [params: ParamsOf<T>];

/** Keys of a catalogue's texts that need nothing filled in. */
export type PlainKeyOf<Source> = {
  [K in keyof Source]: ArgumentsOf<Source[K]> extends readonly [] ? K : never;
}[keyof Source];

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** How one language writes what goes into its texts. */
export interface Writer {
  readonly plurals: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
}

export function writerIn(locale: string): Writer {
  return { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) };
}

/**
 * Fills a text. What is put in is isolated, so that a name in another script can't reorder the sentence
 * around it; a place without a value stays visible, which a test of the catalogue would have caught.
 */
export function format(text: Text, params: Readonly<Record<string, Value>>, writer: Writer): string {
  const chosen = typeof text === "string" ? text : pluralForm(text, params["count"], writer.plurals);
  return chosen.replaceAll(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    if (typeof value === "number") return writer.numbers.format(value);
    return `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}`;
  });
}

function pluralForm(text: Plural, count: Value | undefined, plurals: Intl.PluralRules): string {
  const category = typeof count === "number" ? plurals.select(count) : "other";
  return text[category] ?? text.other;
}

/** The places of a text, sorted, over all its plural forms. */
export function placesOf(text: Text): readonly string[] {
  const forms = typeof text === "string" ? [text] : Object.values(text);
  const names = forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));
  return [...new Set(names)].toSorted();
}
