import { ed25519 } from "@noble/curves/ed25519.js";

const { Point } = ed25519;
export type EdwardsPoint = typeof Point.BASE;

/** The group of edwards25519 (RFC 8032 §5.1), for checking VRF proofs: public values only. */
export const edwards25519 = {
  base: Point.BASE,
  /** Strictly (RFC 8032 §5.1.3): `undefined` for what isn't the one encoding of a point. */
  decode(bytes: Uint8Array): EdwardsPoint | undefined {
    if (bytes.length !== 32) return undefined;
    try {
      return Point.fromBytes(bytes.slice(), false);
    } catch {
      return undefined;
    }
  },
  encode: (point: EdwardsPoint): Uint8Array => point.toBytes(),
  add: (a: EdwardsPoint, b: EdwardsPoint): EdwardsPoint => a.add(b),
  negate: (point: EdwardsPoint): EdwardsPoint => point.negate(),
  multiplySecrets: (point: EdwardsPoint, scalars: readonly bigint[]): readonly EdwardsPoint[] =>
    scalars.map((scalar) => point.multiply(scalar)),
  /** For public scalars, 0 ≤ scalar < order. */
  multiply: (point: EdwardsPoint, scalar: bigint): EdwardsPoint => point.multiplyUnsafe(scalar),
  clearCofactor: (point: EdwardsPoint): EdwardsPoint => point.clearCofactor(),
  isIdentity: (point: EdwardsPoint): boolean => point.is0(),
};
