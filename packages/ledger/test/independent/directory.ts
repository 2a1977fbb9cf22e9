import { createHash } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { type Key, label as keyLabel, openCheckpoint, rootOf, type Rules, sha256 } from "./tlog.ts";

// The second verifier's directory half, written from packages/ledger/SPEC.md and RFC 9381.

export type Verdict = "verified" | "unaudited" | "different_keys" | "unavailable";

const { Point } = ed25519;
const order = Point.Fn.ORDER;

export interface Asked {
  readonly rules: Rules;
  readonly auditor: Key;
  readonly vrfKey: Buffer;
  readonly label: Buffer;
  readonly nowSeconds: number;
  readonly staleAfterSeconds: number;
}

class Cut extends Error {}

class Bytes {
  readonly #all: Buffer;
  #at = 0;
  constructor(all: Buffer) {
    this.#all = all;
  }
  take(count: number): Buffer {
    if (this.#at + count > this.#all.length) throw new Cut();
    this.#at += count;
    return this.#all.subarray(this.#at - count, this.#at);
  }
  number(count: number): number {
    const value = this.take(count).reduce((sum, byte) => sum * 256 + byte, 0);
    if (!Number.isSafeInteger(value)) throw new Cut();
    return value;
  }
  many<T>(countBytes: number, max: number, read: () => T): T[] {
    const count = this.number(countBytes);
    if (count > max) throw new Cut();
    return Array.from({ length: count }, read);
  }
  end(): void {
    if (this.#at !== this.#all.length) throw new Cut();
  }
}

interface Search {
  readonly vrf: Buffer;
  readonly siblings: readonly (Buffer | undefined)[];
  readonly end: { readonly kind: number; readonly index?: Buffer; readonly commitment?: Buffer };
}

function readSearch(from: Bytes): Search {
  const vrf = from.take(80);
  const siblings = from.many(1, 255, () => {
    const there = from.number(1);
    if (there > 1) throw new Cut();
    return there === 1 ? from.take(32) : undefined;
  });
  const kind = from.number(1);
  if (kind === 1) return { vrf, siblings, end: { kind, commitment: from.take(32) } };
  if (kind === 2) return { vrf, siblings, end: { kind } };
  if (kind === 3) return { vrf, siblings, end: { kind, index: from.take(32), commitment: from.take(32) } };
  throw new Cut();
}

/** A first look at a contact's entry: no earlier view, nothing seen before. */
export function judgeAnswer(answer: Buffer, asked: Asked): Verdict {
  try {
    return judge(new Bytes(answer), asked);
  } catch (thrown) {
    if (thrown instanceof Cut) return "unavailable";
    throw thrown;
  }
}

function judge(from: Bytes, asked: Asked): Verdict {
  const entry = from.take(from.number(1));
  const path = from.many(1, 63, () => from.take(32));
  const noteBytes = from.take(from.number(4));
  const note = noteBytes.toString();
  const kind = from.number(1);
  const versionBytes = kind === 1 ? from.take(8) : Buffer.alloc(0);
  const value = kind === 1 ? from.take(from.number(1)) : Buffer.alloc(0);
  const opening = kind === 1 ? from.take(32) : Buffer.alloc(0);
  if (kind !== 1 && kind !== 2) throw new Cut();
  const first = readSearch(from);
  const marker = kind === 1 ? from.many(1, 1, () => readSearch(from)) : [];
  const next = kind === 1 ? readSearch(from) : undefined;
  from.many(1, 63, () => from.take(32));
  from.many(2, 4096, () => readSearch(from));
  from.end();
  if (value.length > 128 || entry.length > 81 || !Buffer.from(note).equals(noteBytes)) throw new Cut();
  const version = kind === 1 ? new Bytes(versionBytes).number(8) : 0;

  const opened = openCheckpoint(note, asked.rules, [asked.auditor]);
  if (opened === "contradicted") return "different_keys";
  if (opened === "not_proven") return "unavailable";
  const epoch = entry.length === 81 && entry[0] === 1 ? Number(entry.readBigUInt64BE(1)) : -1;
  const { size, root } = opened.head;
  const top = rootOf(sha256(Buffer.of(0), entry), { index: size - 1n, size }, path);
  if (BigInt(epoch) !== size - 1n || top?.equals(root) !== true) return "unavailable";
  const signed = quorumTime(opened.times, asked.rules);
  if (signed < asked.nowSeconds - asked.staleAfterSeconds || signed > asked.nowSeconds + 300)
    return "unavailable";

  const tree = entry.subarray(17, 49);
  const leads = (search: Search, number: number): boolean =>
    leadsTo(tree, search, placeOf(asked, number, search.vrf));
  const calm: Verdict = opened.times.has(keyLabel(asked.auditor)) ? "verified" : "unaudited";
  if (kind === 2) return first.end.kind !== 1 && leads(first, 1) ? calm : "different_keys";

  if (version < 1 || version > epoch + 1) return "different_keys";
  const power = 2 ** Math.floor(Math.log2(version));
  const commitment = sha256(
    Buffer.from("bridle/directory/commitment/v1\0"),
    Buffer.of(asked.label.length),
    asked.label,
    versionBytes,
    Buffer.of(value.length),
    value,
    opening,
  );
  const newestHolds =
    first.end.kind === 1 && first.end.commitment?.equals(commitment) === true && leads(first, version);
  const [mark] = marker;
  const markerHolds = power === version ? mark === undefined : mark?.end.kind === 1 && leads(mark, power);
  const nextAbsent = next !== undefined && next.end.kind !== 1 && leads(next, version + 1);
  return newestHolds && markerHolds && nextAbsent ? calm : "different_keys";
}

function quorumTime(times: ReadonlyMap<string, number>, rules: Rules): number {
  const known = new Set(rules.cosigners.map(keyLabel));
  const mine = [...times].filter(([key]) => known.has(key));
  const good = mine
    .map(([, at]) => at)
    .filter((at) => rules.enough(new Set(mine.filter(([, other]) => other >= at).map(([key]) => key))));
  return Math.max(...good);
}

function bit(index: Buffer, depth: number): number {
  return (index[depth >> 3]! >> (7 - (depth & 7))) & 1;
}

function leadsTo(root: Buffer, search: Search, index: Buffer | undefined): boolean {
  if (index === undefined) return false;
  const { siblings, end } = search;
  let hash: Buffer = Buffer.alloc(32);
  if (end.kind === 1) hash = sha256(Buffer.of(2), index, end.commitment!);
  if (end.kind === 3) {
    if (end.index!.equals(index)) return false;
    for (let depth = 0; depth < siblings.length; depth++)
      if (bit(end.index!, depth) !== bit(index, depth)) return false;
    hash = sha256(Buffer.of(2), end.index!, end.commitment!);
  }
  if (end.kind === 2 && siblings.length > 0 && (siblings.at(-1) ?? Buffer.alloc(32)).equals(Buffer.alloc(32)))
    return false;
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? Buffer.alloc(32);
    hash =
      bit(index, depth) === 1 ? sha256(Buffer.of(3), sibling, hash) : sha256(Buffer.of(3), hash, sibling);
  }
  return hash.equals(root);
}

function placeOf(asked: Asked, version: number, proof: Buffer): Buffer | undefined {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(version));
  const input = Buffer.concat([
    Buffer.from("bridle/directory/vrf/v1\0"),
    Buffer.of(asked.label.length),
    asked.label,
    number,
  ]);
  return vrfOutput(asked.vrfKey, input, proof)?.subarray(0, 32);
}

const sha512 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash("sha512").update(Buffer.concat(parts)).digest();
const little = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex") || "0"}`);

function pointOf(bytes: Uint8Array): typeof Point.BASE | undefined {
  try {
    return Point.fromBytes(Uint8Array.from(bytes), false);
  } catch {
    return undefined;
  }
}

/** RFC 9381 §5.3 for suite 0x03. */
export function vrfOutput(publicKey: Buffer, input: Buffer, proof: Buffer): Buffer | undefined {
  const [y, gamma] = [pointOf(publicKey), pointOf(proof.subarray(0, 32))];
  const [c, s] = [little(proof.subarray(32, 48)), little(proof.subarray(48))];
  if (y === undefined || gamma === undefined || y.isSmallOrder() || s >= order) return undefined;
  let h: typeof Point.BASE | undefined;
  for (let counter = 0; h === undefined && counter < 256; counter++) {
    const point = pointOf(sha512(Buffer.of(3, 1), publicKey, input, Buffer.of(counter, 0)).subarray(0, 32));
    const cleared = point?.double().double().double();
    if (cleared !== undefined && !cleared.is0()) h = cleared;
  }
  if (h === undefined) return undefined;
  const u = Point.BASE.multiplyUnsafe(s).subtract(y.multiplyUnsafe(c));
  const v = h.multiplyUnsafe(s).subtract(gamma.multiplyUnsafe(c));
  const points = [y, h, gamma, u, v].map((point) => point.toBytes());
  const again = sha512(Buffer.of(3, 2), ...points, Buffer.of(0)).subarray(0, 16);
  if (little(again) !== c) return undefined;
  return sha512(Buffer.of(3, 3), gamma.double().double().double().toBytes(), Buffer.of(0));
}
