import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { byteSource, mutated, SeededNumbers } from "@bridle/testkit";
import { expect, test } from "vitest";
import { Database } from "../../src/formats/sqlite/database.ts";
import { deletedLinks } from "../../src/formats/sqlite/deleted-text.ts";
import type { SqlValue } from "../../src/formats/sqlite/record.ts";

/** Makes a real database; gives its bytes and, if there is one, its write-ahead log's. */
function made(
  write: (database: DatabaseSync) => void,
  settings = "",
): { main: Uint8Array; wal: Uint8Array | undefined } {
  const folder = mkdtempSync(join(tmpdir(), "bridle-sqlite-"));
  try {
    const path = join(folder, "a.db");
    const database = new DatabaseSync(path);
    if (settings !== "") database.exec(settings);
    write(database);
    const wal = settings.includes("wal") ? new Uint8Array(readFileSync(`${path}-wal`)) : undefined;
    const main = new Uint8Array(readFileSync(path));
    database.close();
    return { main, wal };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function opened(main: Uint8Array, wal?: Uint8Array): Promise<Database> {
  const database = await Database.open(byteSource(main), wal === undefined ? undefined : byteSource(wal));
  if (!database.ok) throw new Error(database.error);
  return database.value;
}

async function rowsOf(database: Database, table: string, columns: readonly string[]): Promise<SqlValue[][]> {
  const rows: SqlValue[][] = [];
  await database.scan(table, columns, (values) => void rows.push([...values]));
  return rows;
}

const fill = (database: DatabaseSync): void => {
  const numbers = new SeededNumbers(7);
  database.exec(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b BLOB, c REAL, d INTEGER); CREATE INDEX i ON t(a)",
  );
  const insert = database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)");
  database.exec("BEGIN");
  for (let row = 1; row <= 3000; row++) {
    const text = "žluťoučký 🐴 ".repeat(numbers.below(row % 50 === 0 ? 2000 : 20));
    insert.run(
      row * 3,
      text,
      numbers.bytes(numbers.below(200)),
      row / 7,
      (row % 2 === 0 ? -1 : 1) * 2 ** (row % 52),
    );
  }
  database.exec("COMMIT");
};

test.each([
  "PRAGMA page_size=512",
  "PRAGMA page_size=65536",
  "PRAGMA encoding='UTF-16le'",
  "PRAGMA encoding='UTF-16be'",
  "",
])("[K20] rows read as SQLite itself reads them (%s)", async (settings) => {
  const expected: SqlValue[][] = [];
  const { main } = made((database) => {
    fill(database);
    for (const row of database.prepare("SELECT id, a, b, c, d FROM t").iterate()) {
      expected.push(Object.values(row) as SqlValue[]);
    }
  }, settings);
  const database = await opened(main);
  expect(await rowsOf(database, "T", ["ID", "a", "b", "c", "d"])).toEqual(expected);
  expect(database.damage).toEqual({ pages: 0, cells: 0 });
});

test("[K20] a table without rowids, constraints, odd names and later columns", async () => {
  const { main } = made((database) => {
    database.exec(`CREATE TABLE "odd ""name" ([x y] TEXT, k1 INT NOT NULL DEFAULT (1+2), k2 TEXT, v, CHECK (v <> ','), PRIMARY KEY (k2, k1)) WITHOUT ROWID;
      INSERT INTO "odd ""name" VALUES ('a', 1, 'z', 10), ('b', 2, 'y', 20);
      CREATE TABLE old (a INTEGER, b TEXT -- a comment, with a comma
      , PRIMARY KEY(a)); INSERT INTO old VALUES (5, 'first');
      ALTER TABLE old ADD COLUMN later TEXT; INSERT INTO old VALUES (6, 'second', 'x');`);
  });
  const database = await opened(main);
  expect(await rowsOf(database, 'odd "name', ["x y", "k1", "k2", "v", "none"])).toEqual([
    ["b", 2, "y", 20, null],
    ["a", 1, "z", 10, null],
  ]);
  expect(await rowsOf(database, "old", ["a", "b", "later"])).toEqual([
    [5, "first", null],
    [6, "second", "x"],
  ]);
  expect(await database.scan("absent", [], () => undefined)).toBeUndefined();
});

test("[K21] rows that are only in the write-ahead log count; those after its last commit don't", async () => {
  const { main, wal } = made((database) => {
    database.exec("PRAGMA wal_autocheckpoint=0; CREATE TABLE t (a)");
    const insert = database.prepare("INSERT INTO t VALUES (?)");
    for (let row = 0; row < 500; row++) insert.run(`row ${row}`);
  }, "PRAGMA journal_mode=wal");
  expect(wal?.length).toBeGreaterThan(500 * 4096);
  const all = await opened(main, wal);
  expect((await rowsOf(all, "t", ["a"])).at(-1)).toEqual(["row 499"]);
  const cut = await opened(main, wal?.slice(0, -100));
  expect((await rowsOf(cut, "t", ["a"])).at(-1)).toEqual(["row 498"]);
  const damaged = wal?.slice() ?? new Uint8Array();
  damaged[200_000] = (damaged[200_000] ?? 0) ^ 1;
  const some = await rowsOf(await opened(main, damaged), "t", ["a"]);
  expect(some.length).toBeGreaterThan(10);
  expect(some.length).toBeLessThan(100);
});

test("[K22] links of deleted rows are found on free pages", async () => {
  const { main } = made((database) => {
    database.exec("CREATE TABLE t (a)");
    const insert = database.prepare("INSERT INTO t VALUES (?)");
    for (let row = 0; row < 500; row++) insert.run(`https://gone.example/${row} ${"x".repeat(200)}`);
    database.exec("DELETE FROM t");
  }, "PRAGMA secure_delete=off");
  const found: string[] = [];
  await deletedLinks(await opened(main), ({ text }) => void found.push(text));
  expect(found.length).toBeGreaterThan(100);
  expect(found[0]).toMatch(/^https:\/\/gone\.example\/\d+$/);
});

test("[K23] damage never throws, and is counted", async () => {
  const { main } = made((database) => fill(database), "PRAGMA page_size=1024");
  const numbers = new SeededNumbers(11);
  let damaged = 0;
  for (let round = 0; round < 300; round++) {
    const bytes = main.slice(0, 200_000);
    for (let change = 0; change < 40; change++) bytes[numbers.below(bytes.length)] = numbers.below(256);
    const database = await Database.open(
      byteSource(round % 3 === 0 ? mutated(numbers, bytes.slice(0, 4096)) : bytes),
    );
    if (!database.ok) continue;
    for (const { name, columns } of database.value.tables) await rowsOf(database.value, name, columns);
    await deletedLinks(database.value, () => undefined);
    if (database.value.damage.pages + database.value.damage.cells > 0) damaged++;
  }
  expect(damaged).toBeGreaterThan(100);
});
