import { describe, expect, test } from "vitest";
import {
  checkLog,
  emptyEdge,
  emptyRoot,
  grow,
  proveConsistency,
  proveInclusion,
  TileProofs,
  logStoreContract,
  judgeTlogProof,
  LogStoreFault,
  LogWriter,
  MemoryLogStore,
  MemoryWitnessStore,
  mirrorLog,
  parseCheckpoint,
  parseNote,
  proveEntry,
  readEntry,
  resourcesOf,
  type ResourceStore,
  storedTiles,
  tilePath,
  tilesOfTree,
} from "../src/index.ts";
import { logPorts, openLog, policyOf, portOf, publishedLog, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256 } from "./node-crypto.ts";

describe("a log in memory", () => {
  test.each(logStoreContract)("$title", async ({ run }) => {
    const store = new MemoryLogStore();
    await run({ open: async () => store });
  });
});

const sizeOf = (note: string | undefined): number | undefined =>
  parseCheckpoint(parseNote(note ?? "")?.text ?? "")?.size;
const entriesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => bytes(`entry ${at}`));

describe("a writer", () => {
  test("[L14] commits a batch at once, and promises each entry its place under a witnessed checkpoint", async () => {
    const store = new MemoryLogStore();
    let appends = 0;
    const counted = {
      ...bound(store),
      append: (change: Parameters<typeof store.append>[0]) => (appends++, store.append(change)),
    };
    const witness = testWitness("w1.example");
    const log = await openLog(logPorts(counted, [portOf(witness)]));
    const promises = await Promise.all(entriesOf(600).map((entry) => log.submit(entry)));
    expect(appends).toBe(1);
    for (const [index, promise] of promises.entries()) {
      if (!promise.ok) throw new Error(promise.error.kind);
      expect(promise.value.index).toBe(index);
    }
    const checkpoint = (await store.published()) ?? "";
    expect(sizeOf(checkpoint)).toBe(600);
    const proof = await proveEntry(crypto, storedTiles(store), { index: 599, checkpoint });
    if (!proof.ok) throw new Error(proof.error.kind);
    const claim = { proof: proof.value, entry: bytes("entry 599") };
    expect(judgeTlogProof(crypto, policyOf([witness.key], 1), claim)).toMatchObject({
      kind: "proven",
      index: 599,
    });
    expect(await readEntry(storedTiles(store), { index: 300, size: 600 })).toEqual(bytes("entry 300"));
  });

  test("[L14] forgets no submission, in whatever turn after a commit it comes", async () => {
    for (let turns = 0; turns < 16; turns++) {
      const store = new MemoryLogStore();
      const late = Promise.withResolvers<unknown>();
      const append = async (change: Parameters<typeof store.append>[0]) => {
        const outcome = await store.append(change);
        const submitLater = async (): Promise<void> => {
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          late.resolve(await log.submit(bytes("late")));
        };
        if (change.from.size === 0) void submitLater();
        return outcome;
      };
      const ports = { ...logPorts({ ...bound(store), append }), clock: { wait: () => Promise.resolve() } };
      const log = await openLog(ports);
      expect(await log.submit(bytes("first"))).toMatchObject({ ok: true });
      expect(await late.promise).toMatchObject({ ok: true, value: { index: 1 } });
    }
  });

  test("[L14] goes on where a store ends", async () => {
    const store = new MemoryLogStore();
    const witness = portOf(testWitness("w1.example"));
    for (const round of [0, 1, 2]) {
      const log = await openLog(logPorts(store, [witness]));
      expect(log.head.size).toBe(round * 300);
      await Promise.all(entriesOf(300).map((entry) => log.submit(entry)));
      await log.close();
    }
    expect(await checkLog(crypto, policyOf([witness.key], 1), resourcesOf(store))).toMatchObject({
      ok: true,
    });
  });

  test("[L14] stops when another writer was faster", async () => {
    const store = new MemoryLogStore();
    const [one, two] = [await openLog(logPorts(store)), await openLog(logPorts(store))];
    expect(await one.submit(bytes("one"))).toMatchObject({ ok: true });
    expect(await two.submit(bytes("two"))).toEqual({
      ok: false,
      error: { kind: "stopped", why: { kind: "not_the_writer" } },
    });
    expect(await two.submit(bytes("two"))).toMatchObject({ ok: false });
    expect(await one.submit(bytes("three"))).toMatchObject({ ok: true, value: { index: 1 } });
  });

  test("[L14] refuses entries that are too long, and more than it can hold", async () => {
    const opened = await LogWriter.open(logPorts(new MemoryLogStore()), {
      batchMs: 1,
      batchEntriesMax: 10,
      queueEntriesMax: 2,
    });
    if (!opened.ok) throw new Error("open");
    const log = opened.value;
    expect(await log.submit(new Uint8Array(65_536))).toMatchObject({ error: { kind: "entry_too_long" } });
    const outcomes = await Promise.all(entriesOf(3).map((entry) => log.submit(entry)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false]);
    await log.close();
    expect(await log.submit(bytes("late"))).toMatchObject({
      error: { kind: "stopped", why: { kind: "closed" } },
    });
  });

  test("[L15] publishes nothing without a quorum, and everything once there is one", async () => {
    const store = new MemoryLogStore();
    const state = { down: false };
    const [one, two] = [portOf(testWitness("w1.example")), portOf(testWitness("w2.example"), state)];
    const log = await openLog(logPorts(store, [one, two], 2));
    await log.submit(bytes("first"));
    state.down = true;
    expect(await log.submit(bytes("second"))).toEqual({
      ok: false,
      error: { kind: "not_yet_witnessed", index: 1 },
    });
    expect(sizeOf(await store.published())).toBe(1);
    expect(log.head.size).toBe(2);
    state.down = false;
    await log.publish();
    expect(sizeOf(await store.published())).toBe(2);
  });

  test("[L15] does not count what a witness signed wrongly", async () => {
    const good = portOf(testWitness("w1.example"));
    const liar = {
      key: good.key,
      addCheckpoint: async () => ({ kind: "cosigned" as const, lines: "— w1.example AAAAAAAA\n" }),
    };
    const store = new MemoryLogStore();
    const log = await openLog(logPorts(store, [liar], 1));
    expect(await log.submit(bytes("entry"))).toMatchObject({ error: { kind: "not_yet_witnessed" } });
    expect(await store.published()).toBeUndefined();
  });

  test("[L15] doesn't wait for a witness that hangs, and asks it again when it lets go", async () => {
    const store = new MemoryLogStore();
    const hanging = portOf(testWitness("w3.example"));
    let [asked, held] = [0, Promise.withResolvers<void>()];
    const slow = {
      key: hanging.key,
      async addCheckpoint(request: Parameters<typeof hanging.addCheckpoint>[0]) {
        asked += 1;
        if (asked > 1) await held.promise;
        return hanging.addCheckpoint(request);
      },
    };
    const witnesses = [portOf(testWitness("w1.example")), portOf(testWitness("w2.example")), slow];
    const log = await openLog(logPorts(store, witnesses, 2));
    for (const entry of entriesOf(3)) expect(await log.submit(entry)).toMatchObject({ ok: true });
    expect(asked).toBe(2);
    expect(await store.published()).not.toContain("w3.example");
    held.resolve();
    held = Promise.withResolvers();
    held.resolve();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await log.submit(bytes("later"))).toMatchObject({ ok: true });
    expect(await store.published()).toContain("w3.example");
    expect(log.stopped).toBeUndefined();
  });

  test("[L16] a store restored from an old backup signs nothing new", async () => {
    const witnesses = ["w1.example", "w2.example", "w3.example"].map((name) => portOf(testWitness(name)));
    const store = new MemoryLogStore();
    const log = await openLog(logPorts(store, witnesses, 2));
    await log.submit(bytes("first"));
    const backup = store.snapshot();
    await log.submit(bytes("second"));
    const signed: string[] = [];
    const ports = logPorts(backup, witnesses, 2);
    const watched = {
      ...ports,
      signer: {
        ...ports.signer,
        sign: (message: Uint8Array) => (
          signed.push(Buffer.from(message).toString()),
          ports.signer.sign(message)
        ),
      },
    };
    expect(await LogWriter.open(watched)).toEqual({
      ok: false,
      error: { kind: "rolled_back", witness: "w1.example", witnessed: 2, ours: 1 },
    });
    expect(signed).toEqual([]);
  });

  test("[L16] a witness that saw another log stops the writer, however it says so", async () => {
    const mine = async (): Promise<MemoryLogStore> => {
      const store = new MemoryLogStore();
      await (await openLog(logPorts(store))).submit(bytes("mine"));
      return store;
    };
    const witness = portOf(testWitness("w1.example"));
    await (await openLog(logPorts(new MemoryLogStore(), [witness]))).submit(bytes("another"));
    const silentOnSize = {
      key: witness.key,
      addCheckpoint: async (request: Parameters<typeof witness.addCheckpoint>[0]) => {
        const answer = await witness.addCheckpoint(request);
        return answer.kind === "at_size" ? { kind: "refused" as const, status: 409 } : answer;
      },
    };
    for (const port of [witness, silentOnSize]) {
      const opened = await LogWriter.open(logPorts(await mine(), [port]));
      expect(opened).toEqual({ ok: false, error: { kind: "forked", witness: "w1.example" } });
    }
    const store = await mine();
    const longer = await openLog(logPorts(store));
    await longer.submit(bytes("more"));
    // Longer than what the witness saw, and not a continuation of it.
    const log = await openLog(logPorts(store, [witness]));
    expect(await log.submit(bytes("most"))).toEqual({
      ok: false,
      error: { kind: "stopped", why: { kind: "forked", witness: "w1.example" } },
    });
  });

  test("[L16] a witness that kept silent at first, and saw more, stops the writer when it speaks", async () => {
    const silent = { down: true };
    const ahead = testWitness("w3.example");
    const longer = await openLog(logPorts(new MemoryLogStore(), [portOf(ahead)]));
    for (const entry of entriesOf(3)) await longer.submit(entry);
    const witnesses = [
      portOf(testWitness("w1.example")),
      portOf(testWitness("w2.example")),
      portOf(ahead, silent),
    ];
    const log = await openLog(logPorts(new MemoryLogStore(), witnesses, 2));
    expect(await log.submit(bytes("first"))).toMatchObject({ ok: true });
    silent.down = false;
    const why = { kind: "rolled_back", witness: "w3.example", witnessed: 3, ours: 2 };
    expect(await log.submit(bytes("second"))).toEqual({ ok: false, error: { kind: "stopped", why } });
  });

  test("[L16] an empty store under a known key signs nothing but the empty tree", async () => {
    const witness = portOf(testWitness("w1.example"));
    const log = await openLog(logPorts(new MemoryLogStore(), [witness]));
    await log.submit(bytes("first"));
    expect(await LogWriter.open(logPorts(new MemoryLogStore(), [witness]))).toMatchObject({
      error: { kind: "rolled_back" },
    });
  });

  test("[L16] opens only when the silent witnesses could not have been a quorum", async () => {
    const [up, down] = [{ down: false }, { down: true }];
    const witnesses = (states: readonly { down: boolean }[]) =>
      states.map((state, at) => portOf(testWitness(`w${at}.example`), state));
    const open = (states: readonly { down: boolean }[], threshold: number) =>
      LogWriter.open(logPorts(new MemoryLogStore(), witnesses(states), threshold));
    expect(await open([up, up, down], 2)).toMatchObject({ ok: true });
    expect(await open([up, down, down], 2)).toMatchObject({ error: { kind: "no_quorum" } });
    expect(await open([up, up, down], 1)).toMatchObject({ error: { kind: "no_quorum" } });
  });

  test("[L16] a damaged store is not written on", async () => {
    const store = new MemoryLogStore();
    const log = await openLog(logPorts(store));
    await log.submit(bytes("first"));
    const damaged = { ...bound(store), read: async () => new Uint8Array(32) };
    expect(await LogWriter.open(logPorts(damaged))).toMatchObject({ error: { kind: "corrupt_store" } });
  });

  test("[L14] stops at a fault of the store", async () => {
    const store = new MemoryLogStore();
    const failing = { ...bound(store), append: () => Promise.reject(new LogStoreFault("disk")) };
    const log = await openLog(logPorts(failing));
    expect(await log.submit(bytes("first"))).toEqual({
      ok: false,
      error: { kind: "stopped", why: { kind: "store_failed" } },
    });
  });
});

describe("a published log", async () => {
  const { store, checkpoint, ports } = await publishedLog(entriesOf(700));
  const policy = policyOf(
    ports.witnesses.map(({ key }) => key),
    2,
  );
  const published = resourcesOf(store);

  test("[L18] checks out when nothing was changed", async () => {
    expect(await checkLog(crypto, policy, published)).toMatchObject({
      ok: true,
      value: { checkpoint: { size: 700 } },
    });
    expect(await checkLog(crypto, policy, async () => undefined)).toEqual({
      ok: false,
      error: { kind: "no_checkpoint" },
    });
  });

  test("[L18] doesn't when any tile or bundle lost or changed a byte", async () => {
    for (const tile of tilesOfTree(700)) {
      const path = tilePath(tile);
      const changed = async (wanted: string): Promise<Uint8Array | undefined> => {
        const content = await published(wanted);
        if (wanted === path && content !== undefined) content[content.length - 1]! ^= 1;
        return content;
      };
      const missing = (wanted: string): Promise<Uint8Array | undefined> =>
        wanted.startsWith(path.split(".p/")[0]!) ? Promise.resolve(undefined) : published(wanted);
      expect((await checkLog(crypto, policy, changed)).ok).toBe(false);
      expect(await checkLog(crypto, policy, missing)).toMatchObject({ error: { kind: "missing" } });
    }
  });

  test("[L19] serves each width that a checkpoint may have had, and nothing else", async () => {
    expect((await published("tile/0/002.p/100"))?.length).toBe(100 * 32);
    expect((await published("tile/0/000.p/17"))?.length).toBe(17 * 32);
    expect(await published("tile/0/002.p/189")).toBeUndefined();
    expect(await published("tile/0/003")).toBeUndefined();
    expect(await published("tile/0/2")).toBeUndefined();
    expect(Buffer.from((await published("checkpoint")) ?? []).toString()).toBe(checkpoint);
  });

  test("[L17] is mirrored, and the mirror follows it", async () => {
    const copy = folder();
    expect(await mirrorLog(crypto, policy, { source: published, copy })).toMatchObject({ ok: true });
    expect(await checkLog(crypto, policy, copy.read)).toMatchObject({ ok: true });
    const log = await openLog(ports);
    await Promise.all(entriesOf(400).map((entry) => log.submit(entry)));
    expect(await mirrorLog(crypto, policy, { source: published, copy })).toMatchObject({
      ok: true,
      value: { checkpoint: { size: 1100 } },
    });
    expect(await checkLog(crypto, policy, copy.read)).toMatchObject({ ok: true });
  });

  test("[L17] is not mirrored over a longer or another one", async () => {
    const signatureOnly = policyOf([], 0);
    const logOf = async (entries: readonly string[]): Promise<MemoryLogStore> => {
      const other = new MemoryLogStore();
      const log = await openLog(logPorts(other));
      await Promise.all(entries.map((entry) => log.submit(bytes(entry))));
      return other;
    };
    const copy = folder();
    const long = await logOf(["a", "b", "c"]);
    expect(await mirrorLog(crypto, signatureOnly, { source: resourcesOf(long), copy })).toMatchObject({
      ok: true,
    });
    const short = resourcesOf(await logOf(["a", "b"]));
    expect(await mirrorLog(crypto, signatureOnly, { source: short, copy })).toMatchObject({
      error: { kind: "rolled_back" },
    });
    for (const entries of [
      ["a", "b", "x"],
      ["a", "x", "c", "d"],
    ]) {
      const forked = resourcesOf(await logOf(entries));
      expect(await mirrorLog(crypto, signatureOnly, { source: forked, copy })).toMatchObject({
        error: { kind: "forked" },
      });
    }
    expect(await checkLog(crypto, signatureOnly, copy.read)).toMatchObject({
      ok: true,
      value: { checkpoint: { size: 3 } },
    });
  });
});

test("[L4] a server's proofs, whose inner hashes are kept, are those made from tiles each time", async () => {
  const store = new MemoryLogStore();
  const grown = grow(sha256, emptyEdge, entriesOf(66_000));
  const from = { size: 0, root: emptyRoot(sha256) };
  await store.append({ from, to: grown.head, tiles: grown.tiles });
  const read = storedTiles(store);
  const proofs = new TileProofs(sha256, read);
  for (const size of [1, 256, 257, 65_536, 65_537, 66_000]) {
    for (const index of [0, 1, 255, 256, 65_535, 65_536, 65_999].filter((at) => at < size)) {
      expect(await proofs.inclusion({ index, size })).toEqual(
        await proveInclusion(sha256, read, { index, size }),
      );
      const step = { from: index, to: size };
      expect(await proofs.consistency(step)).toEqual(await proveConsistency(sha256, read, step));
    }
  }
  await expect(proofs.inclusion({ index: 0, size: 70_000 })).rejects.toThrow(LogStoreFault);
});

test("[L16] [L22] a witness that forgets can't make the log fork by itself", async () => {
  const forgetful = new MemoryWitnessStore();
  const store = new MemoryLogStore();
  const log = await openLog(logPorts(store, [portOf(testWitness("w1.example", { store: forgetful }))]));
  await log.submit(bytes("first"));
  const fresh = portOf(testWitness("w1.example"));
  const again = await openLog(logPorts(store, [fresh]));
  expect(await again.submit(bytes("second"))).toMatchObject({ ok: true, value: { index: 1 } });
});

function folder(): ResourceStore & { readonly read: (path: string) => Promise<Uint8Array | undefined> } {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (path) => files.get(path)?.slice(),
    write: async (path, content) => void files.set(path, content.slice()),
  };
}

// The store's methods as own properties, to replace one of them.
function bound(store: MemoryLogStore) {
  return {
    head: () => store.head(),
    append: (change: Parameters<MemoryLogStore["append"]>[0]) => store.append(change),
    read: (tile: Parameters<MemoryLogStore["read"]>[0]) => store.read(tile),
    published: () => store.published(),
    publish: (change: Parameters<MemoryLogStore["publish"]>[0]) => store.publish(change),
  };
}
