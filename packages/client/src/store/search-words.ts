const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/**
 * Text as the search index holds it, so that FTS5's plain tokenizer finds it in every script:
 * compatibility forms folded, vowel marks and tatweel dropped, ё and the alef forms folded, a space
 * round each Han, Kana and Hangul character (a query is then a phrase). Thai is not covered.
 */
export function searchWords(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[\p{Mn}\u0640]/gu, "")
    .replaceAll("ё", "е")
    .replaceAll(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .replaceAll("\u0649", "\u064A")
    .replaceAll(CJK, " $& ")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
