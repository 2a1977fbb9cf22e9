import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { catalogueContract } from "../../test/catalogue-contract.ts";
import { reasons } from "../contact/report.tsx";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";
import { languages } from "./language.ts";

catalogueContract({
  en,
  ar,
  folder: `${import.meta.dirname}/..`,
  inAnyLetters: ["app.name", "language.en", "message.arrived"],
  ends: { language: languages, report: reasons },
  mayBeTechnical: (key) => key.startsWith("about."),
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
