import { expect, test, vi } from "vitest";
import {
  checkLog,
  extendsHead,
  judgeCheckpoint,
  type LogPorts,
  LogWriter,
  MemoryLogStore,
  MemoryWitnessStore,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  resourcesOf,
  storedTiles,
  type TreeHead,
  type WitnessPort,
} from "../src/index.ts";
import { logPorts, openLog, policyOf, portOf, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

class Crash extends Error {}

/** Counts every step that reaches outside, and crashes for good at one of them: before it happened, or after. */
class Fuse {
  #left: number;
  readonly #after: boolean;
  blown = false;

  constructor(left: number, after: boolean) {
    this.#left = left;
    this.#after = after;
  }

  async step<T>(work: () => Promise<T>): Promise<T> {
    if (this.blown) throw new Crash();
    this.#left -= 1;
    if (this.#left > 0) return work();
    this.blown = true;
    if (this.#after) await work();
    throw new Crash();
  }
}

/** The same ports, each call through the fuse. */
function fused(ports: LogPorts, fuse: Fuse): LogPorts {
  const { store, signer } = ports;
  return {
    ...ports,
    store: {
      head: () => fuse.step(() => store.head()),
      append: (change) => fuse.step(() => store.append(change)),
      read: (tile) => fuse.step(() => store.read(tile)),
      published: () => fuse.step(() => store.published()),
      publish: (change) => fuse.step(() => store.publish(change)),
    },
    signer: { ...signer, sign: (message) => fuse.step(() => signer.sign(message)) },
    witnesses: ports.witnesses.map((witness) => ({
      key: witness.key,
      addCheckpoint: (request) => fuse.step(() => witness.addCheckpoint(request)),
    })),
  };
}

/** Remembers every checkpoint that a witness was shown: all that ever left the log's machine. */
function overheard(witness: WitnessPort, heard: string[]): WitnessPort {
  return {
    key: witness.key,
    addCheckpoint(request) {
      heard.push(request.checkpoint);
      return witness.addCheckpoint(request);
    },
  };
}

async function allConsistent(store: MemoryLogStore, notes: readonly string[]): Promise<boolean> {
  const heads = notes
    .map((note): TreeHead => parseCheckpoint(parseNote(note)!.text)!)
    .toSorted((a, b) => a.size - b.size);
  for (const [at, newer] of heads.entries()) {
    const older = heads[at - 1];
    if (older === undefined || older.size === 0) continue;
    const path = await proveConsistency(sha256, storedTiles(store), { from: older.size, to: newer.size });
    if (!extendsHead(sha256, { older, newer }, path)) return false;
  }
  return true;
}

async function crashAt(step: number, after: boolean): Promise<boolean> {
  const store = new MemoryLogStore();
  const heard: string[] = [];
  const witnesses = ["w1.example", "w2.example"].map((name) =>
    overheard(portOf(testWitness(name, { store: new MemoryWitnessStore() })), heard),
  );
  const ports = logPorts(store, witnesses, 2);
  const fuse = new Fuse(step, after);
  const promised: number[] = [];
  try {
    const opened = await LogWriter.open(fused(ports, fuse));
    if (opened.ok) {
      for (let round = 0; round < 3; round++) {
        const outcome = await opened.value.submit(bytes(`before ${round}`));
        if (outcome.ok) promised.push(round);
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof Crash)) throw thrown;
  }
  const log = await openLog(ports);
  expect(await log.submit(bytes("after"))).toMatchObject({ ok: true });
  await log.close();
  const policy = policyOf(
    witnesses.map(({ key }) => key),
    2,
  );
  expect(await checkLog(crypto, policy, resourcesOf(store))).toMatchObject({ ok: true });
  // A promise that was given is kept.
  expect(log.head.size).toBeGreaterThan(promised.length);
  expect(judgeCheckpoint(crypto, policy, (await store.published()) ?? "").ok).toBe(true);
  expect(await allConsistent(store, heard)).toBe(true);
  return fuse.blown;
}

test.each([false, true])(
  "[L14] [L16] a crash at any step (after it: %s) and a restart never fork the log",
  async (after) => {
    let step = 1;
    while (await crashAt(step, after)) step += 1;
    // The fuse outlasted the whole run: every step was tried.
    expect(step).toBeGreaterThan(25);
  },
);
