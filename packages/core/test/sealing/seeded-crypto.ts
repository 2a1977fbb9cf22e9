import { utf8Encode } from "@bridle/protocol";
import * as fc from "fast-check";
import { createCrypto, hkdfSha256, type CryptoProvider } from "../../src/index.ts";

/** Randomness that repeats: HKDF of a name and a counter. */
export function seededCrypto(name: string): CryptoProvider {
  let drawn = 0;
  return createCrypto({
    subtle: globalThis.crypto.subtle,
    randomBytes(length) {
      drawn += 1;
      return hkdfSha256({ ikm: utf8Encode(name), info: utf8Encode(String(drawn)), length });
    },
  });
}

/** Bytes that a name stands for, always the same. */
export function bytesOf(name: string, length: number): Uint8Array {
  return hkdfSha256({ ikm: utf8Encode(name), info: utf8Encode("bytes of a test"), length });
}

export function flipped(bytes: Uint8Array, at: number, mask = 1): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ mask : byte));
}

/** The same bytes with one of them changed. */
export function oneByteChanged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
    .map(([at, mask]) => flipped(bytes, at, mask));
}

/** Fewer bytes, or more of them. */
export function cutOrExtended(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    fc.nat(bytes.length - 1).map((size) => bytes.slice(0, size)),
    fc.integer({ min: 1, max: 64 }).map((more) => {
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      return longer;
    }),
  );
}
