import { readdirSync, readFileSync } from "node:fs";
import {
  bases,
  controlReasons,
  deskRefusals,
  dismissalReasons,
  entryKinds,
  grades,
  networkClasses,
  orderControls,
  orderWords,
  outerClasses,
  passedOverReasons,
  reaches,
  roles,
  signalKinds,
  strengths,
} from "@bridle/desk";
import { feedRefusals, leftOutReasons } from "@bridle/desk/feeds";
import { expect, test } from "vitest";
import { placesOf, type Text } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import { en } from "./en/index.ts";

/** What is put in behind a group's name, where a page writes `role.${…}` and the like. */
const ends: Readonly<Record<string, readonly string[]>> = {
  ask: orderControls,
  basis: bases,
  case: ["open", "confirmed", "dismissed", "merged"],
  class: outerClasses,
  control: ["refuseClass", "refuseSize", "refuseBuild", "refuseRegistration", "suspendAccount"],
  dismissal: dismissalReasons,
  event: entryKinds,
  feedRefusal: feedRefusals,
  grade: grades,
  leftOut: leftOutReasons,
  network: ["everyone", ...networkClasses],
  reach: reaches,
  reason: controlReasons,
  received: ["certificate", "payment", "report"],
  refusal: ["unreachable", ...deskRefusals],
  role: roles,
  signal: signalKinds,
  strength: strengths,
  told: passedOverReasons,
};

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

test("[W1] every text of the desk is used", () => {
  const folder = `${import.meta.dirname}/..`;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => /\.tsx?$/.test(path) && !/^words\/(?:en|ar)\/|\.test\./.test(path),
  );
  const code = files.map((path) => readFileSync(`${folder}/${path}`, "utf8")).join("\n");
  const isUsed = (key: string) => {
    const [group = "", ending = ""] = key.split(".");
    // What the desk's own code says of orders is handed out by name.
    if (code.includes(`"${key}"`) || Object.hasOwn(orderWords, key)) return true;
    return code.includes(`\`${group}.\${`) && ends[group]?.includes(ending) === true;
  };
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
});

test("[O24] what is said of orders is the same on the pages as on paper", () => {
  expect(en).toMatchObject(orderWords);
});

test("[W2] the desk's texts are calm", () => {
  const loud = /[!！]|\boops\b|\b(?:epoch|ciphertext|key package|ratchet|MLS|leaf)\b/i;
  expect(Object.entries<Text>(en).filter(([, text]) => forms(text).some((form) => loud.test(form)))).toEqual(
    [],
  );
});
