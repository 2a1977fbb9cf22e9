import { assert, equalBytes, type Sha256, toHex } from "@bridle/protocol";
import { encodeAudit } from "./audit.ts";
import type { DirectoryRecord, DirectoryState, DirectoryStore, StoredEpoch } from "./directory-store.ts";
import { encodeEpoch } from "./epoch.ts";
import type { LookupAnswer, VersionProof } from "./lookup.ts";
import { insertLeaves, searchTree } from "./prefix-insert.ts";
import type { PrefixLeaf } from "./prefix-tree.ts";
import {
  absentVersions,
  commitmentTo,
  labelBytesMax,
  type LabelVersion,
  markerOf,
  openingOf,
  type Place,
  type PlaceMemory,
  placeOf,
  valueBytesMax,
} from "./versions.ts";
import type { VrfCrypto, VrfKey } from "./vrf.ts";

/** What a directory is kept with. */
export interface DirectoryEnv<Point> {
  readonly sha256: Sha256;
  readonly vrf: VrfCrypto<Point>;
  readonly vrfKey: VrfKey<Point>;
  /** 32 secret bytes from which openings are made. */
  readonly openingSecret: Uint8Array;
  readonly store: DirectoryStore;
  /** So many random bytes, for padding. */
  readonly random: (bytes: number) => Uint8Array;
  /** Each epoch adds a multiple of this many leaves, so that its size shows little. */
  readonly paddingLeaves: number;
  /** Keeps what was computed: a version's place never changes. */
  readonly places?: PlaceMemory;
}

/** The newest value of a label, to be published in the next epoch. */
export interface DirectoryUpdate {
  readonly label: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * Padding for directories of fewer than about ten thousand people, where an epoch's size would tell who
 * met whom.
 */
export const paddingLeavesDefault = 16;

/**
 * Commits the next epoch: each label's update becomes its next version, one version an epoch at most; the
 * rest of the bucket is filled with leaves that nobody can tell from real ones [L43]. The entry then goes
 * into the directory's log as entry number `epoch`; until that is published, answers come from the epoch
 * before.
 */
export async function commitEpoch<Point>(
  env: DirectoryEnv<Point>,
  updates: readonly DirectoryUpdate[],
  atMs: number,
): Promise<StoredEpoch> {
  const from = await env.store.state();
  const records = await recordsOf(env, updates, from);
  const real = records.map((record) => leafOf(env, record));
  const additions = [...real, ...paddingFor(env, real.length)];
  const inserted = await insertLeaves(env.sha256, (hash) => env.store.node(hash), {
    root: from.root,
    additions,
  });
  const audit = encodeAudit({ additions: inserted.additions, tokens: inserted.tokens });
  const epoch = from.epochs;
  const entry = encodeEpoch({ epoch, atMs, root: inserted.root, auditHash: env.sha256(audit) });
  const stored = { entry, audit };
  const to = { epochs: epoch + 1, root: inserted.root };
  const { made, replaced } = inserted;
  const outcome = await env.store.commit({ from, to, stored, records, made, replaced });
  assert(outcome === "committed", "a directory has one writer");
  return stored;
}

/** What the directory says of a label in the tree of one epoch, by default the newest committed one. */
export async function answerLookup<Point>(
  env: DirectoryEnv<Point>,
  tree: { readonly epoch: number; readonly root: Uint8Array },
  label: Uint8Array,
): Promise<LookupAnswer> {
  const record = await env.store.newest(label, tree.epoch);
  if (record === undefined)
    return { kind: "unknown", first: await prove(env, tree.root, { label, version: 1 }) };
  const { version, value } = record;
  const marker = markerOf(version);
  return {
    kind: "present",
    version,
    value,
    opening: openingOf(env.sha256, env.openingSecret, record),
    newest: await prove(env, tree.root, record),
    marker: marker === version ? [] : [await prove(env, tree.root, { label, version: marker })],
    next: await prove(env, tree.root, { label, version: version + 1 }),
  };
}

/** For the owner: that no later version is anywhere in the tree, in the order of `absentVersions`. */
export async function answerOwner<Point>(
  env: DirectoryEnv<Point>,
  tree: { readonly epoch: number; readonly root: Uint8Array },
  label: Uint8Array,
): Promise<readonly VersionProof[]> {
  const newest = (await env.store.newest(label, tree.epoch))?.version ?? 0;
  const absent: VersionProof[] = [];
  for (const version of absentVersions(newest, tree.epoch + 1)) {
    absent.push(await prove(env, tree.root, { label, version }));
  }
  return absent;
}

async function prove<Point>(
  env: DirectoryEnv<Point>,
  root: Uint8Array,
  at: LabelVersion,
): Promise<VersionProof> {
  const { index, proof } = place(env, at);
  return { vrf: proof, search: await searchTree((hash) => env.store.node(hash), root, index) };
}

function place<Point>(env: DirectoryEnv<Point>, at: LabelVersion): Place {
  const known = env.places?.get(at);
  if (known !== undefined) return known;
  const made = placeOf(env.vrf, env.vrfKey, at);
  env.places?.put(at, made);
  return made;
}

async function recordsOf<Point>(
  env: DirectoryEnv<Point>,
  updates: readonly DirectoryUpdate[],
  from: DirectoryState,
): Promise<readonly DirectoryRecord[]> {
  const newest = new Map(updates.map((update) => [toHex(update.label), update] as const));
  const records: DirectoryRecord[] = [];
  for (const { label, value } of newest.values()) {
    assert(label.length <= labelBytesMax && value.length <= valueBytesMax, "labels and values are short");
    const before = await env.store.newest(label, from.epochs);
    // So that an update which is tried again isn't published twice.
    if (before !== undefined && equalBytes(before.value, value)) continue;
    records.push({ label, value, version: (before?.version ?? 0) + 1, epoch: from.epochs });
  }
  return records;
}

function leafOf<Point>(env: DirectoryEnv<Point>, record: DirectoryRecord): PrefixLeaf {
  const opening = openingOf(env.sha256, env.openingSecret, record);
  const { index } = place(env, record);
  return { index, commitment: commitmentTo(env.sha256, { ...record, opening }) };
}

function paddingFor<Point>(env: DirectoryEnv<Point>, real: number): readonly PrefixLeaf[] {
  const buckets = Math.max(1, Math.ceil(real / env.paddingLeaves));
  const missing = buckets * env.paddingLeaves - real;
  return Array.from({ length: missing }, () => ({ index: env.random(32), commitment: env.random(32) }));
}
