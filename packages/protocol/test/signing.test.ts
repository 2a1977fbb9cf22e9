import { readFileSync } from "node:fs";
import { largestOf } from "@bridle/testkit";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  chainSigningInput,
  concatBytes,
  DeviceId,
  introduction,
  introductionSigningInput,
  notice,
  noticeCode,
  noticeKeySigningInput,
  noticeSigningInput,
  proofSigningInput,
  PROOF_LABELS,
  receiptLeafHash,
  receiptSigningInput,
  ConversationId,
  toHex,
  utf8Encode,
} from "../src/index.ts";
import { phone, root } from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const serverId = new Uint8Array(32).fill(1);
const nonce = new Uint8Array(32).fill(2);
const conversationId = ConversationId.parse("0a".repeat(16));
if (conversationId === undefined) throw new Error("a conversation id has 16 bytes");

const ids = {
  accountId: (byte: string) => AccountId.parse(byte.repeat(32))!,
  deviceId: (byte: string) => DeviceId.parse(byte.repeat(16))!,
};
const session = { purpose: "session", accountId: ids.accountId("0a"), deviceId: ids.deviceId("0b") } as const;

/** What a hash function is given, instead of its hash. */
function hashed(make: (sha256: (data: Uint8Array) => Uint8Array) => unknown): Uint8Array {
  let input = new Uint8Array();
  make((data) => {
    input = Uint8Array.from(data);
    return data;
  });
  return input;
}

const address = { serverId, accountId: largestOf(introduction).accountId };

const inputs = {
  "bridle/chain/v1": chainSigningInput({
    kind: "genesis",
    version: 1,
    rootKey: root.publicKey,
    introductionKeyHash: new Uint8Array(32),
    device: { signatureKey: phone.publicKey },
  }),
  "bridle/introduction-signature/v1": introductionSigningInput(
    largestOf(introduction).accountId,
    largestOf(introduction),
  ),
  "bridle/notice/v1": noticeSigningInput(address, largestOf(notice)),
  "bridle/notice-key/v1": noticeKeySigningInput(serverId, nonce, { key: nonce, sinceMs: 1 }),
  "bridle/notice-code/v1": hashed((sha256) => noticeCode(sha256, address, largestOf(notice))),
  "bridle/session/v1": proofSigningInput(session, { serverId, nonce }),
  "bridle/find/v1": proofSigningInput({ purpose: "find", rootKey: root.publicKey }, { serverId, nonce }),
  "bridle/receipt-root/v1": receiptSigningInput(new Uint8Array(32)),
  // Behind the zero byte of a leaf (RFC 6962 §2.1).
  "bridle/receipt-leaf/v1": hashed((sha256) =>
    receiptLeafHash(sha256, {
      conversationId,
      order: 1,
      atMs: 2,
      commitment: new Uint8Array(32),
      ciphertextHash: new Uint8Array(32),
    }),
  ).slice(1),
};

describe("[P20] what is signed says for what", () => {
  test.each(Object.entries(inputs))("%s and a zero byte stand in front", (label, input) => {
    const front = concatBytes(utf8Encode(label), Uint8Array.of(0));
    expect(toHex(input.subarray(0, front.length))).toBe(toHex(front));
  });

  test("no label is another's beginning", () => {
    const labels = Object.keys(inputs);
    const beginnings = labels.filter((a) => labels.some((b) => a !== b && `${b}\0`.startsWith(a)));
    expect(beginnings).toEqual([]);
    expect(labels).toEqual(expect.arrayContaining(Object.values(PROOF_LABELS)));
  });

  test("none can be an MLS signature input, which begins with a length and `MLS 1.0 `", () => {
    for (const input of Object.values(inputs)) {
      // "br" read as a length of two bytes (RFC 9420 §2.1.2): a label of 8,818 bytes.
      expect(toHex(input.subarray(0, 2))).toBe("6272");
      expect(new TextDecoder().decode(input.subarray(2, 10))).not.toContain("MLS");
    }
  });

  test("all labels of the sources are listed here", () => {
    const sources = ["chain", "consent", "frames", "notice", "receipt"].map((name) =>
      readFileSync(new URL(`../src/${name}.ts`, import.meta.url), "utf8"),
    );
    const found = sources.flatMap((source) => source.match(/bridle\/[a-z-]+\/v\d+/g) ?? []);
    expect(new Set(found)).toEqual(new Set(Object.keys(inputs)));
  });

  test("[P43] a proof is bound to one server and nonce, and to the account and device that claim it", () => {
    const challenge = { serverId, nonce };
    const others = [
      proofSigningInput(session, { serverId: nonce, nonce: serverId }),
      proofSigningInput({ ...session, accountId: largestOf(introduction).accountId }, challenge),
      proofSigningInput({ ...session, deviceId: ids.deviceId("0c") }, challenge),
    ];
    const all = [inputs["bridle/session/v1"], ...others].map(toHex);
    expect(new Set(all).size).toBe(all.length);
    expect(inputs["bridle/session/v1"].length).toBe("bridle/session/v1".length + 1 + 64 + 48);
    expect(inputs["bridle/find/v1"].length).toBe("bridle/find/v1".length + 1 + 96);
  });
});
