import {
  AccountId,
  chainStatement,
  concatBytes,
  ConversationId,
  deviceIdOf,
  encode,
  limits,
  u53,
} from "@bridle/protocol";
import { deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  chainCrypto,
  ed25519Sign,
  hpkeOpen,
  hpkeSeal,
  openAccountBlob,
  sealAccountBlob,
  type AccountBlob,
  type BlobContact,
  type BlobConversation,
  type SignatureKeyPair,
} from "../../src/index.ts";
import {
  accountOf,
  added,
  changedByRoot,
  deviceOf,
  stateOf,
  type TestAccount,
} from "../identity/accounts.ts";
import { bytesOf, cutOrExtended, flipped, oneByteChanged, seededCrypto } from "./seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const KIB = 1024;
const crypto = seededCrypto("account blobs");
const [ada, ben] = [accountOf("ada"), accountOf("ben")];
const toSelf = {
  accountId: ada.accountId,
  blobPublicKey: ada.keys.blob.publicKey,
  version: 5,
  signer: ada.device,
};
const { devices } = stateOf(ada.chain);
const mine = { accountId: ada.accountId, keys: ada.keys.blob, version: 5, devices };
const notSigned = { ok: false, error: "not_signed" };
const cannotOpen = { ok: false, error: "cannot_open" };

function contactOf(account: Pick<TestAccount, "accountId" | "chain">): BlobContact {
  return {
    accountId: account.accountId,
    chain: account.chain,
    handle: "ben",
    displayName: "Ben",
    cameBy: "my_invite",
    sinceMs: 1_800_000_000_000,
    verifiedAtMs: undefined,
    blocked: false,
    given: bytesOf("given", 32),
    held: undefined,
  };
}

const conversation: BlobConversation = {
  conversationId: ConversationId.fromBytes(bytesOf("conversation", 16))!,
  accountId: ben.accountId,
  generation: 3,
  rejoinKey: bytesOf("rejoin", 32),
};
const blob: AccountBlob = {
  displayName: "Ada",
  contacts: [contactOf(ben)],
  conversations: [conversation],
  blockedStrangers: [accountOf("eve").accountId],
};
const empty: AccountBlob = { displayName: undefined, contacts: [], conversations: [], blockedStrangers: [] };

function withContacts(count: number): AccountBlob {
  return { ...blob, contacts: Array.from({ length: count }, () => contactOf(ben)) };
}

async function sealedBlob(what: AccountBlob, to: typeof toSelf = toSelf): Promise<Uint8Array> {
  const sealed = await sealAccountBlob(crypto, to, what);
  if (!sealed.ok) throw new Error(sealed.error.kind);
  return sealed.value;
}

const sealed = await sealedBlob(blob);

const INFO = new Uint8Array([
  ...new TextEncoder().encode("bridle/account-blob/v1\0"),
  ...AccountId.toBytes(ada.accountId),
  ...encode(u53, mine.version),
]);

/** As somebody makes it who knows the public key and keeps to no form. */
async function sealedByALiar(plaintext: Uint8Array): Promise<Uint8Array> {
  const out = await hpkeSeal(crypto, { publicKey: toSelf.blobPublicKey, info: INFO, plaintext });
  if (!out.ok) throw new Error(out.error.kind);
  return new Uint8Array([...out.value.enc, ...out.value.ciphertext]);
}

/** What stands in the sealed bytes before the message. */
async function messageLength(bytes: Uint8Array): Promise<number> {
  const [enc, ciphertext] = [bytes.slice(0, 1120), bytes.slice(1120)];
  const opened = await hpkeOpen(crypto, { privateKey: mine.keys.privateKey, info: INFO, enc, ciphertext });
  if (!opened.ok) throw new Error(opened.error.kind);
  return new DataView(opened.value.buffer).getUint32(0);
}

const SMALLEST = 16 * KIB - 1136;

function padded(message: Uint8Array, size = SMALLEST): Uint8Array {
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, message.length);
  out.set(message, 4);
  return out;
}

/** The encoding of a blob with nothing in it: no name, no contacts, no conversations, no strangers. */
const nothingSaid = Uint8Array.of(0, 0, 0, 0, 0, 0, 0);
/** Of version 1, which knew no strangers. */
const nothingSaidBefore = nothingSaid.slice(0, 5);

interface Signing {
  readonly signer?: SignatureKeyPair;
  readonly accountId?: AccountId;
  readonly version?: number;
  readonly signed?: Uint8Array;
}

/** Version, length and content, the device's key and its signature, or one over something else. */
function messageOf(said: Uint8Array, signing: Signing = {}): Uint8Array {
  const { signer = ada.device, accountId = ada.accountId, version = 5, signed = said } = signing;
  const place = concatBytes(AccountId.toBytes(accountId), encode(u53, version));
  const label = new TextEncoder().encode("bridle/account-blob-signature/v1\0");
  const signature = ed25519Sign(signer.privateKey, concatBytes(label, place, signed));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, said.length);
  return concatBytes(Uint8Array.of(2), length, said, signer.publicKey, signature);
}

const emptyMessage = messageOf(nothingSaid);

describe("the account blob", () => {
  test("[B1] opens with the key of the recovery words", async () => {
    expect(await openAccountBlob(crypto, mine, sealed)).toEqual({ ok: true, value: blob });
  });

  test("[B1] opens with no other key of hers or of anybody", async () => {
    for (const keys of [ada.keys.introduction, ben.keys.blob]) {
      expect(await openAccountBlob(crypto, { ...mine, keys }, sealed)).toEqual(cannotOpen);
    }
  });

  test("[B1] of another account doesn't open, even of the same key", async () => {
    await fc.assert(
      fc.asyncProperty(oneByteChanged(AccountId.toBytes(ada.accountId)), async (id) => {
        const accountId = AccountId.fromBytes(id)!;
        expect(await openAccountBlob(crypto, { ...mine, accountId }, sealed)).toEqual(cannotOpen);
      }),
      { numRuns: 5 },
    );
  });

  test("[B1] of one version doesn't open as another", async () => {
    for (const version of [0, 4, 6, 5 + 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      expect(await openAccountBlob(crypto, { ...mine, version }, sealed)).toEqual(cannotOpen);
    }
    for (const version of [-1, 0.5, 2 ** 53]) {
      await expect(openAccountBlob(crypto, { ...mine, version }, sealed)).rejects.toThrow(RangeError);
      await expect(sealAccountBlob(crypto, { ...toSelf, version }, blob)).rejects.toThrow(RangeError);
    }
  });

  test("[B2] with a byte changed is refused, wherever it is", async () => {
    for (const at of [0, 1087, 1088, 1119, 1120, sealed.length - 17, sealed.length - 16, sealed.length - 1]) {
      expect(await openAccountBlob(crypto, mine, flipped(sealed, at))).toEqual(cannotOpen);
    }
    await fc.assert(
      fc.asyncProperty(oneByteChanged(sealed), async (changed) => {
        expect(await openAccountBlob(crypto, mine, changed)).toEqual(cannotOpen);
      }),
      { numRuns: 20 },
    );
  });

  test("[B2] cut, extended or empty is refused", async () => {
    await fc.assert(
      fc.asyncProperty(cutOrExtended(sealed), async (bytes) => {
        expect(await openAccountBlob(crypto, mine, bytes)).toEqual(cannotOpen);
      }),
      { numRuns: 20 },
    );
    for (const size of [0, 1119, 1120, 1136, 16 * KIB, 2 * limits.accountBlobMax]) {
      expect(await openAccountBlob(crypto, mine, new Uint8Array(size))).toEqual(cannotOpen);
    }
  });

  test("[B3] of up to thirty contacts and of none has one size", async () => {
    for (const what of [empty, blob, withContacts(30)]) expect(await sealedBlob(what)).toHaveLength(16 * KIB);
  });

  test("[B3] has one of seven sizes, each twice the one before", async () => {
    const sizes = new Set<number>();
    for (const count of [0, 60, 100, 200, 400, 800, 1600, 3000]) {
      const bytes = await sealedBlob(withContacts(count));
      sizes.add(bytes.length / KIB);
      expect(await openAccountBlob(crypto, mine, bytes)).toEqual({ ok: true, value: withContacts(count) });
    }
    expect([...sizes]).toEqual([16, 32, 64, 128, 256, 512, 1024]);
  });

  test("[B3] goes up at the byte that doesn't fit, and not before", async () => {
    // To the blob a chain's statement is bytes, so that a contact can be made of any length.
    const contactOfLength = (length: number): BlobContact =>
      contactOf({ ...ben, chain: [new Uint8Array(length)] });
    const nearlyFull = Array.from({ length: 38 }, () => contactOfLength(300));
    const sealedWith = (length: number): Promise<Uint8Array> =>
      sealedBlob({ ...empty, contacts: [...nearlyFull, contactOfLength(length)] });
    let [fits, doesNot] = [0, chainStatement.maxBytes];
    while (doesNot - fits > 1) {
      const middle = (fits + doesNot) >> 1;
      if ((await sealedWith(middle)).length === 16 * KIB) fits = middle;
      else doesNot = middle;
    }
    expect(fits).toBeGreaterThan(0);
    expect(await messageLength(await sealedWith(fits))).toBe(SMALLEST - 4);
    expect(await sealedWith(doesNot)).toHaveLength(32 * KIB);
  });

  test("[B3] too large for the server is an outcome, not a fault", async () => {
    const tooLarge = await sealAccountBlob(crypto, toSelf, withContacts(5000));
    expect(tooLarge).toEqual({ ok: false, error: { kind: "too_large" } });
    const tooMany = Array.from({ length: 10_001 }, () => conversation);
    for (const what of [withContacts(10_001), { ...empty, conversations: tooMany }]) {
      expect(await sealAccountBlob(crypto, toSelf, what)).toEqual(tooLarge);
    }
  });

  test("[B4] of its own form opens, whoever wrote it", async () => {
    const bytes = await sealedByALiar(padded(emptyMessage));
    expect(await openAccountBlob(crypto, mine, bytes)).toEqual({ ok: true, value: empty });
  });

  test("[B4] of version 1 opens, with no strangers in it", async () => {
    const bytes = await sealedByALiar(padded(messageOf(nothingSaidBefore).with(0, 1)));
    expect(await openAccountBlob(crypto, mine, bytes)).toEqual({ ok: true, value: empty });
  });

  test("[B9] of blocked strangers the last thousand are kept", async () => {
    const strangers = Array.from({ length: 1_001 }, (_, index) =>
      AccountId.fromBytes(bytesOf(`stranger ${index}`, 32))!,
    );
    const written = await sealedBlob({ ...empty, blockedStrangers: strangers });
    expect(await openAccountBlob(crypto, mine, written)).toEqual({
      ok: true,
      value: { ...empty, blockedStrangers: strangers.slice(1) },
    });
  });

  test.each<[string, Uint8Array]>([
    ["unpadded", emptyMessage],
    ["empty", new Uint8Array()],
    ["a size that nobody pads to", padded(emptyMessage, SMALLEST - 1)],
    ["a larger size than it needs", padded(emptyMessage, 32 * KIB - 1136)],
    ["a length that leads outside", padded(emptyMessage).with(0, 0xff)],
    ["a length that cuts", padded(emptyMessage).with(3, emptyMessage.length - 1)],
    ["a length that takes in a zero", padded(emptyMessage).with(3, emptyMessage.length + 1)],
    ["no length", padded(new Uint8Array())],
    ["a byte in the padding", padded(emptyMessage).with(SMALLEST - 1, 1)],
    ["version 0", padded(emptyMessage.with(0, 0))],
    ["version 1 with strangers", padded(emptyMessage.with(0, 1))],
    ["version 2 without", padded(messageOf(nothingSaidBefore))],
    ["another grammar", padded(emptyMessage.with(1, 2))],
    ["another grammar, signed", padded(messageOf(nothingSaid.with(0, 2)))],
  ])("[B4] of another form is refused although it opens: %s", async (_form, plaintext) => {
    expect(await openAccountBlob(crypto, mine, await sealedByALiar(plaintext))).toEqual(cannotOpen);
  });

  test("[B4] of a newer version is named, whatever it looks like", async () => {
    for (const plaintext of [padded(Uint8Array.of(3)), padded(bytesOf("newer", 200).with(0, 9), 2 * KIB)]) {
      const bytes = await sealedByALiar(plaintext);
      expect(await openAccountBlob(crypto, mine, bytes)).toEqual({ ok: false, error: "newer_version" });
    }
  });

  test.each<[string, Uint8Array]>([
    ["a device that isn't listed", messageOf(nothingSaid, { signer: deviceOf("eve's phone") })],
    ["a listed device, for other content", messageOf(nothingSaid, { signed: Uint8Array.of(1) })],
    ["a listed device, for another account", messageOf(nothingSaid, { accountId: ben.accountId })],
    ["a listed device, for another version", messageOf(nothingSaid, { version: 4 })],
    ["nobody", messageOf(nothingSaid).fill(0, -64)],
    ["another than it names", messageOf(nothingSaid).fill(7, -96, -64)],
  ])("[B8] signed by %s is refused", async (_who, bytes) => {
    expect(await openAccountBlob(crypto, mine, await sealedByALiar(padded(bytes)))).toEqual(notSigned);
  });

  test("[B8] with a byte of content, key or signature changed before it was sealed is refused", async () => {
    const bytes = messageOf(nothingSaid);
    for (let at = 5; at < bytes.length; at++) {
      const changed = await sealedByALiar(padded(flipped(bytes, at)));
      expect(await openAccountBlob(crypto, mine, changed)).toEqual(notSigned);
    }
  });

  test("[B8] is refused when the device that wrote it is removed, and opens while it is listed", async () => {
    const [phone, laptop] = [ada.device, deviceOf("ada's laptop")];
    const both = { ...ada, chain: changedByRoot(ada, added(laptop)) };
    const deviceId = deviceIdOf(chainCrypto, phone.publicKey);
    const withoutPhone = changedByRoot(both, { kind: "remove", deviceId });
    for (const signer of [phone, laptop]) {
      const written = await sealedBlob(blob, { ...toSelf, signer });
      const then = { ...mine, devices: stateOf(both.chain).devices };
      expect(await openAccountBlob(crypto, then, written)).toEqual({ ok: true, value: blob });
      const now = { ...mine, devices: stateOf(withoutPhone).devices };
      const expected = signer === laptop ? { ok: true, value: blob } : notSigned;
      expect(await openAccountBlob(crypto, now, written)).toEqual(expected);
    }
    expect(await openAccountBlob(crypto, { ...mine, devices: [] }, sealed)).toEqual(notSigned);
  });

  test("[B5] can be written by a device that can't read it", async () => {
    // The public key is all that a device keeps of this pair, and it isn't in anything the server gets.
    const written = await sealedBlob(empty);
    expect(await openAccountBlob(crypto, mine, written)).toEqual({ ok: true, value: empty });
    const publicOnly = {
      ...mine,
      keys: { publicKey: toSelf.blobPublicKey, privateKey: toSelf.blobPublicKey.slice(0, 32) },
    };
    expect(await openAccountBlob(crypto, publicOnly, written)).toEqual(cannotOpen);
    const shown = Buffer.concat([...ada.chain, written]);
    for (const part of [toSelf.blobPublicKey.slice(0, 32), toSelf.blobPublicKey.slice(1184)]) {
      expect(shown.includes(Buffer.from(part))).toBe(false);
    }
  });

  test("[B5] of an older version opens as what it is: only who remembers a newer one sees that", async () => {
    const older = await sealedBlob(empty, { ...toSelf, version: 4 });
    expect(await openAccountBlob(crypto, { ...mine, version: 4 }, older)).toEqual({ ok: true, value: empty });
    expect(await openAccountBlob(crypto, mine, older)).toEqual(cannotOpen);
  });

  test("[B1] isn't sealed to a key of another size", async () => {
    for (const size of [0, 32, 1215, 1217]) {
      const to = { ...toSelf, blobPublicKey: new Uint8Array(size) };
      expect(await sealAccountBlob(crypto, to, blob)).toEqual({
        ok: false,
        error: { kind: "bad_public_key" },
      });
    }
  });

  test("[B7] sealing and opening change nothing", async () => {
    const given = deepFrozen({ toSelf, blob, mine, sealed });
    const before = snapshot(given);
    await sealAccountBlob(crypto, given.toSelf, given.blob);
    await openAccountBlob(crypto, given.mine, given.sealed);
    expect(snapshot(given)).toBe(before);
  });
});
