import { concatBytes } from "./bytes.ts";
import { encode, fixedBytes, list, struct, u16, u53, type Infer } from "./codec.ts";
import { ConversationId } from "./ids.ts";
import { leafHash, rootFromPath, type Sha256 } from "./merkle.ts";
import { utf8Encode } from "./utf8.ts";

// Franking (DESIGN §9): the server signs one Merkle root for each batch that it made durable. A leaf
// says that a ciphertext with this commitment was accepted at this place and time, and not by whom.

export const receiptLeaf = struct({
  conversationId: ConversationId.codec,
  order: u53,
  atMs: u53,
  commitment: fixedBytes(32),
  ciphertextHash: fixedBytes(32),
});
export type ReceiptLeaf = Infer<typeof receiptLeaf>;

/**
 * Position in the batch, path to its root, and the server's Ed25519 signature of that root. A batch has at
 * most `limits.receiptBatchMax` leaves.
 */
export const receipt = struct({
  index: u16,
  size: u16,
  path: list(fixedBytes(32), { max: 16 }),
  signature: fixedBytes(64),
});
export type Receipt = Infer<typeof receipt>;

const LEAF = utf8Encode("bridle/receipt-leaf/v1\0");
const ROOT = utf8Encode("bridle/receipt-root/v1\0");

export function receiptLeafHash(sha256: Sha256, leaf: ReceiptLeaf): Uint8Array {
  return leafHash(sha256, concatBytes(LEAF, encode(receiptLeaf, leaf)));
}

/** What the server signs for a batch. */
export function receiptSigningInput(root: Uint8Array): Uint8Array {
  return concatBytes(ROOT, root);
}

export function receiptHolds(
  crypto: {
    readonly sha256: Sha256;
    verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  },
  serverKey: Uint8Array,
  claim: { readonly leaf: ReceiptLeaf; readonly receipt: Receipt },
): boolean {
  const leaf = receiptLeafHash(crypto.sha256, claim.leaf);
  const root = rootFromPath(crypto.sha256, leaf, claim.receipt);
  if (root === undefined) return false;
  return crypto.verifyEd25519(serverKey, receiptSigningInput(root), claim.receipt.signature);
}
