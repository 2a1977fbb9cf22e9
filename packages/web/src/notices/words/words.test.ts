import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { placesOf } from "../../words/message-format.ts";
import { helpers } from "../help-list.ts";
import { ar } from "./ar.ts";
import type { NoticeCatalogue } from "./catalogue.ts";
import { en } from "./en.ts";
import { noticeText } from "./words.ts";

const catalogues: readonly (readonly [string, NoticeCatalogue])[] = [
  ["en", en],
  ["ar", ar],
];
const source = (name: string): string => readFileSync(`${import.meta.dirname}/${name}`, "utf8");

describe.each(catalogues)("the notices' texts in %s", (_language, catalogue) => {
  const texts = Object.entries(catalogue);

  test("[W1] are exactly the keys of English, with their places, none empty", () => {
    const places = (of: NoticeCatalogue) => Object.entries(of).map(([key, text]) => [key, placesOf(text)]);
    expect(Object.fromEntries(places(catalogue))).toEqual(Object.fromEntries(places(en)));
    expect(texts.filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  test("[W2] are calm: no exclamation marks, no terms of the field", () => {
    const loud = /[!！]|\b(?:epoch|signature key|public key|hash|zero-click|exploit|compromised)\b/i;
    expect(texts.filter(([, text]) => loud.test(text))).toEqual([]);
  });

  test("[W50] have no link, and name no country, government or company as the attacker", () => {
    const link = /https?:|www\.|\b[a-z0-9-]+\.(?:org|com|net|io)\b/i;
    const named = /\bNSO\b|Pegasus|Paragon|Intellexa|government of|state-sponsored|بيغاسوس|حكومة/i;
    expect(texts.filter(([, text]) => link.test(text) || named.test(text))).toEqual([]);
  });
});

test("[W1] Arabic is written in Arabic letters", () => {
  expect(
    Object.entries(ar).filter(([key, text]) => key !== "earlier.line" && !/\p{Script=Arabic}/u.test(text)),
  ).toEqual([]);
});

test("[W1] every English text has a note for translators right above it", () => {
  const lines = source("en.ts").split("\n");
  const without = lines.flatMap((line, index) => {
    const key = /^ {2}"([\w.]+)":/.exec(line)?.[1];
    return key === undefined || /^ {2}\/\*\* \S.*\*\/$/.test(lines[index - 1] ?? "") ? [] : [key];
  });
  expect(without).toEqual([]);
});

test("every text is used", () => {
  const code = ["../letter.tsx", "../notice-letter.tsx", "../notices-page.tsx", "../help-list.ts"]
    .map(source)
    .join("\n");
  expect(Object.keys(en).filter((key) => !code.includes(`"${key}"`))).toEqual([]);
});

test("[W50] helpers are reached by what one types, and never by a link", () => {
  const ways = helpers.flatMap(({ reach }) => reach);
  expect(ways.filter((way) => /^(?:https?|mailto|tel):|\s{2}/.test(way))).toEqual([]);
  expect(helpers[0]?.reach[0]).toBe("help@accessnow.org");
  const pages = ["../letter.tsx", "../notice-letter.tsx", "../notices-page.tsx"].map(source).join("\n");
  expect(pages).not.toMatch(/<a\b|href=/);
});

test("[W7] dates and digits are the reader's", () => {
  const t = noticeText("ar", "ar-EG");
  expect(t("seen.day", { from: "١ مايو" })).toContain("\u2068١ مايو\u2069");
});
