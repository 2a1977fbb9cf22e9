import { TlsReader } from "./tls.ts";

// The `ratchet_tree` extension (RFC 9420 §12.4.3.3), read by ourselves: the library decodes it
// without looking at its indices and then trusts them.

export interface RawLeaf {
  readonly kind: "leaf";
  /** The LeafNode as it was encoded. */
  readonly bytes: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly signatureKey: Uint8Array;
  /** Only leaves of a commit have one. */
  readonly parentHash: Uint8Array | undefined;
  /** How the leaf came to be decides what its signature covers (§7.2). */
  readonly source: "key_package" | "update" | "commit";
  /** What of `bytes` the signature is over, before group and index are added. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

export interface RawParent {
  readonly kind: "parent";
  readonly bytes: Uint8Array;
  readonly encryptionKey: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly unmergedLeaves: readonly number[];
}

/** `undefined` for a blank node. */
export type RawNode = RawLeaf | RawParent | undefined;

const LEAF = 1;
const PARENT = 2;
const SOURCES = [undefined, "key_package", "update", "commit"] as const;

/**
 * All nodes by index, the blanks behind the last one added, so that the length is 2^d - 1; or
 * `undefined` when anything is not as it should be.
 */
export function parseRatchetTree(bytes: Uint8Array): readonly RawNode[] | undefined {
  const outer = new TlsReader(bytes);
  const reader = new TlsReader(outer.vector());
  const nodes: RawNode[] = [];
  while (!reader.atEnd) nodes.push(reader.optional() ? readNode(reader) : undefined);
  if (reader.failed || !outer.complete || nodes.at(-1) === undefined) return undefined;
  while (!isFullWidth(nodes.length)) nodes.push(undefined);
  return nodes;
}

function isFullWidth(length: number): boolean {
  return Number.isInteger(Math.log2(length + 1));
}

function readNode(reader: TlsReader): RawNode {
  const type = reader.uint(1);
  if (type === LEAF) return readLeaf(reader);
  if (type === PARENT) return readParent(reader);
  reader.fail();
  return undefined;
}

function readLeaf(reader: TlsReader): RawLeaf | undefined {
  const start = reader.offset;
  const encryptionKey = reader.vector();
  const signatureKey = reader.vector();
  reader.uint(2); // credential type
  reader.vector(); // credential
  for (let list = 0; list < 5; list++) reader.vector(); // capabilities
  const source = SOURCES[reader.uint(1)];
  if (source === "key_package") reader.raw(16); // lifetime
  const parentHash = source === "commit" ? reader.vector() : undefined;
  reader.vector(); // extensions
  const signed = reader.since(start);
  const signature = reader.vector();
  if (source === undefined) reader.fail();
  if (reader.failed || source === undefined) return undefined;
  const bytes = reader.since(start);
  return { kind: "leaf", bytes, encryptionKey, signatureKey, parentHash, source, signed, signature };
}

function readParent(reader: TlsReader): RawParent {
  const start = reader.offset;
  const encryptionKey = reader.vector();
  const parentHash = reader.vector();
  const list = new TlsReader(reader.vector());
  const unmergedLeaves: number[] = [];
  while (!list.atEnd) unmergedLeaves.push(list.uint(4));
  if (list.failed) reader.fail();
  return { kind: "parent", bytes: reader.since(start), encryptionKey, parentHash, unmergedLeaves };
}
