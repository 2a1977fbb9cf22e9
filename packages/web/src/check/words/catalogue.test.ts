import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { placesOf, type Text } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import type { Catalogue } from "./catalogue.ts";
import { en } from "./en/index.ts";
import { checkWords } from "./words.ts";

const catalogues: Readonly<Record<string, Catalogue>> = { en, ar };
const english = Object.entries<Text>(en);

function formsOf(text: Text): readonly string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

describe.each(Object.entries(catalogues))("the device check's texts in %s", (language, catalogue) => {
  const texts = Object.entries<Text>(catalogue);

  test("[W1] are exactly the keys of English, none empty, with its places", () => {
    const places = (of: readonly [string, Text][]) =>
      of.map(([key, text]) => `${key} ${placesOf(text).join(" ")}`).toSorted();
    expect(places(texts)).toEqual(places(english));
    expect(texts.filter(([, text]) => formsOf(text).some((form) => form.trim() === ""))).toEqual([]);
  });

  test("[W1] have every plural form that the language knows", () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join(" ");
    const incomplete = texts.filter(
      ([, text]) => typeof text !== "string" && Object.keys(text).toSorted().join(" ") !== needed,
    );
    expect(incomplete).toEqual([]);
  });

  test("[W2] [W81] are calm, and call no phone free of spyware", () => {
    const wrong = /[!！]|\boops\b|\b(?:clean|safe from spyware|not infected|all clear)\b|نظيف|خالٍ من/i;
    expect(texts.filter(([, text]) => formsOf(text).some((form) => wrong.test(form)))).toEqual([]);
  });
});

test("[W81] the check's own answers in Arabic call no phone free of spyware either", () => {
  const { report } = checkWords("ar", ["ar"]);
  const answers = (["match", "needs-expert", "incomplete", "nothing-known-found"] as const).flatMap((state) =>
    report.state(state),
  );
  expect(answers.join(" ")).not.toMatch(/نظيف|خال[ٍي] من|سليم/);
  expect(answers).toContain("لم يوجد شيء معروف فيما فُحص");
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

test("every text is used", () => {
  const src = `${import.meta.dirname}/..`;
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.tsx?$/.test(path) && !/^words\/(?:en|ar)\/|\.test\./.test(path),
  );
  const code = files.map((path) => readFileSync(`${src}/${path}`, "utf8")).join("\n");
  expect(Object.keys(en).filter((key) => !code.includes(`"${key}"`))).toEqual([]);
});
