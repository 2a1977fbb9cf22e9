import { chainCodec, chainStatement, decode, deviceIdOf, limits, type Chain } from "@bridle/protocol";
import { deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { chainCrypto, encodeCredential, verifyCredential, writeChange } from "../../src/index.ts";
import { cutOrExtended, oneByteChanged } from "../sealing/seeded-crypto.ts";
import { accountOf, added, changedByRoot, deviceOf, stateOf } from "./accounts.ts";

vi.setConfig({ testTimeout: 300_000 });

const ada = accountOf("ada");
const ben = accountOf("ben");
const laptop = deviceOf("ada's laptop");
const two = changedByRoot(ada, added(laptop));

function deviceBehind(chain: Chain, signatureKey: Uint8Array): string | undefined {
  return verifyCredential({ credential: encodeCredential(chain), signatureKey })?.device.deviceId;
}

describe("a credential", () => {
  test("[I6] is the chain; it counts for each device that the chain lists", () => {
    for (const { publicKey } of [ada.device, laptop]) {
      const verified = verifyCredential({ credential: encodeCredential(two), signatureKey: publicKey });
      expect(verified).toMatchObject({ chain: two, state: stateOf(two) });
      expect(verified?.device).toMatchObject({
        deviceId: deviceIdOf(chainCrypto, publicKey),
        signatureKey: publicKey,
      });
    }
  });

  test("[I6] is a version byte and the chain", () => {
    const bytes = encodeCredential(two);
    expect(bytes[0]).toBe(1);
    expect(decode(chainCodec, bytes.slice(1))).toEqual({ ok: true, value: two });
  });

  test("[I6] doesn't count for a key that the chain doesn't list", () => {
    expect(deviceBehind(ada.chain, laptop.publicKey)).toBeUndefined();
    expect(deviceBehind(ada.chain, ben.device.publicKey)).toBeUndefined();
    expect(deviceBehind(ada.chain, ada.keys.root.publicKey)).toBeUndefined();
    expect(deviceBehind(ada.chain, new Uint8Array())).toBeUndefined();
    fc.assert(
      fc.property(oneByteChanged(ada.device.publicKey), (key) => {
        expect(deviceBehind(ada.chain, key)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  test("[I6] doesn't count for a device that the chain removed", () => {
    const phone = deviceIdOf(chainCrypto, ada.device.publicKey);
    const swapped = changedByRoot(ada, added(laptop), { kind: "remove", deviceId: phone });
    expect(deviceBehind(swapped, ada.device.publicKey)).toBeUndefined();
    expect(deviceBehind(swapped, laptop.publicKey)).toBeDefined();
  });

  test("[I6] with statements left out, in another order or of two accounts doesn't count", () => {
    const [genesis, change] = [two[0]!, two[1]!];
    const key = ada.device.publicKey;
    for (const chain of [[], [change], [change, genesis], [genesis, genesis], [...ben.chain, change]]) {
      expect(deviceBehind(chain, key)).toBeUndefined();
    }
  });

  test("[I6] with one statement nobody may make doesn't count at all", () => {
    const forged = writeChange(stateOf(ada.chain), {
      atMs: 1_800_000_000_000,
      operations: [added(laptop)],
      signer: deviceOf("mallory"),
    });
    expect(deviceBehind([...ada.chain, forged], laptop.publicKey)).toBeUndefined();
    expect(deviceBehind([...ada.chain, forged], ada.device.publicKey)).toBeUndefined();
  });

  test("[I6] with a byte changed, cut or extended doesn't count", () => {
    const bytes = encodeCredential(two);
    fc.assert(
      fc.property(fc.oneof(oneByteChanged(bytes), cutOrExtended(bytes)), (credential) => {
        expect(verifyCredential({ credential, signatureKey: laptop.publicKey })).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test.each([0, 2, 255])("[I6] of version %i doesn't count", (version) => {
    const credential = encodeCredential(two).with(0, version);
    expect(verifyCredential({ credential, signatureKey: laptop.publicKey })).toBeUndefined();
  });

  test("[I6] longer than any chain is refused", () => {
    const statements = (count: number): Chain =>
      Array.from({ length: count }, () => new Uint8Array(chainStatement.maxBytes));
    const longest = encodeCredential(statements(limits.chainStatementsMax));
    const signatureKey = laptop.publicKey;
    expect(verifyCredential({ credential: longest, signatureKey })).toBeUndefined();
    const longer = new Uint8Array(longest.length + 1);
    expect(verifyCredential({ credential: longer, signatureKey })).toBeUndefined();
    expect(() => encodeCredential(statements(limits.chainStatementsMax + 1))).toThrow(RangeError);
  });

  test("[I6] any bytes give an answer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 33 }), (credential, key) => {
        expect(verifyCredential({ credential, signatureKey: key })).toBeUndefined();
      }),
    );
  });

  test("[I7] an older chain of the account still counts for what it lists: its age is the caller's to judge", () => {
    const phone = deviceIdOf(chainCrypto, ada.device.publicKey);
    expect(deviceBehind(ada.chain, ada.device.publicKey)).toBe(phone);
    expect(
      verifyCredential({ credential: encodeCredential(ada.chain), signatureKey: ada.device.publicKey }),
    ).toMatchObject({ chain: ada.chain, state: { length: 1 } });
  });

  test("[I7] a device that isn't active yet is shown with its time: the clock is the caller's", () => {
    const activeAfterMs = 1_900_000_000_000;
    const chain = changedByRoot(ada, {
      kind: "add",
      device: { signatureKey: laptop.publicKey },
      activeAfterMs,
    });
    const shown = verifyCredential({ credential: encodeCredential(chain), signatureKey: laptop.publicKey });
    expect(shown?.device.activeAfterMs).toBe(activeAfterMs);
    expect(shown?.state.latestAtMs).toBe(1_800_000_000_000);
  });

  test("[I7] that an account lists a key doesn't say that its holder agreed", () => {
    const claimed = changedByRoot(ben, added(ada.device));
    const shown = verifyCredential({
      credential: encodeCredential(claimed),
      signatureKey: ada.device.publicKey,
    });
    expect(shown?.state.accountId).toBe(ben.accountId);
  });

  test("[I10] checking changes nothing", () => {
    const leaf = deepFrozen({ credential: encodeCredential(two), signatureKey: laptop.publicKey });
    const before = snapshot(leaf);
    verifyCredential(leaf);
    encodeCredential(deepFrozen(two));
    expect(snapshot(leaf)).toBe(before);
  });
});
