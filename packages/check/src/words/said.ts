// What a finding says about evidence is kept as its English text with places and what fills them, so that it can be said in
// another language later: the text is the sentence's id, as with gettext.

/** A sentence: English with places `{0}`, `{1}` …, and their values. Plain data, fit for JSON. */
export interface Said {
  readonly id: string;
  readonly values: readonly SaidValue[];
}

export type SaidValue = string | number | Said;

/** A sentence, or a text without places, which is its own id. */
export type Words = string | Said;

/** Makes a sentence: ``say`A message from ${sender}` ``. */
export function say(texts: TemplateStringsArray, ...values: readonly SaidValue[]): Said {
  const id = texts.map((text, index) => (index === 0 ? text : `{${index - 1}}${text}`)).join("");
  return { id, values };
}

/** The sentence behind words; a text is one without places. */
export function saidOf(words: Words): Said {
  return typeof words === "string" ? { id: words, values: [] } : words;
}

/** Words in English, as reports are written. */
export function inEnglish(words: SaidValue): string {
  if (typeof words === "object") return filled(words.id, words.values.map(inEnglish));
  return String(words);
}

/** Fills the places of a text. What is put in is not filled again. */
export function filled(text: string, values: readonly string[]): string {
  return text.replaceAll(/\{(\d+)\}/g, (place, index: string) => values[Number(index)] ?? place);
}
