import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { placesOf, type Text } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";

const forms = (text: Text): readonly string[] => (typeof text === "string" ? [text] : Object.values(text));

test("[W1] the desk's texts in Arabic are exactly the English ones, with their places and all forms", () => {
  expect(Object.keys(ar).toSorted()).toEqual(Object.keys(en).toSorted());
  const places = (of: Readonly<Record<string, Text>>) =>
    Object.entries(of)
      .map(([key, text]) => `${key}: ${placesOf(text).join(" ")}`)
      .toSorted();
  expect(places(ar)).toEqual(places(en));
  const plurals = Object.values<Text>(ar).filter((text) => typeof text !== "string");
  expect(plurals.every((text) => forms(text).length === 6)).toBe(true);
  expect(
    Object.entries<Text>(ar).filter(
      ([key, text]) =>
        !["language.en", "me.here"].includes(key) &&
        !forms(text).every((form) => /\p{Script=Arabic}/u.test(form)),
    ),
  ).toEqual([]);
});

test("[W1] every English text of the desk has a note for translators right above it", () => {
  const folder = `${import.meta.dirname}/en`;
  const without = readdirSync(folder).flatMap((file) => {
    const lines = readFileSync(`${folder}/${file}`, "utf8").split("\n");
    return lines.flatMap((line, index) => {
      const key = /^ {2}"([\w.]+)":/.exec(line)?.[1];
      return key === undefined || /^ {2}\/\*\* \S.*\*\/$/.test(lines[index - 1] ?? "") ? [] : [key];
    });
  });
  expect(without).toEqual([]);
});

test("[W2] the desk's texts are calm", () => {
  const loud = /[!！]|\boops\b|\b(?:epoch|ciphertext|key package|ratchet|MLS|leaf)\b/i;
  expect(Object.entries<Text>(en).filter(([, text]) => forms(text).some((form) => loud.test(form)))).toEqual(
    [],
  );
});
