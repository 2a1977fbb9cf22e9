import { binaryPlist, Uid, xmlPlist } from "@bridle/testkit";
import { fileRecord } from "@bridle/testkit";
import { expect, test } from "vitest";
import { unarchive } from "../../src/formats/plist/keyed-archive.ts";
import { parsePlist } from "../../src/formats/plist/plist.ts";
import { readFileRecord } from "../../src/ios/file-record.ts";

const date = new Date(1_700_000_000_000);
const value = {
  text: "plain & <odd>",
  wide: "žluťoučký 🐴",
  long: "x".repeat(300),
  whole: 42,
  negative: -5,
  real: 2.5,
  yes: true,
  no: false,
  date,
  data: Uint8Array.of(1, 2, 250),
  list: ["a", ["b"], {}],
};

const expected = new Map<string, unknown>([
  ...Object.entries(value),
  ["date", { kind: "date", ms: date.getTime() }],
  ["list", ["a", ["b"], new Map()]],
]);

test.each([
  ["binary", binaryPlist],
  ["XML", xmlPlist],
] as const)("[K25] a %s property list gives what was put in", (_form, write) => {
  expect(parsePlist(write(value))).toEqual(expected);
});

test("[K25] entities are not expanded, document types and comments are passed over", () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "x">]><plist><string>&a;</string></plist>`;
  expect(parsePlist(new Uint8Array(Buffer.from(bomb)))).toBeUndefined();
  const plain = `<!-- c --><plist version="1.0"><array><string>&#x41;&amp;&a;</string><true/></array></plist>`;
  expect(parsePlist(new Uint8Array(Buffer.from(plain)))).toEqual(["A&&a;", true]);
});

test("[K25] keyed archives: dictionaries, lists, dates, addresses; circles become null", () => {
  const archive = binaryPlist({
    $archiver: "NSKeyedArchiver",
    $top: { root: new Uid(1) },
    $objects: [
      "$null",
      { "NS.keys": [new Uid(2), new Uid(3), new Uid(5)], "NS.objects": [new Uid(4), new Uid(6), new Uid(1)] },
      "when",
      "where",
      { "NS.time": 0 },
      "self",
      { "NS.base": new Uid(0), "NS.relative": new Uid(7) },
      "https://a.example/",
    ],
  });
  expect(unarchive(parsePlist(archive))).toEqual(
    new Map<string, unknown>([
      ["when", { kind: "date", ms: 978_307_200_000 }],
      ["where", "https://a.example/"],
      ["self", null],
    ]),
  );
  expect(unarchive(parsePlist(binaryPlist({ a: 1 })))).toBeUndefined();
});

test("[K25] a manifest's record is read without unpacking the whole archive", () => {
  const key = Uint8Array.from({ length: 44 }, (_, index) => index);
  expect(readFileRecord(fileRecord(123, key))).toEqual({
    sizeBytes: 123,
    bornMs: 1_700_000_000_000,
    modifiedMs: 1_700_000_100_000,
    changedMs: 1_700_000_200_000,
    wrappedKey: key,
  });
  expect(readFileRecord(fileRecord(5))?.wrappedKey).toBeUndefined();
  expect(readFileRecord(Uint8Array.of(1, 2, 3))).toBeUndefined();
});
