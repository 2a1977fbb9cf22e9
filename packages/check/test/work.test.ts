import { byteSource, memoryFile, sqliteBytes } from "@bridle/testkit";
import { afterEach, expect, test, vi } from "vitest";
import { DumpstateScan, type SectionReader } from "../src/android/dumpstate.ts";
import { Database } from "../src/formats/sqlite/database.ts";
import { limits } from "../src/limits.ts";
import { examined } from "./run.ts";

const MIB = 1024 * 1024;

interface Bytes {
  set: (this: Bytes, from: ArrayLike<number>, at?: number) => void;
  slice: (this: Bytes, from?: number, to?: number) => Uint8Array;
}

/** Counts the bytes that anything copies into or out of arrays of bytes from now on. */
function copies(): { readonly bytes: number } {
  const methods = Object.getPrototypeOf(Uint8Array.prototype) as Bytes;
  const { set, slice } = methods;
  const counted = { bytes: 0 };
  vi.spyOn(methods, "set").mockImplementation(function (this: Bytes, from, at) {
    counted.bytes += from.length;
    set.call(this, from, at);
  });
  vi.spyOn(methods, "slice").mockImplementation(function (this: Bytes, from, to) {
    const part = slice.call(this, from, to);
    counted.bytes += part.length;
    return part;
  });
  return counted;
}

afterEach(() => void vi.restoreAllMocks());

test("[K63] a line without an end is held up to a bound, and copied a few times at most", async () => {
  const texts: string[] = [];
  const reader: SectionReader = { line: (text) => void texts.push(text) };
  const scan = new DumpstateScan(new Map([["package", [reader]]]));
  const counted = copies();
  scan.push(new Uint8Array(Buffer.from("DUMP OF SERVICE package:\n")));
  const chunk = new Uint8Array(64 * 1024).fill(97);
  for (let pushed = 0; pushed < 32 * MIB; pushed += chunk.length) scan.push(chunk);
  scan.push(new Uint8Array(Buffer.from("\nnext\nlast")));
  scan.end();
  expect(texts.map(({ length }) => length)).toEqual([limits.lineBytesMax, 4, 4]);
  expect(counted.bytes).toBeLessThan(4 * MIB);
});

test("[K63] a line in pieces is read whole", async () => {
  const texts: string[] = [];
  const reader: SectionReader = { line: (text) => void texts.push(text) };
  const text = `DUMP OF SERVICE package:\n${"abc".repeat(500)}\n\nx\n${"z".repeat(70)}`;
  for (const pieceBytes of [1, 7, 64, 10_000]) {
    texts.length = 0;
    const scan = new DumpstateScan(new Map([["package", [reader]]]));
    const file = memoryFile("dump", new Uint8Array(Buffer.from(text)), pieceBytes);
    for await (const chunk of file.stream()) scan.push(chunk);
    scan.end();
    expect(texts).toEqual(text.split("\n").slice(1));
  }
});

const PAGE = 4096;

/** A database of one long row, to which its page points 1500 times. */
function sharedRow(): Uint8Array {
  // Of which 600 bytes and a few lie on the row's own page.
  const { main } = sqliteBytes((database) =>
    database.exec(`CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(${600 + 250 * (PAGE - 4)}))`),
  );
  const view = new DataView(main.buffer, main.byteOffset + PAGE, PAGE);
  const cell = view.getUint16(8);
  for (let index = 0; index < 1500; index++) view.setUint16(8 + 2 * index, cell);
  view.setUint16(3, 1500);
  return main;
}

test("[K63] rows that share their pages cost no more than the pages that there are", async () => {
  const bytes = sharedRow();
  const counted = copies();
  const database = await Database.open(byteSource(bytes));
  expect(database.ok).toBe(true);
  if (!database.ok) return;
  let rows = 0;
  await database.value.scan("t", ["a"], () => void rows++);
  expect(rows).toBeGreaterThan(0);
  expect(database.value.damage.cells).toBe(1500 - rows);
  expect(counted.bytes).toBeLessThan(5 * bytes.length);
});

test("[K63] a dump that is one line ends with a report", async () => {
  const bytes = new Uint8Array(Buffer.from(`DUMP OF SERVICE package:\n${"a".repeat(8 * MIB)}`));
  const counted = copies();
  const { report } = await examined({ kind: "file", file: memoryFile("dump.txt", bytes) });
  expect(report.coverage.length).toBeGreaterThan(0);
  expect(counted.bytes).toBeLessThan(4 * bytes.length);
});
