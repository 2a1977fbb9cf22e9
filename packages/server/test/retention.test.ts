import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Shape } from "@bridle/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storedSignal } from "../src/signals/stored-signal.ts";
import { startServer } from "../src/start-server.ts";

// docs/retention.md against what a server really keeps: a column, a table or a field of a signal that has
// no line there fails the build, and so does a line for something that is kept no more.

const folder = mkdtempSync(join(tmpdir(), "bridle-retention-"));
const doc = readFileSync(new URL("../../../docs/retention.md", import.meta.url), "utf8");

beforeAll(async () => {
  const server = await startServer({
    dataDir: folder,
    host: "127.0.0.1",
    port: 0,
    log: { write: () => undefined },
  });
  await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Tables of a database, or of the signals' every column. */
function storedIn(file: string): readonly string[] {
  const db = new DatabaseSync(join(folder, file), { readOnly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name));
  const columns = (table: string): readonly string[] =>
    db
      .prepare("SELECT name FROM pragma_table_info(?)")
      .all(table)
      .map(({ name }) => `${table}.${String(name)}`);
  const kept = file === "desk.sqlite" ? tables.flatMap(columns) : tables;
  db.close();
  return kept.map((name) => `${file} ${name}`);
}

function fieldsOf(shape: Shape, path: string): readonly string[] {
  switch (shape.kind) {
    case "struct":
      return Object.entries(shape.fields).flatMap(([name, field]) => fieldsOf(field, `${path}.${name}`));
    case "optional":
    case "list":
      return fieldsOf(shape.of, path);
    default:
      return [path];
  }
}

/** What the first column of the document's tables names. */
function lines(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| `(\S+ \S+)` \|/gm)].map(([, name = ""]) => name);
}

function kept(): readonly string[] {
  const databases = readdirSync(folder).filter((name) => /\.(db|sqlite)$/.test(name));
  return [...databases.flatMap(storedIn), ...fieldsOf(storedSignal.shape, "desk.sqlite signal.facts")];
}

test("[S119] every stored field has its line in docs/retention.md, and every line its field", () => {
  expect(lines(doc).toSorted()).toEqual(kept().toSorted());
});

test("[S119] every file of a data folder has its line", () => {
  const names = readdirSync(folder, { recursive: true }).map(String);
  const unnamed = names.filter((name) => !doc.includes(`\`${name.replace(/-(wal|shm|journal)$/, "")}\``));
  expect(unnamed).toEqual([]);
});

test("[S119] a field without a line is found", () => {
  const [first = ""] = lines(doc);
  const without = doc.replace(`| \`${first}\` |`, "| nothing |");
  expect(lines(without)).not.toEqual(lines(doc));
});
