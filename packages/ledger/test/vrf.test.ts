import { vrf } from "@bridle/server/ledger";
import { describe, expect, test, vi } from "vitest";
import { openVrfKey, vrfOutput, vrfProve, vrfVerify } from "../src/index.ts";
import { havePublicVectors, publicJson } from "./public-vectors.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface VrfVector {
  readonly example: number;
  readonly SK: string;
  readonly PK: string;
  readonly alpha: string;
  readonly pi: string;
  readonly beta: string;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

describe.skipIf(!havePublicVectors)("RFC 9381's vectors", () => {
  const path = "vrf/ecvrf-edwards25519-sha512-tai.json";
  const vectors = havePublicVectors ? publicJson<{ vectors: readonly VrfVector[] }>(path).vectors : [];
  test.each(vectors)("[L40] example $example", (it) => {
    const key = openVrfKey(vrf, hex(it.SK));
    expect(key.publicKey).toEqual(hex(it.PK));
    expect(vrfProve(vrf, key, hex(it.alpha))).toEqual(hex(it.pi));
    expect(vrfOutput(vrf, hex(it.pi))).toEqual(hex(it.beta));
    expect(vrfVerify(vrf, key.publicKey, { input: hex(it.alpha), proof: hex(it.pi) })).toEqual(hex(it.beta));
  });
});

describe("a VRF proof", () => {
  const key = openVrfKey(vrf, seed);
  const input = hex("af82");
  const proof = vrfProve(vrf, key, input);
  const verified = (changed: Uint8Array, publicKey = key.publicKey, about = input): boolean =>
    vrfVerify(vrf, publicKey, { input: about, proof: changed }) !== undefined;

  test("[L40] holds for its own key and input only", () => {
    expect(verified(proof)).toBe(true);
    expect(verified(proof, key.publicKey, hex("af83"))).toBe(false);
    expect(verified(proof, openVrfKey(vrf, hex("11".repeat(32))).publicKey)).toBe(false);
  });

  test("[L40] with a changed byte is refused", () => {
    for (let at = 0; at < proof.length; at++) {
      const changed = proof.slice();
      changed[at]! ^= 1;
      expect([at, verified(changed)]).toEqual([at, false]);
    }
  });

  test("[L40] of another length, or with s beyond the order, is refused", () => {
    expect(verified(proof.slice(0, 79))).toBe(false);
    expect(verified(new Uint8Array([...proof, 0]))).toBe(false);
    const order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    const carried = proof.slice();
    let carry = 0;
    for (let at = 0; at < 32; at++) {
      const sum = proof[48 + at]! + order[at]! + carry;
      carried[48 + at] = sum & 255;
      carry = sum >> 8;
    }
    expect(verified(carried)).toBe(false);
  });

  test("[L40] under a key of small order, which anybody could make, is refused", () => {
    // The secret of the identity is zero, and a proof with it satisfies the equations.
    const { curve } = vrf;
    const identity = curve.add(curve.base, curve.negate(curve.base));
    const withZero: typeof vrf = {
      ...vrf,
      curve: {
        ...curve,
        multiplySecrets: (point, scalars) =>
          scalars.map((scalar) => (scalar === 0n ? identity : curve.multiply(point, scalar))),
      },
    };
    const publicKey = curve.encode(identity);
    const forged = { publicKey, point: identity, scalar: 0n, noncePrefix: seed };
    expect(verified(vrfProve(withZero, forged, input), publicKey)).toBe(false);
    const orderEight = hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    expect(verified(vrfProve(withZero, { ...forged, publicKey: orderEight }, input), orderEight)).toBe(false);
  });

  test("[L40] under what is no point is refused", () => {
    for (const publicKey of [hex("ff".repeat(32)), new Uint8Array(31), new Uint8Array(33)]) {
      expect(verified(proof, publicKey)).toBe(false);
    }
  });
});
