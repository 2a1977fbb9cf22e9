import { deepFrozen, snapshot } from "@bridle/testkit";
import { describe, expect, test, vi } from "vitest";
import {
  ConversationId,
  decode,
  encode,
  limits,
  receipt,
  receiptHolds,
  receiptLeafHash,
  receiptSigningInput,
  smallTree,
  type Receipt,
  type ReceiptLeaf,
} from "../src/index.ts";
import { crypto, keyPair, sha256, START } from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const server = keyPair("server");
const conversationId = ConversationId.parse("0a".repeat(16));

function leaf(order: number): ReceiptLeaf {
  if (conversationId === undefined) throw new Error("a conversation id has 16 bytes");
  return {
    conversationId,
    order,
    atMs: START,
    commitment: new Uint8Array(32).fill(order),
    ciphertextHash: new Uint8Array(32).fill(0xcc),
  };
}

/** A batch as the server signs it. */
function batch(size: number): readonly { readonly leaf: ReceiptLeaf; readonly receipt: Receipt }[] {
  const leaves = Array.from({ length: size }, (_, index) => leaf(index));
  const tree = smallTree(
    sha256,
    leaves.map((entry) => receiptLeafHash(sha256, entry)),
  );
  const signature = server.sign(receiptSigningInput(tree.root));
  return leaves.map((entry, index) => ({
    leaf: entry,
    receipt: { index, size, path: tree.paths[index] ?? [], signature },
  }));
}

describe("[P30] a receipt holds for one leaf under one signed root", () => {
  test.each([1, 2, 3, 8, 21])("in a batch of %i", (size) => {
    for (const claim of batch(size)) {
      expect(receiptHolds(crypto, server.publicKey, claim)).toBe(true);
      expect(decode(receipt, encode(receipt, claim.receipt))).toEqual({ ok: true, value: claim.receipt });
    }
  });

  test("not for another leaf, whatever differs", () => {
    const [claim] = batch(5);
    if (claim === undefined) throw new Error("a batch of five");
    const other = ConversationId.parse("0b".repeat(16));
    const changes: readonly Partial<ReceiptLeaf>[] = [
      { order: 77 },
      { atMs: START + 1 },
      { commitment: new Uint8Array(32).fill(9) },
      { ciphertextHash: new Uint8Array(32) },
      other === undefined ? {} : { conversationId: other },
    ];
    for (const changed of changes) {
      const claimed = { ...claim, leaf: { ...claim.leaf, ...changed } };
      expect(receiptHolds(crypto, server.publicKey, claimed)).toBe(false);
    }
  });

  test("not at another place, with another path, key or signature", () => {
    const [claim, next] = batch(5);
    if (claim === undefined || next === undefined) throw new Error("a batch of five");
    const changes: readonly Partial<Receipt>[] = [
      { index: 1 },
      { index: 5 },
      { size: 0 },
      { size: 1 },
      { path: next.receipt.path },
      { path: [] },
      { signature: new Uint8Array(64) },
    ];
    for (const changed of changes) {
      const claimed = { ...claim, receipt: { ...claim.receipt, ...changed } };
      expect(receiptHolds(crypto, server.publicKey, claimed)).toBe(false);
    }
    expect(receiptHolds(crypto, keyPair("another server").publicKey, claim)).toBe(false);
  });

  test("an inner node of the tree is no leaf: a signed root can't be stretched over more", () => {
    const [claim] = batch(4);
    if (claim === undefined) throw new Error("a batch of four");
    const shorter = { ...claim.receipt, size: 2, path: claim.receipt.path.slice(1) };
    expect(receiptHolds(crypto, server.publicKey, { leaf: claim.leaf, receipt: shorter })).toBe(false);
  });
});

test("[P10] the last place of the largest batch has a receipt", () => {
  const last = {
    index: limits.receiptBatchMax - 1,
    size: limits.receiptBatchMax,
    path: Array.from({ length: 16 }, () => new Uint8Array(32)),
    signature: new Uint8Array(64),
  };
  expect(decode(receipt, encode(receipt, last))).toEqual({ ok: true, value: last });
});

test("[P8] checking a receipt changes nothing of it", () => {
  const [claim] = batch(3);
  const before = snapshot(deepFrozen(claim));
  if (claim !== undefined) receiptHolds(crypto, server.publicKey, claim);
  expect(snapshot(claim)).toBe(before);
});
