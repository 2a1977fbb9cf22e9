import {
  ConversationId,
  encode,
  GrantId,
  invitation as invitationCodec,
  type SealedInvitation,
} from "@bridle/protocol";
import { arbitraryOf, deepFrozen, largestOf, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  aeadSeal,
  deriveGrantKeys,
  openInvitation,
  sealInvitation,
  sha256,
  type InvitationTarget,
} from "../../src/index.ts";
import { accountOf } from "../identity/accounts.ts";
import { bytesOf, cutOrExtended, flipped, oneByteChanged, seededCrypto } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("invitations");
const grant = deriveGrantKeys(bytesOf("ada's grant to ben", 32));
const ben = accountOf("ben");
const conversationId = ConversationId.fromBytes(bytesOf("conversation", 16))!;
const target: InvitationTarget = { conversationId, generation: 0, welcome: bytesOf("welcome", 300) };
const said = {
  accountId: ben.accountId,
  displayName: "Ben",
  handle: "ben",
  rejoinKey: bytesOf("rejoin", 32),
  atMs: 1_800_000_000_000,
};
const sealed = await sealInvitation(crypto, grant, { invitation: said, target });
const badEnvelope = { ok: false, error: "bad_envelope" };

function opened(shown: SealedInvitation, at: InvitationTarget = target): ReturnType<typeof openInvitation> {
  return openInvitation(crypto, grant, { invitation: shown, target: at });
}

/** An envelope as a holder makes it who keeps to no form: right key, right place, any plaintext. */
async function sealedByALiar(plaintext: Uint8Array): Promise<SealedInvitation> {
  const nonce = crypto.randomBytes(12);
  const aad = new Uint8Array([
    ...new TextEncoder().encode("bridle/invitation/v1\0"),
    ...ConversationId.toBytes(conversationId),
    0,
    0,
    0,
    0,
    ...sha256(target.welcome),
  ]);
  const key = grant.envelopeKey;
  return { grantId: grant.grantId, nonce, sealed: await aeadSeal(crypto, { key, nonce, aad, plaintext }) };
}

function padded(message: Uint8Array, size = 512): Uint8Array {
  const out = new Uint8Array(size);
  out.set([message.length >> 8, message.length & 0xff]);
  out.set(message, 2);
  return out;
}

const honest = encode(invitationCodec, { version: 1, conversationId, ...said });

describe("an invitation", () => {
  test("[G3] opens under the grant that it names, with what was said", async () => {
    expect(sealed.grantId).toBe(grant.grantId);
    expect(await opened(sealed)).toEqual({ ok: true, value: { version: 1, conversationId, ...said } });
  });

  test("[G3] whatever is in it comes back", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryOf(invitationCodec), async (any) => {
        const at = { ...target, conversationId: any.conversationId };
        const envelope = await sealInvitation(crypto, grant, { invitation: any, target: at });
        expect(await opened(envelope, at)).toEqual({ ok: true, value: { ...any, version: 1 } });
      }),
      { numRuns: 30 },
    );
  });

  test("[G3] doesn't open under another grant, nor under another one's name", async () => {
    const other = deriveGrantKeys(bytesOf("ada's grant to carol", 32));
    expect(await openInvitation(crypto, other, { invitation: sealed, target })).toEqual(badEnvelope);
    const renamed = { ...sealed, grantId: other.grantId };
    expect(await openInvitation(crypto, other, { invitation: renamed, target })).toEqual(badEnvelope);
    expect(await opened(renamed)).toEqual(badEnvelope);
    const mixed = { ...grant, envelopeKey: other.envelopeKey };
    expect(await openInvitation(crypto, mixed, { invitation: sealed, target })).toEqual(badEnvelope);
  });

  test("[G3] the key that the server sees opens nothing", async () => {
    const server = { ...grant, envelopeKey: grant.accessKey };
    expect(await openInvitation(crypto, server, { invitation: sealed, target })).toEqual(badEnvelope);
  });

  test("[G3] with any byte changed is refused", async () => {
    const grantId = GrantId.toBytes(sealed.grantId);
    for (let at = 0; at < grantId.length; at++) {
      const changed = GrantId.fromBytes(flipped(grantId, at))!;
      expect(await opened({ ...sealed, grantId: changed })).toEqual(badEnvelope);
    }
    for (let at = 0; at < sealed.nonce.length; at++) {
      expect(await opened({ ...sealed, nonce: flipped(sealed.nonce, at) })).toEqual(badEnvelope);
    }
    for (let at = 0; at < sealed.sealed.length; at++) {
      expect(await opened({ ...sealed, sealed: flipped(sealed.sealed, at, 0x80) })).toEqual(badEnvelope);
    }
  });

  test("[G3] cut, extended or with another nonce's length is refused", async () => {
    await fc.assert(
      fc.asyncProperty(cutOrExtended(sealed.sealed), cutOrExtended(sealed.nonce), async (bytes, nonce) => {
        expect(await opened({ ...sealed, sealed: bytes })).toEqual(badEnvelope);
        expect(await opened({ ...sealed, nonce })).toEqual(badEnvelope);
      }),
      { numRuns: 30 },
    );
  });

  test("[G4] in front of another welcome is refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(oneByteChanged(target.welcome), cutOrExtended(target.welcome)),
        async (welcome) => {
          expect(await opened(sealed, { ...target, welcome })).toEqual(badEnvelope);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("[G4] in front of another conversation or generation is refused", async () => {
    const bytes = ConversationId.toBytes(conversationId);
    for (let at = 0; at < bytes.length; at++) {
      const other = ConversationId.fromBytes(flipped(bytes, at))!;
      expect(await opened(sealed, { ...target, conversationId: other })).toEqual(badEnvelope);
    }
    for (const generation of [1, 256, 2 ** 24, 2 ** 32 - 1]) {
      expect(await opened(sealed, { ...target, generation })).toEqual(badEnvelope);
    }
  });

  test.each([2 ** 32, -1, 0.5, Number.NaN])(
    "[G4] %d is no generation: it can't pass for another",
    async (generation) => {
      await expect(opened(sealed, { ...target, generation })).rejects.toThrow(RangeError);
      const at = { ...target, generation };
      await expect(sealInvitation(crypto, grant, { invitation: said, target: at })).rejects.toThrow(
        RangeError,
      );
    },
  );

  test("[G4] that says another conversation inside than outside is refused", async () => {
    const other = ConversationId.fromBytes(bytesOf("another conversation", 16))!;
    const lie = encode(invitationCodec, { version: 1, ...said, conversationId: other });
    expect(await opened(await sealedByALiar(padded(lie)))).toEqual({
      ok: false,
      error: "wrong_conversation",
    });
    const sealedWith = { ...said, version: 7, conversationId: other };
    const envelope = await sealInvitation(crypto, grant, { invitation: sealedWith, target });
    expect(await opened(envelope)).toMatchObject({ ok: true, value: { version: 1, conversationId } });
  });

  test("[G5] has one size, whatever name is in it", async () => {
    const sizes = new Set<number>();
    const names = [undefined, "", "Ben", "\u{10ffff}".repeat(64)];
    for (const displayName of names) {
      const envelope = await sealInvitation(crypto, grant, { invitation: { ...said, displayName }, target });
      sizes.add(envelope.sealed.length);
    }
    const largest = { ...largestOf(invitationCodec), conversationId };
    sizes.add((await sealInvitation(crypto, grant, { invitation: largest, target })).sealed.length);
    expect([...sizes]).toEqual([528]);
  });

  test("[G5] of its own form opens, whoever wrote it", async () => {
    const value = { version: 1, conversationId, ...said };
    expect(await opened(await sealedByALiar(padded(honest)))).toEqual({ ok: true, value });
  });

  test.each<[string, Uint8Array]>([
    ["unpadded", honest],
    ["empty", new Uint8Array()],
    ["shorter", padded(honest, 511)],
    ["longer", padded(honest, 513)],
    ["a length that leads outside", padded(honest).with(0, 0xff)],
    ["a length that cuts", padded(honest).with(1, honest.length - 1)],
    ["a length that takes in a zero", padded(honest).with(1, honest.length + 1)],
    ["a byte in the padding", padded(honest).with(511, 1)],
    ["version 0", padded(honest.with(0, 0))],
    ["version 2", padded(honest.with(0, 2))],
    ["another grammar", padded(bytesOf("noise", honest.length))],
  ])("[G5] of another form is refused although the key is right: %s", async (_form, plaintext) => {
    expect(await opened(await sealedByALiar(plaintext))).toEqual(badEnvelope);
  });

  test("[G3] two envelopes of the same words share no nonce", async () => {
    const again = await sealInvitation(crypto, grant, { invitation: said, target });
    expect(again.nonce).not.toEqual(sealed.nonce);
    expect(again.sealed).not.toEqual(sealed.sealed);
  });

  test("[G10] sealing and opening change nothing", async () => {
    const given = deepFrozen({
      grant,
      said: { invitation: said, target },
      shown: { invitation: sealed, target },
    });
    const before = snapshot(given);
    await sealInvitation(crypto, given.grant, given.said);
    await openInvitation(crypto, given.grant, given.shown);
    expect(snapshot(given)).toBe(before);
  });
});
