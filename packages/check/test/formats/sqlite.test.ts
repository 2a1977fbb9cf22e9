import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { byteSource, mutated, SeededNumbers } from "@bridle/testkit";
import { expect, test } from "vitest";
import { Database } from "../../src/formats/sqlite/database.ts";
import { freePageLeftovers, type Leftover } from "../../src/formats/sqlite/leftovers.ts";
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

/** What is left of deleted rows: on the pages of the table `t`, then on free pages and in the log. */
async function leftovers(main: Uint8Array, wal?: Uint8Array): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  const database = await opened(main, wal);
  database.onLeftover = (left) => void found.push(left);
  await database.scan("t", [], () => undefined);
  await freePageLeftovers(database, (left) => void found.push(left));
  return found;
}

const forgets = "PRAGMA secure_delete=off";

test("[K22] rows deleted with their whole page are found on free pages, column by column", async () => {
  const { main } = made((database) => {
    database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)");
    const insert = database.prepare("INSERT INTO t VALUES (?, ?, ?)");
    for (let row = 0; row < 500; row++)
      insert.run(row, `https://gone.example/${row}`, `next ${"x".repeat(200)}`);
    database.exec("DELETE FROM t");
  }, forgets);
  const fields = (await leftovers(main)).filter(({ form }) => form === "field").map(({ text }) => text);
  expect(fields.filter((text) => text.startsWith("https")).length).toBeGreaterThan(300);
  expect(fields).toContain("https://gone.example/100");
  expect(fields.every((text) => /^(?:https:\/\/gone\.example\/\d+|next x{200})$/.test(text))).toBe(true);
});

test("[K22] rows deleted from a page that lives on are found in its free space", async () => {
  const insert = Array.from(
    { length: 9 },
    (_, row) => `INSERT INTO t VALUES (${row}, 'bad${row}name', 'z')`,
  ).join(";");
  const made9 = (sql: string) =>
    made(
      (database) => database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); ${insert}; ${sql}`),
      forgets,
    );
  // The newest cell lies at the border of the free space, and is left whole; others become blocks without their first four bytes.
  const newest = await leftovers(made9("DELETE FROM t WHERE id = 8").main);
  expect(newest).toContainEqual(expect.objectContaining({ form: "field", text: "bad8name" }));
  const middle = await leftovers(made9("DELETE FROM t WHERE id = 4").main);
  expect(middle.map(({ text }) => text).join()).toContain("bad4name");
  const none = await leftovers(made9("").main);
  expect(none).toEqual([]);
  const erased = made((database) => {
    database.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); ${insert}; DELETE FROM t WHERE id > 2`);
  }, "PRAGMA secure_delete=on");
  expect(await leftovers(erased.main)).toEqual([]);
});

test("[K22] rows that a log wrote and wrote over are found in its older pages", async () => {
  const { main, wal } = made((database) => {
    database.exec("PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=on; CREATE TABLE t (a)");
    database.exec("INSERT INTO t VALUES ('https://withdrawn.example/x')");
    database.exec("DELETE FROM t");
  }, "PRAGMA journal_mode=wal");
  const found = await leftovers(main, wal);
  expect(found).toContainEqual(
    expect.objectContaining({ form: "field", text: "https://withdrawn.example/x", inLog: true }),
  );
  expect(await rowsOf(await opened(main, wal), "t", ["a"])).toEqual([]);
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
    database.value.onLeftover = () => undefined;
    for (const { name, columns } of database.value.tables) await rowsOf(database.value, name, columns);
    await freePageLeftovers(database.value, () => undefined);
    if (database.value.damage.pages + database.value.damage.cells > 0) damaged++;
  }
  expect(damaged).toBeGreaterThan(100);
});
