import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  chainValue,
  checkContact,
  checkOwn,
  type DirectoryTrust,
  type DirectoryVerdict,
  parsePolicy,
  parseVerifierKey,
} from "@bridle/ledger";
import { AccountId, directoryName, directorySigningInput, type ReplyOf } from "@bridle/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backupDataFolder, restoreDataFolder } from "../src/adapters/backup.ts";
import { openDataFolder } from "../src/adapters/data-folder.ts";
import { restartLedger, resumeLedger } from "../src/adapters/ledger/copy-ledger.ts";
import { vrf } from "../src/adapters/ledger/edwards25519.ts";
import { LedgerFolder } from "../src/adapters/ledger/ledger-folder.ts";
import { nodeCrypto } from "../src/adapters/ledger/node-crypto.ts";
import { SqliteDirectoryStore } from "../src/adapters/ledger/sqlite-directory-store.ts";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import type { Ledger } from "../src/ports/ledger.ts";
import { type Store, StoreFault } from "../src/ports/store.ts";
import { found, type TestDevice, World } from "./world.ts";

vi.setConfig({ testTimeout: 60_000 });

const EPOCH_MS = 60_000;
const settings = { directoryEpochMs: EPOCH_MS };
const serverId = new Uint8Array(32).fill(7);
const crypto = { ...nodeCrypto, vrf };
let folder: string;
const opened: Ledger[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-ledger-"));
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) if (ledger.state !== "closed") await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openLedger(at = folder): Promise<LedgerFolder> {
  const ledger = new LedgerFolder({ folder: join(at, "ledger"), serverId, policy: undefined, nowMs: 1 });
  opened.push(ledger);
  await ledger.begin();
  return ledger;
}

async function openWorld(options: { store?: Store; ledger?: Ledger } = {}): Promise<World> {
  return new World({ settings, ledger: options.ledger ?? (await openLedger()), ...options });
}

/** Lets time pass until one more epoch is public and nothing is due. */
async function epoch(world: World): Promise<void> {
  const before = await checkpoint(world);
  const isDone = async (): Promise<boolean> =>
    (await checkpoint(world)) !== before && world.store.directoryDues.first(1).length === 0;
  while (!(await isDone())) {
    world.clock.advance(EPOCH_MS);
    await new Promise((resume) => {
      setTimeout(resume, 5);
    });
  }
}

async function checkpoint(world: World): Promise<string> {
  return Buffer.from((await world.ledger?.resource("directory", "checkpoint")) ?? []).toString();
}

async function info(device: TestDevice): Promise<ReplyOf<"directory.info">> {
  const answer = await device.wire.asked("directory.info", {});
  if (answer.kind !== "reply") throw new Error(answer.kind);
  return answer.reply;
}

async function trustOf(device: TestDevice): Promise<DirectoryTrust> {
  const { identity, policy } = await info(device);
  const key = parseVerifierKey(nodeCrypto.sha256, identity.logKey);
  const read = parsePolicy(nodeCrypto.sha256, policy);
  if (!read.ok || key === undefined) throw new Error("unreadable terms");
  const logs = read.value.logs.filter((log) => log.key.name === key.name);
  return {
    policy: { ...read.value, logs },
    auditors: [],
    auditQuorum: { kind: "none" },
    vrfPublicKey: identity.vrfPublicKey,
    staleAfterSeconds: 24 * 60 * 60,
  };
}

async function lookUp(device: TestDevice, accountId: AccountId): Promise<DirectoryVerdict | string> {
  const request = { accountId, permission: undefined, knownSize: 0 };
  const answer = await device.wire.asked("directory.lookup", request);
  if (answer.kind === "outcome") return answer.outcome;
  if (answer.kind !== "reply") return answer.kind;
  const check = {
    label: AccountId.toBytes(accountId),
    answer: answer.reply.answer,
    view: undefined,
    seen: undefined,
    nowSeconds: device.world.clock.nowMs() / 1000,
  };
  const trust = await trustOf(device);
  if (accountId !== device.accountId) return checkContact(crypto, trust, check);
  const current = chainValue(nodeCrypto.sha256, [device.identity.genesis]);
  return checkOwn(crypto, trust, { ...check, own: { current, before: undefined } });
}

test.each([
  ["SQLite", undefined],
  ["memory", createMemoryStore],
])("[S90] who registers is due until an epoch shows their chain (%s)", async (_kind, store) => {
  const world = await openWorld(store === undefined ? {} : { store: store() });
  const alice = world.person();
  expect(world.store.directoryDues.first(9).map(({ accountId }) => accountId)).toEqual([alice.accountId]);
  await epoch(world);
  expect(await lookUp(alice, alice.accountId)).toMatchObject({ kind: "unaudited", found: { version: 1 } });
});

test("[S90] a directory that begins owes everybody, and epochs go on without updates", async () => {
  const before = new World({ settings });
  const alice = before.person();
  before.store.begin();
  for (const { turn } of before.store.directoryDues.first(9)) before.store.directoryDues.settle(turn);
  before.store.commit();
  const world = await openWorld({ store: before.store });
  await epoch(world);
  const device = alice.movedTo(world).open();
  expect(await lookUp(device, alice.accountId)).toMatchObject({ found: { version: 1 } });
  await epoch(world);
  expect(Number((await checkpoint(world)).split("\n")[1])).toBeGreaterThan(1);
});

test("[S90] a directory that begins while the disk is full owes everybody when there is room", async () => {
  const store = createMemoryStore();
  const { directoryDues } = store;
  const addAll = vi.spyOn(directoryDues, "addAll").mockImplementationOnce(() => {
    throw new StoreFault("full", undefined);
  });
  const world = await openWorld({ store });
  await epoch(world);
  expect(addAll).toHaveBeenCalledTimes(2);
});

test("[S90] a process that ends between the epoch and its settling publishes nothing twice", async () => {
  const world = await openWorld();
  const alice = world.person();
  await epoch(world);
  world.store.begin();
  world.store.directoryDues.add(alice.accountId);
  world.store.commit();
  await epoch(world);
  expect(await lookUp(alice, alice.accountId)).toMatchObject({ found: { version: 1 } });
});

test("a ledger whose disk failed as it began is damaged, and begins when it is tried again", async () => {
  vi.spyOn(SqliteDirectoryStore.prototype, "state").mockRejectedValueOnce(new Error("disk"));
  const ledger = await openLedger();
  expect(ledger.state).toBe("damaged");
  expect(await ledger.begin()).toBe("open");
});

test("[S91] a lookup is for oneself and for people of a common conversation", async () => {
  const world = await openWorld();
  const [alice, bob, eve] = [world.person(), world.person(), world.person()];
  found(alice, bob);
  await epoch(world);
  expect(await lookUp(alice, bob.accountId)).toMatchObject({ kind: "unaudited", found: { version: 1 } });
  expect(await lookUp(eve, bob.accountId)).toBe("unknown_account");
  const nobody = AccountId.parse("ab".repeat(32))!;
  expect(await lookUp(eve, nobody)).toBe("unknown_account");
});

test("[S91] a grant's holder may look before there is a conversation", async () => {
  const world = await openWorld();
  const [alice, bob] = [world.person(), world.person()];
  const permission = bob.permit(alice.accountId);
  await epoch(world);
  const request = { accountId: bob.accountId, permission, knownSize: 0 };
  expect(await alice.wire.asked("directory.lookup", request)).toMatchObject({ kind: "reply" });
  const forged = { ...request, permission: { ...permission, accessKey: new Uint8Array(32) } };
  expect(await alice.wire.asked("directory.lookup", forged)).toMatchObject({ outcome: "unknown_account" });
});

test("[S92] the identity is signed by the franking key", async () => {
  const world = await openWorld();
  const alice = world.person();
  const { identity, signature } = await info(alice);
  const name = directoryName((data) => world.crypto.sha256(data), identity);
  const said = directorySigningInput({ serverId: world.crypto.serverId, name });
  expect(world.crypto.verifyEd25519(world.crypto.frankingKey, said, signature)).toBe(true);
});

test("[S92] without a directory its calls say so, and the rest goes on", async () => {
  const world = new World();
  const [alice, bob] = [world.person(), world.person()];
  expect(await alice.wire.asked("directory.info", {})).toMatchObject({ outcome: "no_directory" });
  expect(await lookUp(alice, alice.accountId)).toBe("no_directory");
  const step = { from: 1, to: 2 };
  expect(await alice.wire.asked("directory.consistency", step)).toMatchObject({ outcome: "no_directory" });
  found(alice, bob);
});

test("[S92] the way between two sizes is shown up to the newest checkpoint", async () => {
  const world = await openWorld();
  const alice = world.person();
  for (let epochs = 0; epochs < 3; epochs++) await epoch(world);
  const ask = (from: number, to: number) => alice.wire.asked("directory.consistency", { from, to });
  expect(await ask(1, 3)).toMatchObject({ kind: "reply" });
  expect(await ask(2, 2)).toMatchObject({ reply: { path: [] } });
  for (const [from, to] of [
    [1, 999],
    [3, 2],
    [0, 1],
  ] as const) {
    expect(await ask(from, to)).toMatchObject({ outcome: "unknown_size" });
  }
});

test("[S93] an epoch can be audited once it is public, and not before", async () => {
  const world = await openWorld();
  world.person();
  await epoch(world);
  expect(await world.ledger?.resource("directory", "audit/0")).toBeInstanceOf(Uint8Array);
  for (const path of ["audit/999", "audit/-1", "audit/00", "audit/", "tile/9/000", "../keys"]) {
    expect(await world.ledger?.resource("directory", path)).toBeUndefined();
  }
});

test("a safety decision is in its log with the promise", async () => {
  const ledger = await openLedger();
  const promised = await ledger.append(Buffer.from("a decision"));
  expect(promised).toMatchObject({ ok: true, value: { index: 0 } });
  const bundle = await ledger.resource("decisions", "tile/entries/000.p/1");
  expect(Buffer.from(bundle ?? []).toString()).toContain("a decision");
});

test("[S94] logs from a backup that nobody witnesses wait for the operator", async () => {
  const [dataDir, copy, back] = ["data", "copy", "back"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  openDataFolder(dataDir).close();
  const ledger = await openLedger(dataDir);
  await ledger.publishEpoch([], 1);
  backupDataFolder({ dataDir, to: copy });
  restoreDataFolder({ from: copy, dataDir: back });
  const waiting = await openLedger(back);
  expect(waiting.state).toBe("restored");
  expect(waiting.terms()).toBeUndefined();
  expect(await waiting.publishEpoch([], 2)).toBe("later");
  await waiting.close();
  expect(resumeLedger(join(back, "ledger"))).toBe(true);
  const again = await openLedger(back);
  expect(again.state).toBe("open");
  expect(again.terms()?.identity).toEqual(ledger.terms()?.identity);
  expect(await again.publishEpoch([], 3)).toBe("published");
  await again.close();
  expect(restartLedger(join(back, "ledger"), 4)).toBe(true);
  const fresh = await openLedger(back);
  expect(fresh.epochs).toBe(0);
  expect(fresh.terms()?.identity.logKey).not.toBe(ledger.terms()?.identity.logKey);
});
