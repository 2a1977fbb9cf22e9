import {
  AccountId,
  encode,
  GrantId,
  introduction as introductionCodec,
  introductionSigningInput,
  limits,
  type Introduction,
} from "@bridle/protocol";
import { arbitraryOf, deepFrozen, largestOf, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  deriveGrantKeys,
  ed25519Sign,
  hpkeSeal,
  isIntroductionKeyOf,
  openIntroduction,
  sealIntroduction,
  type CryptoProvider,
  type SignatureKeyPair,
} from "../../src/index.ts";
import { accountOf, deviceOf, stateOf } from "../identity/accounts.ts";
import { bytesOf, cutOrExtended, flipped, oneByteChanged, seededCrypto } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("introductions");
const [ada, ben] = [accountOf("ada"), accountOf("ben")];
const grantSecret = bytesOf("ben's grant to ada", 32);
type Words = Omit<Introduction, "version" | "signatureKey" | "signature">;
const said: Words = {
  accountId: ben.accountId,
  handle: "ben",
  displayName: "Ben",
  text: "We met at the library.",
  grantId: deriveGrantKeys(grantSecret).grantId,
  grantSecret,
};
const toAda = { accountId: ada.accountId, introductionKey: ada.keys.introduction.publicKey };
const mine = { accountId: ada.accountId, keys: ada.keys.introduction };
const cannotOpen = { ok: false, error: "cannot_open" };
const malformed = { ok: false, error: "malformed" };

async function sealedTo(
  to: typeof toAda,
  words: Words,
  signer: SignatureKeyPair = ben.device,
): Promise<Uint8Array> {
  const sealed = await sealIntroduction(crypto, to, { said: words, signer });
  if (!sealed.ok) throw new Error(sealed.error.kind);
  return sealed.value;
}

const sealed = await sealedTo(toAda, said);

/** The neutral point: to a lenient verifier this key and signature fit every message. */
const neutral = new Uint8Array(32).with(0, 1);
const forAll = new Uint8Array(64).with(0, 1);

/** What a device signs, and what comes back. */
function signedBy(words: Words, signer: SignatureKeyPair, to = ada.accountId): Introduction {
  const unsigned = {
    ...words,
    version: 1,
    signatureKey: signer.publicKey,
    signature: new Uint8Array(64),
  };
  const signature = ed25519Sign(signer.privateKey, introductionSigningInput(to, unsigned));
  return { ...unsigned, signature };
}

/** As a sender makes it who keeps to no form. */
async function sealedByALiar(plaintext: Uint8Array): Promise<Uint8Array> {
  const info = new Uint8Array([
    ...new TextEncoder().encode("bridle/introduction/v1\0"),
    ...AccountId.toBytes(ada.accountId),
  ]);
  const out = await hpkeSeal(crypto, { publicKey: toAda.introductionKey, info, plaintext });
  if (!out.ok) throw new Error(out.error.kind);
  return new Uint8Array([...out.value.enc, ...out.value.ciphertext]);
}

function padded(message: Uint8Array, size: number = limits.introductionPlaintext): Uint8Array {
  const out = new Uint8Array(size);
  out.set([message.length >> 8, message.length & 0xff]);
  out.set(message, 2);
  return out;
}

const honest = signedBy(said, ben.device);
const message = encode(introductionCodec, honest);

describe("an introduction", () => {
  test("[G6] opens with the recipient's introduction key", async () => {
    expect(await openIntroduction(crypto, mine, sealed)).toEqual({ ok: true, value: honest });
  });

  test("[G6] whatever is in it comes back", async () => {
    const any = arbitraryOf(introductionCodec).map((words) => ({
      ...words,
      version: 1,
      grantId: deriveGrantKeys(words.grantSecret).grantId,
    }));
    await fc.assert(
      fc.asyncProperty(any, async (words) => {
        const bytes = await sealedTo(toAda, words);
        const value = signedBy(words, ben.device);
        expect(await openIntroduction(crypto, mine, bytes)).toEqual({ ok: true, value });
      }),
      { numRuns: 10 },
    );
  });

  test("[G6] opens with no other key of hers, and not for another", async () => {
    for (const keys of [ada.keys.blob, ben.keys.introduction]) {
      expect(await openIntroduction(crypto, { ...mine, keys }, sealed)).toEqual(cannotOpen);
    }
  });

  test("[G6] to one account opens for no other, even of the same key", async () => {
    await fc.assert(
      fc.asyncProperty(oneByteChanged(AccountId.toBytes(ada.accountId)), async (id) => {
        const accountId = AccountId.fromBytes(id)!;
        expect(await openIntroduction(crypto, { ...mine, accountId }, sealed)).toEqual(cannotOpen);
      }),
      { numRuns: 5 },
    );
  });

  test("[G6] with a byte changed is refused, wherever it is", async () => {
    // Both ends of the ML-KEM and the X25519 ciphertext, of what is sealed and of its tag.
    for (const at of [0, 1087, 1088, 1119, 1120, 3167, 3168, 3183]) {
      expect(await openIntroduction(crypto, mine, flipped(sealed, at))).toEqual(cannotOpen);
    }
    await fc.assert(
      fc.asyncProperty(oneByteChanged(sealed), async (changed) => {
        expect(await openIntroduction(crypto, mine, changed)).toEqual(cannotOpen);
      }),
      { numRuns: 25 },
    );
  });

  test("[G6] of two introductions no half fits the other", async () => {
    const other = await sealedTo(toAda, said);
    expect(other).not.toEqual(sealed);
    const crossed = new Uint8Array([...sealed.slice(0, 1120), ...other.slice(1120)]);
    expect(await openIntroduction(crypto, mine, crossed)).toEqual(cannotOpen);
  });

  test("[G6] of zeros, or to a point of low order, is refused", async () => {
    expect(await openIntroduction(crypto, mine, new Uint8Array(limits.introductionSealed))).toEqual(
      cannotOpen,
    );
    const lowOrder = sealed.slice();
    lowOrder.fill(0, 1088, 1120);
    expect(await openIntroduction(crypto, mine, lowOrder)).toEqual(cannotOpen);
  });

  test("[G7] has one size, whatever is in it", async () => {
    const largest = { ...largestOf(introductionCodec), grantSecret, grantId: said.grantId };
    const shortest = { ...said, handle: undefined, displayName: undefined, text: "" };
    for (const words of [largest, shortest]) {
      expect(await sealedTo(toAda, words)).toHaveLength(limits.introductionSealed);
    }
  });

  test("[G7] of another size is refused before any key is used", async () => {
    const untouchable: CryptoProvider = {
      get subtle(): never {
        throw new Error("a key was used");
      },
      randomBytes: () => {
        throw new Error("randomness was used");
      },
    };
    await fc.assert(
      fc.asyncProperty(cutOrExtended(sealed), async (bytes) => {
        expect(await openIntroduction(untouchable, mine, bytes)).toEqual(malformed);
      }),
      { numRuns: 50 },
    );
  });

  test("[G7] of its own form opens, whoever wrote it", async () => {
    const bytes = await sealedByALiar(padded(message));
    expect(await openIntroduction(crypto, mine, bytes)).toEqual({ ok: true, value: honest });
  });

  test.each<[string, Uint8Array]>([
    ["a length that leads outside", padded(message).with(0, 0xff)],
    ["a length that cuts", padded(message).with(1, (message.length & 0xff) - 1)],
    ["a length that takes in a zero", padded(message).with(1, (message.length & 0xff) + 1)],
    ["no length", padded(new Uint8Array())],
    ["a byte in the padding", padded(message).with(2047, 1)],
    ["version 0", padded(message.with(0, 0))],
    ["version 2", padded(message.with(0, 2))],
    ["another grammar", padded(bytesOf("noise", 700))],
  ])("[G7] of another form is refused although it opens: %s", async (_form, plaintext) => {
    expect(await openIntroduction(crypto, mine, await sealedByALiar(plaintext))).toEqual(malformed);
  });

  test("[G8] names the grant whose secret it carries", async () => {
    const grantId = GrantId.fromBytes(bytesOf("another grant", 16))!;
    const lie = encode(introductionCodec, signedBy({ ...said, grantId }, ben.device));
    const bytes = await sealedByALiar(padded(lie));
    expect(await openIntroduction(crypto, mine, bytes)).toEqual(malformed);
    await expect(sealedTo(toAda, { ...said, grantId })).rejects.toThrow("grant id");
  });

  test("[G11] with a byte of it changed after it was signed is refused, wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(oneByteChanged(message), async (changed) => {
        expect(await openIntroduction(crypto, mine, await sealedByALiar(padded(changed)))).toEqual(malformed);
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, Introduction]>([
    ["nobody", { ...honest, signature: new Uint8Array(64) }],
    [
      "another key than it names",
      { ...honest, signature: signedBy(said, deviceOf("eve's phone")).signature },
    ],
    ["the key of another introduction", { ...honest, signatureKey: deviceOf("eve's phone").publicKey }],
    ["a key of small order", { ...honest, signatureKey: neutral, signature: forAll }],
    ["its sender, for another recipient", signedBy(said, ben.device, accountOf("carol").accountId)],
    ["its sender, in another name", { ...honest, accountId: accountOf("carol").accountId }],
    ["its sender, with other words", { ...honest, text: "We never met." }],
  ])("[G11] signed by %s is refused", async (_who, words) => {
    const bytes = await sealedByALiar(padded(encode(introductionCodec, words)));
    expect(await openIntroduction(crypto, mine, bytes)).toEqual(malformed);
  });

  test("[G11] can't be passed on: what was written to Ada is nothing to Carol", async () => {
    const carol = accountOf("carol");
    const to = { accountId: carol.accountId, keys: carol.keys.introduction };
    const info = new Uint8Array([
      ...new TextEncoder().encode("bridle/introduction/v1\0"),
      ...AccountId.toBytes(carol.accountId),
    ]);
    const plaintext = padded(message);
    const out = await hpkeSeal(crypto, { publicKey: carol.keys.introduction.publicKey, info, plaintext });
    if (!out.ok) throw new Error(out.error.kind);
    const passedOn = new Uint8Array([...out.value.enc, ...out.value.ciphertext]);
    expect(await openIntroduction(crypto, to, passedOn)).toEqual(malformed);
  });

  test("[G11] names the key that signed; whose it is, is for the caller to find out", async () => {
    const carol = accountOf("carol").accountId;
    const eve = deviceOf("eve's phone");
    const bytes = await sealedTo(toAda, { ...said, accountId: carol }, eve);
    expect(await openIntroduction(crypto, mine, bytes)).toMatchObject({
      ok: true,
      value: { accountId: carol, signatureKey: eve.publicKey },
    });
  });

  test("[G6] isn't sealed to a key of another size", async () => {
    for (const size of [0, 32, 1215, 1217]) {
      const to = { ...toAda, introductionKey: new Uint8Array(size) };
      expect(await sealIntroduction(crypto, to, { said, signer: ben.device })).toEqual({
        ok: false,
        error: { kind: "bad_public_key" },
      });
    }
  });

  test("[G10] sealing and opening change nothing", async () => {
    const given = deepFrozen({ toAda, by: { said, signer: ben.device }, mine, sealed });
    const before = snapshot(given);
    await sealIntroduction(crypto, given.toAda, given.by);
    await openIntroduction(crypto, given.mine, given.sealed);
    expect(snapshot(given)).toBe(before);
  });
});

describe("an introduction key", () => {
  const { introductionKeyHash } = stateOf(ada.chain);
  const key = toAda.introductionKey;

  test("[G9] is the one whose hash the genesis names", () => {
    expect(isIntroductionKeyOf(key, introductionKeyHash)).toBe(true);
    expect(isIntroductionKeyOf(ben.keys.introduction.publicKey, introductionKeyHash)).toBe(false);
    expect(isIntroductionKeyOf(ada.keys.blob.publicKey, introductionKeyHash)).toBe(false);
  });

  test("[G9] with a byte changed, cut or extended isn't", () => {
    fc.assert(
      fc.property(fc.oneof(oneByteChanged(key), cutOrExtended(key)), (other) => {
        expect(isIntroductionKeyOf(other, introductionKeyHash)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(oneByteChanged(introductionKeyHash), cutOrExtended(introductionKeyHash)),
        (other) => {
          expect(isIntroductionKeyOf(key, other)).toBe(false);
        },
      ),
    );
  });
});
