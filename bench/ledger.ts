// What the ledger costs on this machine: `npm run bench:ledger`. Sizes come from the environment:
// LEDGER_BENCH_ENTRIES (10,000,000) and LEDGER_BENCH_LABELS (1,000,000).

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  checkContact,
  cosign,
  DirectoryService,
  type DirectoryTrust,
  emptyEdge,
  emptyRoot,
  encodeEpoch,
  formatCheckpoint,
  formatNote,
  grow,
  insertLeaves,
  judgeTlogProof,
  type LogPorts,
  LogWriter,
  MemoryDirectoryStore,
  MemoryLogStore,
  openVrfKey,
  type PrefixNode,
  proveEntry,
  signAsLog,
  storedTiles,
  TileProofs,
  type TreeHead,
  vrfProve,
  vrfVerify,
  type WitnessPort,
} from "@bridle/ledger";
import { vrf } from "@bridle/server/ledger";
import { keyOf, logKey, origin, policyOf, portOf, testWitness } from "../packages/ledger/test/log-rig.ts";
import { testSigner } from "../packages/ledger/test/node-crypto.ts";
import { LedgerFolder } from "../packages/server/src/adapters/ledger/ledger-folder.ts";
import { nodeCrypto } from "../packages/server/src/adapters/ledger/node-crypto.ts";
import { SqliteLogStore } from "../packages/server/src/adapters/ledger/sqlite-log-store.ts";

const entriesMax = Number(process.env["LEDGER_BENCH_ENTRIES"] ?? 10_000_000);
const labelsMax = Number(process.env["LEDGER_BENCH_LABELS"] ?? 1_000_000);
const { sha256 } = nodeCrypto;
const folder = mkdtempSync(join(tmpdir(), "bridle-bench-"));

function report(what: string, value: string, goal = ""): void {
  console.log(`${what.padEnd(58)} ${value.padStart(16)}  ${goal}`);
}

/**
 * Median and 99th percentile of so many runs, and the processor time that one takes on average, in
 * milliseconds: on a machine that others use, the last says what the work costs.
 */
async function timed(runs: number, work: (run: number) => unknown): Promise<string> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(share * (runs - 1))] ?? 0).toFixed(3);
  return `${at(0.5)} / ${at(0.99)} / ${((user + system) / runs / 1000).toFixed(3)} ms`;
}

function portsOver(store: LogPorts["store"], witnesses: readonly WitnessPort[] = []): LogPorts {
  return {
    crypto: nodeCrypto,
    store,
    key: logKey,
    signer: testSigner(origin),
    witnesses,
    quorum: policyOf(
      witnesses.map(({ key }) => key),
      witnesses.length,
    ).quorum,
    clock: { wait: (ms) => setTimeout(ms) },
  };
}

function threeWitnesses(): readonly WitnessPort[] {
  return ["w1.example", "w2.example", "w3.example"].map((name) => portOf(testWitness(name)));
}

async function benchAppend(): Promise<void> {
  const store = new SqliteLogStore(join(folder, "append.sqlite"));
  const opened = await LogWriter.open(portsOver(store));
  if (!opened.ok) throw new Error(opened.error.kind);
  const total = 200_000;
  const waits: number[] = [];
  const start = performance.now();
  // As many in flight as a busy server would have, so that batches fill by themselves.
  const clients = Array.from({ length: 4000 }, async (_, client) => {
    for (let at = client; at < total; at += 4000) {
      const from = performance.now();
      const outcome = await opened.value.submit(randomBytes(64));
      if (!outcome.ok) throw new Error(outcome.error.kind);
      waits.push(performance.now() - from);
    }
  });
  await Promise.all(clients);
  const seconds = (performance.now() - start) / 1000;
  waits.sort((a, b) => a - b);
  report("append, durable, 4,000 submitters in flight", `${Math.round(total / seconds)} /s`, "≥ 10,000 /s");
  report(
    "  wait for a promise, p50 / p99",
    `${waits[total / 2]?.toFixed(0)} / ${waits[(total * 99) / 100]?.toFixed(0)} ms`,
  );
  await opened.value.close();
  store.close();
}

/** What is still held after a collection: `--expose-gc` makes it exact. */
function reportMemory(entries: number): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  report(
    `  memory held at ${entries} entries`,
    `${Math.round((heapUsed + external) / 2 ** 20)} MiB`,
    "independent",
  );
}

async function growLog(store: SqliteLogStore): Promise<TreeHead> {
  let [edge, head]: [typeof emptyEdge, TreeHead] = [emptyEdge, { size: 0, root: emptyRoot(sha256) }];
  const batch = 65_536;
  const start = performance.now();
  for (let size = 0; size < entriesMax; size += batch) {
    const count = Math.min(batch, entriesMax - size);
    const entries = Array.from({ length: count }, (_, at) => Buffer.from(`${size + at}`.padStart(32, "0")));
    const grown = grow(sha256, edge, entries);
    await store.append({ from: head, to: grown.head, tiles: grown.tiles });
    [edge, head] = [grown.edge, grown.head];
    if ([1, 4, 16, 64].includes(size / batch + 1)) reportMemory(size + count);
  }
  reportMemory(entriesMax);
  report("append, batches of 65,536", `${Math.round(entriesMax / ((performance.now() - start) / 1000))} /s`);
  return head;
}

async function benchProofs(): Promise<void> {
  const store = new SqliteLogStore(join(folder, "proofs.sqlite"));
  const head = await growLog(store);
  const witnesses = threeWitnesses();
  const text = formatCheckpoint({ origin, ...head, extensions: [] });
  const lines = await Promise.all(
    witnesses.map((witness) =>
      cosign({ key: witness.key, signer: testSigner(witness.key.name) }, text, 1_700_000_000),
    ),
  );
  const checkpoint = formatNote({
    text,
    signatures: [await signAsLog({ key: logKey, signer: testSigner(origin) }, text), ...lines],
  });
  const proofs = new TileProofs(sha256, storedTiles(store));
  const anywhere = (): number => Math.floor(Math.random() * head.size);
  await timed(500, () => proofs.inclusion({ index: anywhere(), size: head.size }));
  report(
    `inclusion proof from tiles at ${entriesMax}, p50 / p99 / processor`,
    await timed(2000, () => proofs.inclusion({ index: anywhere(), size: head.size })),
    "< 1 ms",
  );
  const index = anywhere();
  const proof = await proveEntry(nodeCrypto, storedTiles(store), { index, checkpoint });
  if (!proof.ok) throw new Error(proof.error.kind);
  const policy = policyOf(
    witnesses.map((witness) => witness.key),
    3,
  );
  const entry = Buffer.from(`${index}`.padStart(32, "0"));
  const judge = (): void => {
    const verdict = judgeTlogProof(nodeCrypto, policy, { proof: proof.value, entry });
    if (verdict.kind !== "proven") throw new Error(verdict.kind);
  };
  await timed(200, judge);
  report(
    "verify a tlog-proof with 3 cosignatures, p50 / p99 / processor",
    await timed(1000, judge),
    "< 1 ms",
  );
  report("  its size", `${proof.value.length} bytes`);
  store.close();
}

async function benchVrf(): Promise<void> {
  const key = openVrfKey(vrf, sha256(Buffer.from("bench")));
  const inputs = Array.from({ length: 300 }, (_, at) => Buffer.from(`input ${at}`));
  const proofs: Uint8Array[] = [];
  const prove = (run: number): unknown =>
    (proofs[run] = vrfProve(vrf, key, inputs[run] ?? sha256(key.publicKey)));
  await timed(100, prove);
  report("VRF prove, p50 / p99 / processor", await timed(300, prove), "< 5 ms");
  const verify = (run: number): void => {
    const claim = {
      input: inputs[run] ?? sha256(key.publicKey),
      proof: proofs[run] ?? sha256(key.publicKey),
    };
    if (vrfVerify(vrf, key.publicKey, claim) === undefined) throw new Error("it verifies");
  };
  await timed(100, verify);
  report("VRF verify, p50 / p99 / processor", await timed(300, verify), "< 5 ms");
}

async function benchDirectory(): Promise<void> {
  const witnesses = threeWitnesses();
  const ports = portsOver(new MemoryLogStore(), witnesses);
  const store = new MemoryDirectoryStore();
  await fillTree(store);
  const vrfKey = openVrfKey(vrf, sha256(Buffer.from("bench")));
  const openingSecret = sha256(vrfKey.publicKey);
  const env = { sha256, vrf, vrfKey, openingSecret, store, random: randomBytes, paddingLeaves: 16 };
  const log = await LogWriter.open(ports);
  if (!log.ok) throw new Error(log.error.kind);
  const opened = await DirectoryService.open(env, log.value, ports);
  if (!opened.ok) throw new Error(opened.error.kind);
  const service = opened.value;
  const label = sha256(Buffer.from("account"));
  const update = (run: number): unknown =>
    service.publishEpoch([{ label, value: sha256(Buffer.from(`${run}`)) }], 1_700_000_000_000);
  report("epoch of 16 leaves on that tree, witnessed, p50 / p99 / processor", await timed(3, update));
  // The third version: a lookup has all three of its parts.
  const ask = { label, knownSize: 3, asOwner: false };
  const answer = await service.answer(ask);
  if (answer === undefined) throw new Error("no answer");
  report(`lookup at ${labelsMax} labels, 3 cosignatures`, `${answer.length} bytes`, "< 4096 bytes");
  const owner = await service.answer({ ...ask, asOwner: true });
  report("  with what the owner is shown absent", `${owner?.length} bytes`);
  report("  answer it, p50 / p99 / processor", await timed(50, () => service.answer(ask)));
  const auditor = keyOf("auditor.example", "cosignature");
  const trust: DirectoryTrust = {
    policy: policyOf(
      witnesses.map(({ key }) => key),
      3,
    ),
    auditors: [auditor],
    auditQuorum: { kind: "witness", key: auditor },
    vrfPublicKey: vrfKey.publicKey,
    staleAfterSeconds: 86_400,
  };
  const check = { label, answer, view: undefined, nowSeconds: 1_700_000_000, seen: undefined };
  const checked = (): void => {
    const { kind } = checkContact({ ...nodeCrypto, vrf }, trust, check);
    if (kind !== "unaudited") throw new Error(kind);
  };
  report("  check it, p50 / p99 / processor", await timed(50, checked));
  await log.value.close();
}

/** The first epoch: labels that others published, as leaves that look like any. */
async function fillTree(store: MemoryDirectoryStore): Promise<void> {
  const additions = Array.from({ length: labelsMax }, (_, at) => ({
    index: sha256(Buffer.from(`label ${at}`)),
    commitment: sha256(Buffer.from(`${at}`)),
  }));
  const from = await store.state();
  const none = (): Promise<PrefixNode | undefined> => Promise.resolve(undefined);
  const start = performance.now();
  const inserted = await insertLeaves(sha256, none, { root: from.root, additions });
  const entry = encodeEpoch({
    epoch: 0,
    atMs: Date.now(),
    root: inserted.root,
    auditHash: sha256(from.root),
  });
  const to = { epochs: 1, root: inserted.root };
  await store.commit({
    from,
    to,
    stored: { entry, audit: from.root },
    records: [],
    made: inserted.made,
    replaced: [],
  });
  report(`tree of ${labelsMax} labels, built`, `${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** What a server's directory grows by without any news, and what a full epoch takes. */
async function benchFolder(): Promise<void> {
  const place = join(folder, "served");
  const ledger = new LedgerFolder({
    folder: place,
    serverId: randomBytes(32),
    policy: undefined,
    nowMs: Date.now(),
  });
  await ledger.begin();
  const bytes = (): number => statSync(join(place, "directory.sqlite")).size;
  const epochs = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made++) await ledger.publishEpoch([], Date.now());
  };
  await epochs(300);
  const before = bytes();
  await epochs(600);
  report(
    "a served directory grows by",
    `${Math.round((bytes() - before) / 600)} bytes an epoch without news`,
  );
  const updates = Array.from({ length: 256 }, () => ({ label: randomBytes(32), value: randomBytes(35) }));
  const start = performance.now();
  await ledger.publishEpoch(updates, Date.now());
  report("an epoch of 256 new accounts takes", `${Math.round(performance.now() - start)} ms`);
  await ledger.close();
}

console.log(`Node ${process.version}, ${process.platform}-${process.arch}`);
try {
  await benchVrf();
  await benchAppend();
  await benchProofs();
  await benchDirectory();
  await benchFolder();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
