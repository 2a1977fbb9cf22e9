import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { ar } from "./ar/index.ts";
import type { Catalogue } from "./catalogue.ts";
import { en } from "./en/index.ts";
import { placesOf, type Text } from "./message-format.ts";

const catalogues: Readonly<Record<string, Catalogue>> = { en, ar };
const english = Object.entries<Text>(en);

function formsOf(text: Text): readonly string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

describe.each(Object.entries(catalogues))("the texts in %s", (language, catalogue) => {
  const texts = Object.entries<Text>(catalogue);

  test("[W1] are exactly the keys of English, none empty", () => {
    expect(Object.keys(catalogue).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(texts.filter(([, text]) => formsOf(text).some((form) => form.trim() === ""))).toEqual([]);
  });

  test("[W1] have the places of the English ones", () => {
    const places = (of: readonly [string, Text][]) => of.map(([key, text]) => [key, placesOf(text)]);
    expect(Object.fromEntries(places(texts))).toEqual(Object.fromEntries(places(english)));
  });

  test("[W1] have every plural form that the language knows", () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join(" ");
    const incomplete = texts.filter(
      ([, text]) => typeof text !== "string" && Object.keys(text).toSorted().join(" ") !== needed,
    );
    expect(incomplete).toEqual([]);
  });

  test("[W2] are calm: no exclamation marks, no oops, no field's terms outside About", () => {
    const loud = /[!！]|\boops\b|\b(?:epoch|ciphertext|key package|ratchet|MLS|leaf)\b/i;
    const found = texts.filter(
      ([key, text]) => !key.startsWith("about.") && formsOf(text).some((form) => loud.test(form)),
    );
    expect(found).toEqual([]);
  });
});

test("[W1] Arabic is written in Arabic letters", () => {
  const names = new Set(["app.name", "language.en", "message.arrived"]);
  const found = Object.entries<Text>(ar).filter(
    ([key, text]) => !names.has(key) && !formsOf(text).every((form) => /\p{Script=Arabic}/u.test(form)),
  );
  expect(found).toEqual([]);
});

test("[W1] every English text has a note for translators right above it", () => {
  const folder = `${import.meta.dirname}/en`;
  const without = readdirSync(folder).flatMap((file) => {
    const lines = readFileSync(`${folder}/${file}`, "utf8").split("\n");
    return lines.flatMap((line, index) => {
      const key = /^ {2}"([\w.]+)":/.exec(line)?.[1];
      const note = /^ {2}\/\*\* \S.*\*\/$|^ {3}\*\/$/.test(lines[index - 1] ?? "");
      return key === undefined || note ? [] : [key];
    });
  });
  expect(without).toEqual([]);
});

test("[W1] no key stands twice in a page's words: one file's text would hide the other's", () => {
  const src = `${import.meta.dirname}/..`;
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) =>
    /words\/(?:en|ar)\/\w+\.ts$/.test(path),
  );
  const places = files.flatMap((path) => {
    const text = readFileSync(`${src}/${path}`, "utf8");
    return [...text.matchAll(/^ {2}"([\w.]+)":/gm)].map(([, key = ""]) => `${dirname(path)} ${key}`);
  });
  expect(places.length).toBeGreaterThan(1000);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

test("every text is used", () => {
  const src = `${import.meta.dirname}/..`;
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.tsx?$/.test(path) && !/^words\/(?:en|ar)\/|\.test\./.test(path),
  );
  const code = files.map((path) => readFileSync(`${src}/${path}`, "utf8")).join("\n");
  expect(Object.keys(en).filter((key) => !code.includes(`"${key}"`))).toEqual([]);
});

test("[W1] no text stands in the screens themselves", () => {
  const src = `${import.meta.dirname}/..`;
  const screens = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".tsx"),
  );
  const found = screens.flatMap((path) => {
    const text = readFileSync(`${src}/${path}`, "utf8");
    // Words between tags, and words in attributes that are read or shown.
    const inline = [...text.matchAll(/>\s*([A-Za-z][a-z]+(?: [a-z]+)*[.?]?)\s*<\//g)].map(
      ([, words]) => words,
    );
    const attributes = [
      ...text.matchAll(/(?:aria-label|title|placeholder|alt|label|hint)="([^"]*[A-Za-z][^"]*)"/g),
    ];
    const found = [...inline, ...attributes.map(([, words]) => words)].filter((words = "") => !(words in en));
    return found.map((words) => `${path}: ${words}`);
  });
  expect(found).toEqual([]);
});
