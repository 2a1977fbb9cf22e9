import { assert, concatBytes, equalBytes, err, ok, type Result } from "@bridle/protocol";
import { clientStateEncoder, defaultExtensionTypes, encode, protocolVersions, wireformats } from "ts-mls";
import { ed25519Sign } from "../crypto/ed25519.ts";
import { libraryState, type Group } from "./group.ts";
import { signContent, verifyWithLabel } from "./labels.ts";
import type { MlsRefusal } from "./refusal.ts";
import { SUITES, type SuiteName } from "./suites.ts";
import { TlsReader, uint, vector } from "./tls.ts";
import { TreeHasher } from "./tree-hash.ts";
import { parseRatchetTree, type RawLeaf, type RawNode } from "./tree-nodes.ts";
import { hasSoundShape, hasUniqueKeys } from "./tree-shape.ts";

/** A GroupInfo (RFC 9420 §12.4.3) whose tree is verified; only its people are still to be checked. */
export interface GroupInfoView {
  /** As encoded: it goes into the key schedule and into signatures. */
  readonly groupContext: Uint8Array;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly confirmedTranscriptHash: Uint8Array;
  readonly confirmationTag: Uint8Array;
  /** The leaf of the member who made it. */
  readonly signer: number;
  readonly ratchetTree: Uint8Array;
  readonly nodes: readonly RawNode[];
  readonly externalPub: Uint8Array | undefined;
}

/**
 * What a member publishes, sealed, so that a listed device can come back by itself: an MLS message
 * with the tree and the key for external commits. Written here because the library leaves the
 * length out of `external_pub`, an opaque vector inside the extension (§12.4.3.2).
 */
export function exportGroupInfo(group: Group): Uint8Array {
  assert(group.status === "active", "only the current epoch is worth joining");
  const { keySchedule, confirmationTag, signaturePrivateKey } = libraryState(group);
  const { groupContext, ratchetTree } = encodedPublicState(group);
  const { publicKey } = SUITES[group.suite].hpke.kem.deriveKeyPair(keySchedule.externalSecret);
  const extensions = concatBytes(
    uint(defaultExtensionTypes.external_pub, 2),
    vector(vector(publicKey)),
    uint(defaultExtensionTypes.ratchet_tree, 2),
    vector(ratchetTree),
  );
  const signed = concatBytes(
    groupContext,
    vector(extensions),
    vector(confirmationTag),
    uint(group.leafIndex, 4),
  );
  const signature = ed25519Sign(signaturePrivateKey, signContent("GroupInfoTBS", signed));
  const header = concatBytes(uint(protocolVersions.mls10, 2), uint(wireformats.mls_group_info, 2));
  return concatBytes(header, signed, vector(signature));
}

/** The library encodes context, tree and private state one after the other. */
function encodedPublicState(group: Group): {
  readonly groupContext: Uint8Array;
  readonly ratchetTree: Uint8Array;
} {
  const reader = new TlsReader(encode(clientStateEncoder, libraryState(group)));
  readGroupContext(reader);
  const groupContext = reader.since(0);
  const start = reader.offset;
  reader.vector();
  return { groupContext, ratchetTree: reader.since(start) };
}

/**
 * Reads a GroupInfo and verifies all of it that needs no secret and no opinion: the signature of a
 * leaf in the tree, each leaf's signature, that keys are unique, the tree hash, and the parent
 * hashes (§12.4.3.1). The library's own check refuses valid trees in which one ancestor of a new
 * leaf was refreshed and another not yet (measured), so joining is ours.
 */
export function readGroupInfo(bytes: Uint8Array, suite: SuiteName): Result<GroupInfoView, MlsRefusal> {
  const parsed = parseGroupInfo(bytes);
  if (parsed === undefined) return err({ kind: "malformed" });
  const { view, treeHash, signed, signature } = parsed;
  if (parsed.version !== protocolVersions.mls10) return err({ kind: "unsupported" });
  if (parsed.suite !== SUITES[suite].id) return err({ kind: "wrong_suite" });
  const { nodes, groupId } = view;
  if (!hasSoundShape(nodes)) return err({ kind: "invalid" });
  if (!hasUniqueKeys(nodes)) return err({ kind: "duplicate_member" });
  const signer = nodes[2 * view.signer];
  if (signer?.kind !== "leaf") return err({ kind: "unknown_member" });
  const signedInfo = { label: "GroupInfoTBS", content: signed, signature };
  if (!verifyWithLabel(signer.signatureKey, signedInfo)) return err({ kind: "bad_signature" });
  const hasher = new TreeHasher(nodes, SUITES[suite].hpke.kdf.hash);
  if (!equalBytes(hasher.root(), treeHash) || !hasher.hasValidParents()) return err({ kind: "invalid" });
  const leavesAreSigned = nodes.every(
    (node, index) => node?.kind !== "leaf" || isSignedLeaf(node, index / 2, groupId),
  );
  return leavesAreSigned ? ok(view) : err({ kind: "bad_signature" });
}

/** LeafNodeTBS (§7.2) names group and index unless the leaf came in a key package. */
function isSignedLeaf(leaf: RawLeaf, leafIndex: number, groupId: Uint8Array): boolean {
  const place = leaf.source === "key_package" ? [] : [vector(groupId), uint(leafIndex, 4)];
  return verifyWithLabel(leaf.signatureKey, {
    label: "LeafNodeTBS",
    content: concatBytes(leaf.signed, ...place),
    signature: leaf.signature,
  });
}

interface ParsedGroupInfo {
  readonly view: GroupInfoView;
  readonly version: number;
  readonly suite: number;
  readonly treeHash: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

function parseGroupInfo(bytes: Uint8Array): ParsedGroupInfo | undefined {
  const reader = new TlsReader(bytes);
  const { version, suite, groupId, epoch, treeHash, confirmedTranscriptHash } = readGroupContext(reader);
  const groupContext = reader.since(0);
  const extensions = parseExtensions(reader.vector());
  const confirmationTag = reader.vector();
  const signer = reader.uint(4);
  const signed = reader.since(0);
  const signature = reader.vector();
  const ratchetTree = extensions?.get(defaultExtensionTypes.ratchet_tree);
  const nodes = ratchetTree === undefined ? undefined : parseRatchetTree(ratchetTree);
  if (!reader.complete || ratchetTree === undefined || nodes === undefined) return undefined;
  const external = extensions?.get(defaultExtensionTypes.external_pub);
  const externalPub = external === undefined ? undefined : new TlsReader(external).vector();
  const view = {
    groupContext,
    groupId,
    epoch,
    confirmedTranscriptHash,
    confirmationTag,
    signer,
    ratchetTree,
    nodes,
    externalPub,
  };
  return { view, version, suite, treeHash, signed, signature };
}

interface GroupContextView {
  readonly version: number;
  readonly suite: number;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly treeHash: Uint8Array;
  readonly confirmedTranscriptHash: Uint8Array;
}

/** GroupContext (§8.1), at the front of several structures. */
function readGroupContext(reader: TlsReader): GroupContextView {
  const version = reader.uint(2);
  const suite = reader.uint(2);
  const groupId = reader.vector();
  const epoch = reader.uint64();
  const treeHash = reader.vector();
  const confirmedTranscriptHash = reader.vector();
  reader.vector(); // extensions
  return { version, suite, groupId, epoch, treeHash, confirmedTranscriptHash };
}

/** By type; a type that comes twice is malformed (§13.4). */
function parseExtensions(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> | undefined {
  const reader = new TlsReader(bytes);
  const found = new Map<number, Uint8Array>();
  while (!reader.atEnd) {
    const type = reader.uint(2);
    if (found.has(type)) reader.fail();
    found.set(type, reader.vector());
  }
  return reader.failed ? undefined : found;
}
