import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "@bridle/protocol";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../src/adapters/sqlite/database.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import type { DeviceRow } from "../src/ports/rows.ts";
import type { Store } from "../src/ports/store.ts";
import { found, World, type TestDevice } from "./world.ts";

// A power cut, as a disk sees it: what was flushed is there, and of what was written since the last flush any
// part, in any order, whole sectors or none. The store's files are copied when answers have been given; what was
// written afterwards is then mixed into the copies at random, and the result is opened. That answers come after
// the flush and not before it is seen from outside in packages/cli/test/flushed-first.e2e.test.ts.

const sectorSize = 512;
/** Of the log; its salts are new each time that the log is begun anew. */
const headerSize = 32;
const cutsPerRound = 3;
/** Enough for the log to be copied back into the store more than once. */
const rounds = 24;
const perRound = 20;

test("[S9] after a power cut all that was answered is there, whatever else reached the disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "bridle-power-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const live = join(folder, "live.db");
  const store = openSqliteStore(live);
  const world = new World({ store });
  const [ann, away, here] = [world.person(), world.person(), world.person()];
  const [toAway, toHere] = [found(ann, away), found(ann, here)];
  const device = rowOf(store, away);
  const random = seeded(20_261_122);
  let answered = filesOf(live);
  let waiting = waitingIn(store, device);
  let checkpoints = 0;

  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < perRound; n++) {
      ann.send({ conversationId: toAway, epoch: 1, size: 40_000 });
      ann.send({ conversationId: toHere, epoch: 1, size: 16_000 });
    }
    // Deletions between the messages: pages are freed and used again.
    here.wire.ack(round * perRound);
    world.run();
    const later = filesOf(live);
    if (!sameLog(answered, later)) checkpoints += 1;
    for (let cut = 0; cut < cutsPerRound; cut++) {
      const found = opened(folder, afterCut(answered, later, random), device);
      expect(found.integrity).toBe("ok");
      // What came after the last answer may be there, too: accepted or not, nobody was told.
      expect(found.waiting.slice(0, waiting.length)).toEqual(waiting);
    }
    answered = later;
    waiting = waitingIn(store, device);
  }
  expect(waiting.length).toBeGreaterThanOrEqual(rounds * perRound);
  expect(checkpoints).toBeGreaterThan(1);
  store.close();
});

interface Files {
  readonly store: Buffer;
  readonly log: Buffer;
}

function filesOf(path: string): Files {
  return {
    store: readFileSync(path),
    log: existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0),
  };
}

/** Whether the log was only added to. One that was begun anew has another salt in its header. */
function sameLog(before: Files, later: Files): boolean {
  return before.log.subarray(0, headerSize).equals(later.log.subarray(0, headerSize));
}

/**
 * The files after a cut between two moments. While the log is added to, its new sectors are in doubt. Before it is
 * copied into the store it is flushed; before it is begun anew the store is, and its new header is before anything
 * follows it (sqlite.org/walformat.html, wal.c).
 */
function afterCut(before: Files, later: Files, random: () => number): Files {
  if (sameLog(before, later)) {
    const copied = !before.store.equals(later.store);
    return copied
      ? { store: mixed(before.store, later.store, random), log: later.log }
      : { store: later.store, log: mixed(before.log, later.log, random) };
  }
  if (random() < 0.25) return { store: later.store, log: before.log };
  const log = mixed(before.log, later.log, random);
  later.log.copy(log, 0, 0, headerSize);
  return { store: later.store, log };
}

/** Each sector as it was or as it became; a file that grew ends anywhere. */
function mixed(before: Buffer, later: Buffer, random: () => number): Buffer {
  const grown = Math.max(0, later.length - before.length);
  const length = before.length + Math.floor(random() * (grown + 1));
  const file = Buffer.alloc(length);
  before.copy(file);
  const share = random();
  for (let at = 0; at < length; at += sectorSize) {
    if (random() < share) later.copy(file, at, at, Math.min(at + sectorSize, length));
  }
  return file;
}

function opened(folder: string, files: Files, device: DeviceRow) {
  const path = join(folder, "after.db");
  writeFileSync(path, files.store);
  writeFileSync(`${path}-wal`, files.log);
  rmSync(`${path}-shm`, { force: true });
  const store = openSqliteStore(path);
  const waiting = waitingIn(store, device);
  store.close();
  const db = new Database(path);
  const [check] = db.query<{ readonly integrity_check: string }>("PRAGMA integrity_check").all();
  db.close();
  return { waiting, integrity: check?.integrity_check };
}

/** What waits in a mailbox, number and content. */
function waitingIn(store: Store, device: DeviceRow): readonly string[] {
  const entries = store.mailboxes.read(device, 0, { entries: 1_000_000, bytes: Number.POSITIVE_INFINITY });
  return entries.map((entry) =>
    entry.kind === "gap" ? `${entry.seq} gap` : `${entry.seq} ${toHex(entry.body.subarray(-64))}`,
  );
}

function rowOf(store: Store, { accountId, key }: TestDevice): DeviceRow {
  const account = store.accounts.find(accountId);
  const device = account && store.devices.find(account.row, key.deviceId);
  if (device === undefined) throw new Error("no such device");
  return device.row;
}

/** Numbers from 0 to 1, the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mix = Math.imul(state ^ (state >>> 15), 1 | state);
    mix = (mix + Math.imul(mix ^ (mix >>> 7), 61 | mix)) ^ mix;
    return ((mix ^ (mix >>> 14)) >>> 0) / 2 ** 32;
  };
}
