import { describe, expect, test, vi } from "vitest";
import {
  advanceView,
  auditPath,
  auditStep,
  parseCheckpoint,
  parseNote,
  publishedEpochs,
  resourcesOf,
  chainValue,
  holdChain,
  directoryStoreContract,
  MemoryDirectoryStore,
  checkContact,
  checkOwn,
  commitEpoch,
  decodeAnswer,
  decodeEpoch,
  DirectoryService,
  type DirectoryVerdict,
  type DirectoryView,
  encodeAnswer,
  judgeDirectoryCheckpoint,
  judgeGossip,
  LogWriter,
  MemoryLogStore,
  proveConsistency,
  settleGossip,
  storedTiles,
} from "../src/index.ts";
import { directoryEnv, honestWorld, lookupCrypto, startDirectory, trustIn } from "./directory-rig.ts";
import { portOf, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const [alice, bob] = [bytes("alice"), bytes("bob")];

type World = Awaited<ReturnType<typeof honestWorld>>;

async function ask(
  world: World,
  label: Uint8Array,
  from: { readonly view?: DirectoryView | undefined; readonly asOwner?: boolean } = {},
): Promise<Uint8Array> {
  const { view, asOwner = false } = from;
  const answer = await world.server.service.answer({ label, knownSize: view?.size ?? 0, asOwner });
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

async function publish(world: World, ...updates: readonly (readonly [Uint8Array, string])[]): Promise<void> {
  const published = await world.server.service.publishEpoch(
    updates.map(([label, value]) => ({ label, value: bytes(value) })),
    world.clock.seconds * 1000,
  );
  expect(published).toMatchObject({ ok: true });
}

function viewOf(verdict: DirectoryVerdict): DirectoryView {
  if (!("view" in verdict)) throw new Error(JSON.stringify(verdict));
  return verdict.view;
}

describe("a key directory in memory", () => {
  test.each(directoryStoreContract)("$title", async (contract) => {
    const store = new MemoryDirectoryStore();
    await contract.run({ open: async () => store });
  });
});

describe("an honest directory", async () => {
  const world = await honestWorld();
  const { trust, clock } = world;
  const check = async (
    label: Uint8Array,
    view?: DirectoryView,
    seen?: { version: number; value: Uint8Array },
  ) =>
    checkContact(lookupCrypto, trust, {
      label,
      answer: await ask(world, label, { view }),
      view,
      nowSeconds: clock.seconds,
      seen,
    });
  await publish(world, [alice, "a1"]);
  await publish(world, [alice, "a2"], [bob, "b1"]);
  await publish(world);
  await publish(world, [alice, "a3"]);

  test("[L45] proves the newest version of a label to anybody", async () => {
    const verdict = await check(alice);
    expect(verdict).toMatchObject({
      kind: "verified",
      found: { version: 3, value: bytes("a3") },
      view: { size: 4 },
    });
    expect(await check(bob)).toMatchObject({ kind: "verified", found: { version: 1, value: bytes("b1") } });
  });

  test("[L45] proves that a label has no version", async () => {
    expect(await check(bytes("nobody"))).toMatchObject({ kind: "verified", found: undefined });
  });

  test("[L46] proves to its owner that nothing newer is there", async () => {
    const own = { current: bytes("a3"), before: undefined };
    const answer = await ask(world, alice, { asOwner: true });
    const verdict = checkOwn(lookupCrypto, trust, {
      label: alice,
      answer,
      view: undefined,
      nowSeconds: clock.seconds,
      seen: undefined,
      own,
    });
    expect(verdict).toMatchObject({ kind: "verified", found: { version: 3 } });
    const withoutAbsences = encodeAnswer({ ...decodeAnswer(answer)!, absent: [] });
    expect(
      checkOwn(lookupCrypto, trust, {
        label: alice,
        answer: withoutAbsences,
        view: undefined,
        nowSeconds: clock.seconds,
        seen: undefined,
        own,
      }),
    ).toMatchObject({ kind: "different_keys", why: { kind: "hidden_version", version: 4 } });
  });

  test("[L46] an update on its way is not a foreign value, a stranger's is", async () => {
    const answer = await ask(world, alice, { asOwner: true });
    const owner = (current: string, before?: string) =>
      checkOwn(lookupCrypto, trust, {
        label: alice,
        answer,
        view: undefined,
        nowSeconds: clock.seconds,
        seen: undefined,
        own: { current: bytes(current), before: before === undefined ? undefined : bytes(before) },
      });
    expect(owner("a4", "a3").kind).toBe("verified");
    expect(owner("a4")).toMatchObject({ kind: "different_keys", why: { kind: "foreign_value", version: 3 } });
  });

  test("[L47] takes a client from checkpoint to checkpoint", async () => {
    const first = viewOf(await check(alice));
    await publish(world, [bob, "b2"]);
    const next = await check(bob, first, { version: 1, value: bytes("b1") });
    expect(next).toMatchObject({ kind: "verified", found: { version: 2 }, view: { size: 5 } });
    const answer = decodeAnswer(await ask(world, bob, { view: first }))!;
    const broken = encodeAnswer({ ...answer, consistency: [] });
    expect(
      checkContact(lookupCrypto, trust, {
        label: bob,
        answer: broken,
        view: first,
        nowSeconds: clock.seconds,
        seen: undefined,
      }),
    ).toMatchObject({
      kind: "different_keys",
      why: { kind: "split_view" },
    });
  });

  test("[L48] a contact's older or newer checkpoint is settled by the server's proof", async () => {
    const view = viewOf(await check(alice));
    const before = await world.server.logStore.published();
    await publish(world);
    const note = (await world.server.logStore.published())!;
    const outcome = judgeGossip(crypto, trust, { view, note });
    if (outcome.kind !== "ask") throw new Error(outcome.kind);
    const path = await proveConsistency(sha256, storedTiles(world.server.logStore), outcome);
    expect(settleGossip(crypto, { view, theirs: outcome.theirs }, path)).toEqual({ kind: "consistent" });
    expect(settleGossip(crypto, { view, theirs: outcome.theirs }, path.slice(1))).toMatchObject({
      kind: "split_view",
      evidence: { ours: view.note, theirs: note },
    });
    expect(judgeGossip(crypto, trust, { view, note: before! })).toEqual({ kind: "same" });
    expect(judgeGossip(crypto, trust, { view, note: "nonsense" })).toEqual({
      kind: "ignored",
      why: { kind: "malformed_checkpoint" },
    });
  });

  test("[L45] an answer that is old, or from a time to come, is not used", async () => {
    const answer = await ask(world, alice);
    const at = (nowSeconds: number) =>
      checkContact(lookupCrypto, trust, {
        label: alice,
        answer,
        view: undefined,
        nowSeconds,
        seen: undefined,
      });
    expect(at(clock.seconds + 24 * 60 * 60).kind).toBe("verified");
    expect(at(clock.seconds + 24 * 60 * 60 + 1)).toEqual({ kind: "unavailable", why: { kind: "stale" } });
    expect(at(clock.seconds - 301)).toEqual({ kind: "unavailable", why: { kind: "stale" } });
  });

  test("[L45] an answer about another label proves nothing about this one", async () => {
    const answer = await ask(world, bob);
    expect(
      checkContact(lookupCrypto, trust, {
        label: alice,
        answer,
        view: undefined,
        nowSeconds: clock.seconds,
        seen: undefined,
      }),
    ).toEqual({
      kind: "different_keys",
      why: { kind: "false_answer" },
    });
  });

  test("[L44] without its auditor it is shown as unaudited", async () => {
    const note = (await world.server.logStore.published())!;
    expect(judgeDirectoryCheckpoint(crypto, trust, note)).toMatchObject({ value: { audited: true } });
    const unsigned = note
      .split("\n")
      .filter((line) => !line.startsWith("— auditor"))
      .join("\n");
    expect(judgeDirectoryCheckpoint(crypto, trust, unsigned)).toMatchObject({ value: { audited: false } });
    expect(
      advanceView(crypto, undefined, {
        to: {
          checkpoint: { origin: "", size: 1, root: sha256(alice), extensions: [] },
          note: "n",
          seconds: 1,
          audited: false,
        },
        path: [],
      }).ok,
    ).toBe(true);
  });
});

describe("epochs", () => {
  test("[L43] add a multiple of the padding, whatever happened in them", async () => {
    const env = directoryEnv((await startDirectory([])).env.store);
    const sizes: number[] = [];
    for (const count of [0, 1, 4, 5]) {
      const updates = Array.from({ length: count }, (_, at) => ({
        label: bytes(`${count} ${at}`),
        value: bytes("v"),
      }));
      const { audit } = await commitEpoch(env, updates, 1);
      sizes.push(new DataView(audit.buffer, audit.byteOffset).getUint32(0));
    }
    expect(sizes).toEqual([4, 4, 4, 8]);
  });

  test("[L43] give a label one version, its last value", async () => {
    const { service, env } = await startDirectory([]);
    await service.publishEpoch(
      [
        { label: alice, value: bytes("x") },
        { label: alice, value: bytes("y") },
      ],
      1,
    );
    expect(await env.store.newest(alice, 0)).toEqual({
      label: alice,
      value: bytes("y"),
      version: 1,
      epoch: 0,
    });
  });

  test("[L43] an update that is given again makes no second version", async () => {
    const { service, env } = await startDirectory([]);
    for (const at of [1, 2]) await service.publishEpoch([{ label: alice, value: bytes("x") }], at);
    expect(await env.store.newest(alice, 9)).toMatchObject({ version: 1, epoch: 0 });
    await service.publishEpoch([{ label: alice, value: bytes("y") }], 3);
    expect(await env.store.newest(alice, 9)).toMatchObject({ version: 2, epoch: 2 });
  });

  test("[L44] are replayed from a directory's static resources too", async () => {
    const { service, env, logStore } = await startDirectory([]);
    for (const at of [1, 2, 3]) await service.publishEpoch([{ label: alice, value: bytes(`${at}`) }], at);
    const published = resourcesOf(logStore);
    const read = async (path: string): Promise<Uint8Array | undefined> =>
      path.startsWith("audit/") ? (await env.store.epoch(Number(path.slice(6))))?.audit : published(path);
    const to = parseCheckpoint(parseNote((await logStore.published())!)!.text)!;
    expect(await auditStep(crypto, publishedEpochs(sha256, read), { from: undefined, to })).toBe(true);
    const withholding = (path: string) => (path === auditPath(1) ? Promise.resolve(undefined) : read(path));
    expect(await auditStep(crypto, publishedEpochs(sha256, withholding), { from: undefined, to })).toBe(
      false,
    );
  });

  test("[L50] a crash between tree and log is made good when the directory is opened again", async () => {
    const first = await startDirectory([]);
    await first.service.publishEpoch([{ label: alice, value: bytes("a1") }], 1);
    // The process ends after the tree was committed.
    const { entry } = await commitEpoch(first.env, [{ label: alice, value: bytes("a2") }], 2);
    expect(first.log.head.size).toBe(1);
    const again = await DirectoryService.open(first.env, first.log, first.ports);
    expect(again.ok).toBe(true);
    expect(first.log.head.size).toBe(2);
    expect(decodeEpoch(entry)).toMatchObject({ epoch: 1 });
  });

  test("[L50] a tree that doesn't fit its log is not written on", async () => {
    const first = await startDirectory([]);
    await first.service.publishEpoch([], 1);
    const emptyLog = await LogWriter.open({ ...first.ports, store: new MemoryLogStore() });
    if (!emptyLog.ok) throw new Error("open");
    await commitEpoch(first.env, [], 2);
    expect(await DirectoryService.open(first.env, emptyLog.value, first.ports)).toEqual({
      ok: false,
      error: { kind: "diverged", epochs: 2, logged: 0 },
    });
  });

  test("[L50] answers come from the published epoch while the next one waits for witnesses", async () => {
    const state = { down: false };
    const witnesses = [portOf(testWitness("w1.example"), state)];
    const { service } = await startDirectory(witnesses);
    await service.publishEpoch([{ label: alice, value: bytes("a1") }], 1);
    state.down = true;
    expect(await service.publishEpoch([{ label: alice, value: bytes("a2") }], 2)).toMatchObject({
      error: { kind: "not_logged" },
    });
    const trust = trustIn(witnesses, 1);
    const look = async () => {
      const answer = (await service.answer({ label: alice, knownSize: 0, asOwner: false }))!;
      return checkContact(lookupCrypto, trust, {
        label: alice,
        answer,
        view: undefined,
        nowSeconds: 1_700_000_000,
        seen: undefined,
      });
    };
    expect(await look()).toMatchObject({
      kind: "unaudited",
      found: { version: 1, value: bytes("a1") },
      view: { size: 1 },
    });
    expect(await service.publishEpoch([], 3)).toMatchObject({ error: { kind: "not_logged" } });
    state.down = false;
    expect(await service.publishEpoch([], 4)).toMatchObject({ ok: true, value: { epoch: 2 } });
    expect(await look()).toMatchObject({
      kind: "unaudited",
      found: { version: 2, value: bytes("a2") },
      view: { size: 3 },
    });
  });
});

describe("an account's value", () => {
  const chain = ["genesis", "add a phone", "remove a phone"].map(bytes);

  test("[L51] is its chain's length and head, in 35 bytes", () => {
    const value = chainValue(sha256, chain);
    expect(value.length).toBe(35);
    expect(holdChain(sha256, chain, value)).toBe("same");
    expect(holdChain(sha256, [...chain, bytes("more")], value)).toBe("longer");
    expect(holdChain(sha256, chain.slice(0, 2), value)).toBe("shorter");
    expect(holdChain(sha256, [...chain.slice(0, 2), bytes("a ghost")], value)).toBe("different");
    expect(holdChain(sha256, [...chain.slice(0, 2), bytes("a ghost"), bytes("more")], value)).toBe(
      "different",
    );
    for (const other of [value.slice(1), new Uint8Array(35), new Uint8Array([2, ...value.slice(1)])]) {
      expect(holdChain(sha256, chain, other)).toBe("different");
    }
  });
});
