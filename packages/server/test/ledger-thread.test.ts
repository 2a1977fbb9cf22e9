import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LedgerThread } from "../src/adapters/ledger/ledger-thread.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-thread-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a ledger whose thread is gone answers that it can't, and closes", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const options = { folder: join(file, "ledger"), serverId: new Uint8Array(32), policy: undefined, nowMs: 1 };
  const ledger = new LedgerThread(options);
  await vi.waitUntil(() => ledger.state === "damaged", { timeout: 60_000 });
  expect(await ledger.consistency({ from: 1, to: 2 })).toBeUndefined();
  expect(await ledger.publishEpoch([], 1)).toBe("later");
  await ledger.close();
  expect(ledger.state).toBe("closed");
});
