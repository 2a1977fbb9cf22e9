import { hash } from "node:crypto";
import type { Edwards25519, VrfCrypto } from "@bridle/ledger";
import { ed25519 } from "@noble/curves/ed25519.js";

const { Point } = ed25519;
export type CurvePoint = typeof Point.BASE;

/** noble's curve behind the ledger's functions: OpenSSL shows no points. */
const curve: Edwards25519<CurvePoint> = {
  base: Point.BASE,
  decode(bytes) {
    if (bytes.length !== 32) return undefined;
    try {
      return Point.fromBytes(bytes.slice(), false);
    } catch {
      return undefined;
    }
  },
  encode: (point) => point.toBytes(),
  add: (a, b) => a.add(b),
  negate: (point) => point.negate(),
  multiplySecrets(point, scalars) {
    // A small table pays when it serves two multiplications; the base point has its own, larger one.
    if (scalars.length > 1) point.precompute(3, true);
    return scalars.map((scalar) => point.multiply(scalar));
  },
  multiply: (point, scalar) => point.multiplyUnsafe(scalar),
  clearCofactor: (point) => point.clearCofactor(),
  isIdentity: (point) => point.is0(),
};

export const vrf: VrfCrypto<CurvePoint> = {
  curve,
  sha512: (data) => new Uint8Array(hash("sha512", data, "buffer")),
};
