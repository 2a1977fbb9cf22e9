import { ed25519 } from "@noble/curves/ed25519.js";
import type { Edwards25519, VrfCrypto } from "../src/index.ts";
import { sha512 } from "./node-crypto.ts";

const { Point } = ed25519;
type NoblePoint = typeof Point.BASE;

/** noble's curve behind the package's interface. */
const curve: Edwards25519<NoblePoint> = {
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

export const vrf: VrfCrypto<NoblePoint> = { curve, sha512 };
