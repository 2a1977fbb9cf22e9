import { takeOpfsPool } from "../../../src/adapters/browser/opfs-database.ts";
import { type SqlDatabase, StoreFault } from "../../../src/ports/sql-database.ts";

// What the tests do to a browser's store, in a worker.

type Task = (database: SqlDatabase, text: string) => string;

const tasks: Readonly<Record<string, Task>> = {
  fill,
  fillForEver(database, text) {
    for (;;) fill(database, text);
  },
  search(database, text) {
    const found = database.get("select count(*) as n from found where found match ?", [text])?.["n"];
    return found === 0 ? "not found" : "found";
  },
  overfill(database) {
    const before = database.get("select count(*) as n from body")?.["n"];
    const kind = fault(() =>
      database.transaction(() => {
        for (let n = 0; n < 100; n++) database.run("insert into body values (?)", [noise(200_000)]);
      }),
    );
    const after = database.get("select count(*) as n from body")?.["n"];
    return `${kind}, then ${before === after ? "whole" : "changed"}`;
  },
};

function fill(database: SqlDatabase, text: string): string {
  database.exec("create table if not exists body (body)");
  database.exec("create virtual table if not exists found using fts5(body)");
  database.transaction(() => {
    for (let n = 0; n < 300; n++) {
      const body = `${n} ${text} ${"and more ".repeat(n % 100)}`;
      database.run("insert into body values (?)", [body]);
      database.run("insert into found (body) values (?)", [body]);
    }
  });
  database.run("delete from body where rowid % 3 = 0");
  database.all("select body from body order by body || random() limit 10");
  return "filled";
}

function fault(work: () => unknown): string {
  try {
    work();
    return "no fault";
  } catch (thrown) {
    return thrown instanceof StoreFault ? thrown.kind : String(thrown);
  }
}

function noise(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 50_000) crypto.getRandomValues(bytes.subarray(at, at + 50_000));
  return bytes;
}

async function run({ task, text }: { readonly task: string; readonly text: string }): Promise<string> {
  const pool = await takeOpfsPool("at-rest", () => new Promise((resolve) => setTimeout(resolve, 20)));
  const database = pool.open(new Uint8Array(32).fill(5));
  const said = tasks[task]?.(database, text) ?? "no such task";
  database.close();
  await pool.release();
  return said;
}

addEventListener("message", ({ data }: MessageEvent<{ readonly task: string; readonly text: string }>) => {
  run(data).then(
    (said) => postMessage(said),
    (thrown: unknown) =>
      postMessage(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)),
  );
});
