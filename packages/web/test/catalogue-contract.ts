import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { placesOf, type Text } from "../src/words/message-format.ts";

type Texts = Readonly<Record<string, Text>>;

const LOUD = /[!！]|\boops\b|\b(?:epoch|ciphertext|key package|ratchet|MLS|leaf)\b/i;

/** The forms of a text: one, or one for each plural of its language. */
export function formsOf(text: Text): readonly string[] {
  return typeof text === "string" ? [text] : Object.values(text);
}

/** What every catalogue of texts must be. `folder`: where its pages are, with the texts in `words/en` and `words/ar`. */
export function catalogueContract(of: {
  readonly en: Texts;
  readonly ar: Texts;
  readonly folder: string;
  /** Keys whose Arabic needs no Arabic letter. */
  readonly inAnyLetters: readonly string[];
  /** What is put in behind a group's name, where a page writes `role.${…}` and the like. */
  readonly ends: Readonly<Record<string, readonly string[]>>;
  /** Keys that code hands out by name elsewhere. */
  readonly isUsedElsewhere?: (key: string) => boolean;
  /** Keys that may use the field's terms. */
  readonly mayBeTechnical?: (key: string) => boolean;
}): void {
  const { folder, ends, isUsedElsewhere = () => false, mayBeTechnical = () => false } = of;
  const english = Object.entries(of.en);

  describe.each(Object.entries({ en: of.en, ar: of.ar }))("the texts in %s", (language, catalogue) => {
    const texts = Object.entries(catalogue);

    test("[W1] are exactly the keys of English, none empty, with its places", () => {
      const places = (all: readonly [string, Text][]) =>
        all.map(([key, text]) => `${key} ${placesOf(text).join(" ")}`).toSorted();
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

    test("[W2] are calm: no exclamation marks, no oops, no field's terms", () => {
      const found = texts.filter(
        ([key, text]) => !mayBeTechnical(key) && formsOf(text).some((form) => LOUD.test(form)),
      );
      expect(found).toEqual([]);
    });
  });

  test("[W1] Arabic is written in Arabic letters", () => {
    const found = Object.entries(of.ar).filter(
      ([key, text]) =>
        !of.inAnyLetters.includes(key) && !formsOf(text).every((form) => /\p{Script=Arabic}/u.test(form)),
    );
    expect(found).toEqual([]);
  });

  test("[W1] every English text has a note for translators right above it", () => {
    const without = readdirSync(`${folder}/words/en`).flatMap((file) => {
      const lines = readFileSync(`${folder}/words/en/${file}`, "utf8").split("\n");
      return lines.flatMap((line, index) => {
        const key = /^ {2}"([\w.]+)":/.exec(line)?.[1];
        const note = /^ {2}\/\*\* \S.*\*\/$|^ {3}\*\/$/.test(lines[index - 1] ?? "");
        return key === undefined || note ? [] : [key];
      });
    });
    expect(without).toEqual([]);
  });

  test("[W1] every text is used", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (path) => /\.tsx?$/.test(path) && !/^words\/(?:en|ar)\/|\.test\../.test(path),
    );
    const code = files.map((path) => readFileSync(`${folder}/${path}`, "utf8")).join("\n");
    const isUsed = (key: string): boolean => {
      if (code.includes(`"${key}"`) || isUsedElsewhere(key)) return true;
      const [group = "", ending = ""] = key.split(".");
      return code.includes(`\`${group}.\${`) && ends[group]?.includes(ending) === true;
    };
    expect(Object.keys(of.en).filter((key) => !isUsed(key))).toEqual([]);
  });
}
