/**
 * The group of edwards25519 (RFC 8032 §5.1), as the VRF needs it. Comes in as an argument: this package
 * has no curve of its own. `Point` is whatever the implementation makes of it.
 */
export interface Edwards25519<Point> {
  readonly base: Point;
  /** RFC 8032 §5.1.3, strictly: `undefined` for what isn't the one encoding of a point. */
  decode(bytes: Uint8Array): Point | undefined;
  encode(point: Point): Uint8Array;
  add(a: Point, b: Point): Point;
  negate(point: Point): Point;
  /**
   * One point by each of some secret scalars, 0 < scalar < order: the time taken doesn't depend on the
   * scalars, as far as the platform allows.
   */
  multiplySecrets(point: Point, scalars: readonly bigint[]): readonly Point[];
  /** For public scalars, 0 ≤ scalar < order. */
  multiply(point: Point, scalar: bigint): Point;
  /** Eight times the point. */
  clearCofactor(point: Point): Point;
  isIdentity(point: Point): boolean;
}

/** The order of the prime subgroup: 2^252 + 27742317777372353535851937790883648493. */
export const groupOrder = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
