import { gzipSync } from "node:zlib";
import {
  byteSource,
  memoryFile,
  mutated,
  SeededNumbers,
  sqliteBytes,
  stixBundle,
  table,
  tarBytes,
  webPlatform,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { ageDecrypt } from "../src/formats/age.ts";
import { jsonValues } from "../src/formats/json-values.ts";
import { Database } from "../src/formats/sqlite/database.ts";
import { freePageLeftovers } from "../src/formats/sqlite/leftovers.ts";
import { collected } from "../src/formats/stream.ts";
import { TarWalk } from "../src/formats/tar.ts";
import { typedstreamText } from "../src/formats/typedstream.ts";
import { ZipSource } from "../src/formats/zip.ts";
import { ageEncrypt, limits, readFeeds, type SourceFile } from "../src/index.ts";
import { equalitiesOf } from "../src/indicators/pattern.ts";

const MIB = 1024 * 1024;
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

/** Reads what a walk gives; what can't be read may fail with an error, and only so. */
async function drained(files: AsyncIterable<SourceFile>): Promise<number> {
  let bytes = 0;
  for await (const file of files) {
    await collected(file.stream(), limits.memberBytesMax).then(
      (all) => void (bytes += all.length),
      (thrown: unknown) => expect(thrown).toBeInstanceOf(Error),
    );
  }
  return bytes;
}

const members = [
  { name: "a/ps.txt", bytes: text("x".repeat(3000)) },
  { name: `${"long/".repeat(30)}b.ips`, bytes: text("{}") },
  { name: "c", bytes: new Uint8Array() },
];

const database = sqliteBytes((opened) => {
  opened.exec("PRAGMA wal_autocheckpoint=0; BEGIN");
  table(
    opened,
    "message",
    Array.from({ length: 40 }, (_, row) => ({ ROWID: row + 1, text: `row ${row} `.repeat(row * 3), n: row })),
  );
  opened.exec("COMMIT; DELETE FROM message WHERE ROWID % 3 = 0");
}, "PRAGMA journal_mode=wal; PRAGMA page_size=1024;");

async function readAll(main: Uint8Array, wal: Uint8Array | undefined): Promise<void> {
  const opened = await Database.open(byteSource(main), wal === undefined ? undefined : byteSource(wal));
  if (!opened.ok) return;
  opened.value.onLeftover = () => undefined;
  for (const { name, columns } of opened.value.tables)
    await opened.value.scan(name, columns, () => undefined);
  await freePageLeftovers(opened.value, () => undefined);
}

const key = new Uint8Array(32).fill(7);
const sealed = ageEncrypt(text("content ".repeat(20_000)), key, (size) => new Uint8Array(size).fill(9));

const containers: readonly (readonly [
  name: string,
  seed: Uint8Array,
  read: (bytes: Uint8Array, round: number) => Promise<unknown>,
])[] = [
  [
    "tar",
    tarBytes(members),
    (bytes) => drained(new TarWalk("a.tar", () => memoryFile("a", bytes, 700).stream()).walk()),
  ],
  [
    "gzip",
    new Uint8Array(gzipSync(tarBytes(members))),
    (bytes) =>
      drained(
        new TarWalk("a.tgz", () => webPlatform.inflate("gzip", memoryFile("a", bytes, 100).stream())).walk(),
      ),
  ],
  [
    "zip",
    zipBytes(members),
    async (bytes) => drained((await ZipSource.open(memoryFile("a.zip", bytes), webPlatform)).walk()),
  ],
  ["SQLite pages", database.main, (bytes) => readAll(bytes, database.wal)],
  ["SQLite log", database.wal ?? new Uint8Array(), (bytes) => readAll(database.main, bytes)],
  [
    "SQLite pages without a log",
    sqliteBytes((opened) => {
      table(opened, "t", [{ id: 1, a: "https://x.example/".repeat(400), b: new Uint8Array(5000) }]);
      opened.exec("INSERT INTO t SELECT id + 1, a, b FROM t; DELETE FROM t WHERE id = 1");
    }, "PRAGMA page_size=512;").main,
    (bytes) => readAll(bytes, undefined),
  ],
  [
    "JSON values",
    text('[{"a":"b\\"","c":[1,{"d":null}]},"e",5]'),
    async (bytes) => {
      for await (const { number } of jsonValues(memoryFile("a", bytes, 5).stream(), MIB))
        if (number > 1000) break;
    },
  ],
  [
    "age",
    sealed.slice(0, 70_000),
    async (bytes) => {
      const opened = await ageDecrypt(memoryFile("a", bytes).stream(), "a passphrase that isn't one");
      if (opened.ok) await collected(opened.value, MIB);
    },
  ],
  [
    "STIX",
    stixBundle("X", ["[domain-name:value='a.example' OR file:name IN ('b','c')]", "[a:b='c'] AND [d:e='f']"]),
    (bytes) => Promise.resolve(readFeeds([{ name: "a.json", bytes }], webPlatform)),
  ],
  [
    "STIX pattern",
    text("[file:hashes.'SHA-256' = 'ab\\'' OR (process:name != 'x')] START t'2020' WITHIN 5 SECONDS"),
    (bytes) => Promise.resolve(equalitiesOf(Buffer.from(bytes).toString("latin1"))),
  ],
  [
    "typedstream",
    text(`\u0004\u000bstreamtyped NSString\u0001+\u0005hello${"x".repeat(50)}`),
    (bytes) => Promise.resolve(typedstreamText(bytes)),
  ],
];

test.each(containers)("[K63] %s: damage ends in bounded time and memory", async (_name, seed, read) => {
  const numbers = new SeededNumbers(31);
  const before = process.memoryUsage().rss;
  for (let round = 0; round < 400; round++) await read(mutated(numbers, seed), round);
  for (let length = 0; length < Math.min(seed.length, 400); length++) await read(seed.slice(0, length), 0);
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * MIB);
});
