import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type JournalRequest, RequestJournal } from "../../src/adapters/browser/request-journal.ts";
import { openSqliteDatabase } from "../../src/adapters/node/sqlite-database.ts";
import { methods, type MethodName } from "../../src/api/methods.ts";
import type { SqlDatabase } from "../../src/ports/sql-database.ts";

describe("[A5] a request that is sent again", () => {
  test("is not begun a second time; its answer is given again, if there was one", () => {
    const database = emptyDatabase();
    const first = new RequestJournal(database);
    expect(first.begin(request("a", "message.enqueue"))).toEqual({ kind: "new" });
    expect(first.begin(request("b", "message.enqueue"))).toEqual({ kind: "new" });
    first.end(request("b", "message.enqueue"), { ok: true, value: { messageId: "x" } });
    // Its worker went away; the next one reads the same store.
    const second = new RequestJournal(database);
    expect(second.begin(request("a", "message.enqueue"))).toEqual({ kind: "unknown_end" });
    expect(second.begin(request("b", "message.enqueue"))).toEqual({
      kind: "answer",
      answer: { ok: true, value: { messageId: "x" } },
    });
    expect(second.begin(request("c", "message.enqueue"))).toEqual({ kind: "new" });
  });

  test("is carried out again where that changes nothing", () => {
    const journal = new RequestJournal(emptyDatabase());
    expect(journal.begin(request("a", "conversation.list"))).toEqual({ kind: "new" });
    expect(journal.begin(request("a", "conversation.list"))).toEqual({ kind: "new" });
  });

  test("a text with its own id is not journalled: the engine writes it once", () => {
    const journal = new RequestJournal(emptyDatabase());
    const text = request("a", "message.enqueue", { messageId: "0".repeat(32) });
    expect(journal.begin(text)).toEqual({ kind: "new" });
    journal.end(text, { ok: true, value: {} });
    expect(journal.begin(text)).toEqual({ kind: "new" });
    const without = request("b", "message.enqueue", { messageId: undefined });
    journal.begin(without);
    expect(journal.begin(without)).toEqual({ kind: "unknown_end" });
  });

  test("whatever makes something new is journalled", () => {
    const journal = new RequestJournal(emptyDatabase());
    const names = Object.keys(methods).filter((name): name is MethodName => name in methods);
    const journalled = names.filter((name) => {
      journal.begin(request(name, name));
      return journal.begin(request(name, name)).kind !== "new";
    });
    expect(journalled.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "account.delete",
      "account.restore",
      "contact.report",
      "introduction.accept",
      "introduction.report",
      "introduction.send",
      "introduction.sendByLink",
      "invite.create",
      "invite.use",
      "message.enqueue",
      "message.retry",
      "message.send",
      "publicLink.create",
      "register",
    ]);
  });

  test("recovery words are not kept, and old requests are forgotten", () => {
    const database = emptyDatabase();
    const journal = new RequestJournal(database);
    journal.begin(request("words", "register"));
    journal.end(request("words", "register"), { ok: true, value: { recoveryKey: "secret words" } });
    expect(JSON.stringify(database.all("select * from tab_request"))).not.toContain("secret");
    expect(journal.begin(request("words", "register"))).toEqual({ kind: "unknown_end" });
    for (let n = 0; n < 600; n++) journal.begin(request(`${n}`, "invite.create"));
    expect(database.get("select count(*) as n from tab_request")).toEqual({ n: 500 });
    expect(database.get("pragma synchronous")).toEqual({ synchronous: 2 });
  });
});

function request(id: string, method: MethodName, params: unknown = {}): JournalRequest {
  return { id, method, params };
}

function emptyDatabase(): SqlDatabase {
  const folder = mkdtempSync(join(tmpdir(), "bridle-journal-"));
  const database = openSqliteDatabase(join(folder, "store.db"), new Uint8Array(32));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}
