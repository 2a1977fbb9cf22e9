import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { modules } from "../src/words/modules.ts";
import { arabicSentences, reportWords } from "../src/words/report-words.ts";
import { inEnglish, say } from "../src/words/said.ts";

const root = `${import.meta.dirname}/../src`;
const sources = globSync("{android,examination,formats,ios,logs,sysdiagnose}/**/*.ts", { cwd: root }).concat(
  "examine.ts",
);
const place = /\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\}/g;

/** Every sentence that the sources make with `say`, and every constant where one is expected; remarks by what they are made of. */
function sentences(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (template: string, path: string): void => {
    let index = 0;
    // The name at the beginning of a remark is taken off before it is looked up.
    const bare = template.replace(/^\$\{quoted\((?:[^()]|\([^()]*\))*\)\}: /, "");
    const id = bare.replaceAll(place, () => `{${index++}}`);
    if (/[a-z]/i.test(id.replaceAll(/\{\d\}/g, ""))) found.set(id, path);
  };
  for (const path of sources) {
    const text = readFileSync(`${root}/${path}`, "utf8");
    for (const [, template = ""] of text.matchAll(
      /\bsay`((?:[^`\\$]|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\})*)`/g,
    ))
      add(template, path);
    const expected = [
      /\b(?:about|message|why)\b\??(?::| =)([^;`]*?)[;\n}]/g,
      /(?:\.partial|\.failed|\.note|Unreadable|TooLarge|[#.]refuse)\(\s*(?:[\w.]+,\s*)?((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g,
      /\.event\(((?:[^;`]|`[^`]*`)*);/g,
    ].flatMap((pattern, kind) => [...text.matchAll(pattern)].map(([, inside = ""]) => ({ inside, kind })));
    for (const { inside, kind } of expected) {
      for (const [, constant = ""] of inside.matchAll(/"((?:[^"\\]|\\.)+)"/g)) {
        if (/^[\p{L}'’]+ .*\p{L}/u.test(constant) && !/^(?:Last Backup Date|Product Type)$/.test(constant))
          found.set(constant, path);
      }
      if (kind !== 1) continue;
      for (const [, template = ""] of inside.matchAll(
        /`((?:[^`\\$]|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\})*)`/g,
      ))
        add(template, path);
    }
  }
  return found;
}

const placesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\d\}/g)].map(([found]) => found).toSorted();

test("[K77] every sentence of a report can be said in Arabic, with the same places", () => {
  const all = sentences();
  expect(all.size).toBeGreaterThan(150);
  const untranslated = [...all]
    .filter(([id]) => !(id in arabicSentences))
    .map(([id, path]) => `${path}: ${id}`);
  expect(untranslated).toEqual([]);
  const unlike = Object.entries(arabicSentences).filter(
    ([id, text]) => placesOf(id).join(" ") !== placesOf(text).join(" "),
  );
  expect(unlike).toEqual([]);
});

test("[K77] every module has a plain name", () => {
  const named = sources.flatMap((path) => {
    const text = readFileSync(`${root}/${path}`, "utf8");
    return [
      ...text.matchAll(
        /\bname: "([A-Z]\w+)",?\n?\s*(?:wants|section|read|only|encryptedOnly)|module\("(\w+)"\)|^ {2,4}\["([A-Z]\w+)",? \//gm,
      ),
    ].map(([, ...names]) => names.find((name) => name !== undefined) ?? "");
  });
  expect(new Set(named).size).toBeGreaterThan(40);
  expect([...new Set(named)].filter((name) => !(name in modules))).toEqual([]);
});

test("[K77] what evidence says is isolated in a sentence of another direction, and never filled again", () => {
  const said = say`A message from ${"{1} +420 123"}`;
  expect(inEnglish(said)).toBe("A message from {1} +420 123");
  expect(reportWords("ar").message({ said })).toBe("رسالة من \u2068{1} +420 123\u2069");
});

test("[K77] remarks are told apart and said in Arabic, whatever names of the evidence are in them", () => {
  const why =
    "“a; b: not a file”: is cut off; “c”: 12 damaged pages or rows in message; no reboot on record; “d”";
  expect(reportWords("ar").reasons({ module: "Source", status: "partial", records: 0, why })).toEqual([
    "\u2068“a; b: not a file”\u2069: مبتور",
    "\u2068“c”\u2069: \u206812\u2069 من الصفحات أو الصفوف تالفة في \u2068message\u2069",
    "لا إعادة تشغيل في السجل",
    "\u2068“d”\u2069",
  ]);
  expect(reportWords("en").reasons({ module: "Source", status: "partial", records: 0, why })).toHaveLength(4);
});
