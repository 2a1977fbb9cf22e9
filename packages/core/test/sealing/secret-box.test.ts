import { deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { openBox, sealBox } from "../../src/index.ts";
import { bytesOf, cutOrExtended, flipped, oneByteChanged, seededCrypto } from "./seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("boxes");
const key = bytesOf("a key that several hold", 32);
const label = "bridle/test/v1";
const plaintext = bytesOf("what is in it", 100);
const sealed = await sealBox(crypto, key, { label, plaintext });

describe("a secret box", () => {
  test("[B6] opens with its key and label", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string(), async (message, name) => {
        const box = await sealBox(crypto, key, { label: name, plaintext: message });
        expect(box).toHaveLength(12 + message.length + 16);
        expect(await openBox(crypto, key, { label: name, sealed: box })).toEqual(message);
      }),
      { numRuns: 50 },
    );
  });

  test("[B6] opens with no other key", async () => {
    await fc.assert(
      fc.asyncProperty(oneByteChanged(key), async (other) => {
        expect(await openBox(crypto, other, { label, sealed })).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  test.each(["", "bridle/test/v", "bridle/test/v2", "bridle/test/v1\0", "bridle/group-info/v1"])(
    "[B6] opens under no other label: %j",
    async (other) => {
      expect(await openBox(crypto, key, { label: other, sealed })).toBeUndefined();
    },
  );

  test("[B6] with any byte changed is refused", async () => {
    for (let at = 0; at < sealed.length; at++) {
      expect(await openBox(crypto, key, { label, sealed: flipped(sealed, at) })).toBeUndefined();
    }
  });

  test("[B6] cut or extended is refused, to nothing too", async () => {
    for (let size = 0; size < sealed.length; size++) {
      expect(await openBox(crypto, key, { label, sealed: sealed.slice(0, size) })).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(cutOrExtended(sealed), async (bytes) => {
        expect(await openBox(crypto, key, { label, sealed: bytes })).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  test("[B6] has a fresh nonce each time", async () => {
    const nonces = new Set([sealed.slice(0, 12).join()]);
    for (let time = 0; time < 20; time++) {
      nonces.add((await sealBox(crypto, key, { label, plaintext })).slice(0, 12).join());
    }
    expect(nonces.size).toBe(21);
  });

  test("[B7] sealing and opening change nothing", async () => {
    const given = deepFrozen({ key, said: { label, plaintext }, shown: { label, sealed } });
    const before = snapshot(given);
    await sealBox(crypto, given.key, given.said);
    await openBox(crypto, given.key, given.shown);
    expect(snapshot(given)).toBe(before);
  });
});
