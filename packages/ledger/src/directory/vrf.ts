import { assert, concatBytes, equalBytes } from "@bridle/protocol";
import { type Edwards25519, groupOrder } from "./edwards25519.ts";

// ECVRF-EDWARDS25519-SHA512-TAI, RFC 9381 §5: an output that only the key's owner can compute, that anybody can
// check, and that is the same every time.

const suite = 0x03;
const encodeToCurve = 0x01;
const challengeFront = 0x02;
const proofToHash = 0x03;
const back = 0x00;

/** Gamma, c, s: 32, 16 and 32 bytes. */
export const vrfProofBytes = 80;

/** What the VRF is computed with. */
export interface VrfCrypto<Point> {
  readonly curve: Edwards25519<Point>;
  /** SHA-512: 64 bytes. */
  readonly sha512: (data: Uint8Array) => Uint8Array;
}

/** A private VRF key, opened once. Keep it off logs and disks; its scalars are the directory's privacy. */
export interface VrfKey<Point> {
  readonly publicKey: Uint8Array;
  readonly point: Point;
  readonly scalar: bigint;
  readonly noncePrefix: Uint8Array;
}

/** Opens a 32-byte secret key (RFC 9381 §5.5, RFC 8032 §5.1.5). */
export function openVrfKey<Point>(vrf: VrfCrypto<Point>, secretKey: Uint8Array): VrfKey<Point> {
  assert(secretKey.length === 32, "a VRF key has 32 bytes");
  const hashed = vrf.sha512(secretKey);
  const clamped = hashed.slice(0, 32);
  clamped[0] = (clamped[0] ?? 0) & 248;
  clamped[31] = ((clamped[31] ?? 0) & 127) | 64;
  // Every point it is multiplied with has the group's prime order.
  const scalar = littleEndian(clamped) % groupOrder;
  const [point] = vrf.curve.multiplySecrets(vrf.curve.base, [scalar]);
  assert(point !== undefined, "a point for each scalar");
  return { publicKey: vrf.curve.encode(point), point, scalar, noncePrefix: hashed.slice(32) };
}

/** The proof for an input (RFC 9381 §5.1): 80 bytes. */
export function vrfProve<Point>(vrf: VrfCrypto<Point>, key: VrfKey<Point>, input: Uint8Array): Uint8Array {
  const { curve, sha512 } = vrf;
  const h = hashToCurve(vrf, key.publicKey, input);
  const hBytes = curve.encode(h);
  const nonce = littleEndian(sha512(concatBytes(key.noncePrefix, hBytes))) % groupOrder;
  const products = [
    ...curve.multiplySecrets(h, [key.scalar, nonce]),
    ...curve.multiplySecrets(curve.base, [nonce]),
  ];
  const [gamma, v, u] = products.map((point) => curve.encode(point));
  assert(gamma !== undefined && v !== undefined && u !== undefined, "a point for each scalar");
  const c = challenge(vrf, [key.publicKey, hBytes, gamma, u, v]);
  const s = (nonce + littleEndian(c) * key.scalar) % groupOrder;
  return concatBytes(gamma, c, toLittleEndian(s));
}

/** The 64-byte output that a proof proves for an input, or `undefined` (RFC 9381 §5.3) [L40]. Total. */
export function vrfVerify<Point>(
  vrf: VrfCrypto<Point>,
  publicKey: Uint8Array,
  claim: { readonly input: Uint8Array; readonly proof: Uint8Array },
): Uint8Array | undefined {
  const { curve } = vrf;
  const y = curve.decode(publicKey);
  if (claim.proof.length !== vrfProofBytes || y === undefined || hasSmallOrder(curve, y)) return undefined;
  const [gammaBytes, c] = [claim.proof.slice(0, 32), claim.proof.slice(32, 48)];
  const gamma = curve.decode(gammaBytes);
  const s = littleEndian(claim.proof.slice(48));
  if (gamma === undefined || s >= groupOrder) return undefined;
  const h = hashToCurve(vrf, publicKey, claim.input);
  const negated = littleEndian(c);
  const u = curve.add(curve.multiply(curve.base, s), curve.negate(curve.multiply(y, negated)));
  const v = curve.add(curve.multiply(h, s), curve.negate(curve.multiply(gamma, negated)));
  const expected = challenge(vrf, [publicKey, curve.encode(h), gammaBytes, curve.encode(u), curve.encode(v)]);
  return equalBytes(c, expected) ? output(vrf, gamma) : undefined;
}

/** The output of one's own proof (RFC 9381 §5.2), unverified. */
export function vrfOutput<Point>(vrf: VrfCrypto<Point>, proof: Uint8Array): Uint8Array {
  const gamma = vrf.curve.decode(proof.slice(0, 32));
  assert(gamma !== undefined, "our own proof has a point");
  return output(vrf, gamma);
}

function output<Point>(vrf: VrfCrypto<Point>, gamma: Point): Uint8Array {
  const point = vrf.curve.encode(vrf.curve.clearCofactor(gamma));
  return vrf.sha512(concatBytes(Uint8Array.of(suite, proofToHash), point, Uint8Array.of(back)));
}

// Try and increment, §5.4.1.1. The time taken shows how many tries an input needs; our inputs are account ids.
function hashToCurve<Point>(vrf: VrfCrypto<Point>, salt: Uint8Array, input: Uint8Array): Point {
  for (let counter = 0; counter < 256; counter++) {
    const front = Uint8Array.of(suite, encodeToCurve);
    const hashed = vrf.sha512(concatBytes(front, salt, input, Uint8Array.of(counter, back)));
    const point = vrf.curve.decode(hashed.slice(0, 32));
    const cleared = point === undefined ? undefined : vrf.curve.clearCofactor(point);
    if (cleared !== undefined && !vrf.curve.isIdentity(cleared)) return cleared;
  }
  throw new Error("assertion failed: no point in 256 tries");
}

function challenge<Point>(vrf: VrfCrypto<Point>, points: readonly Uint8Array[]): Uint8Array {
  const front = Uint8Array.of(suite, challengeFront);
  return vrf.sha512(concatBytes(front, ...points, Uint8Array.of(back))).slice(0, 16);
}

function hasSmallOrder<Point>(curve: Edwards25519<Point>, point: Point): boolean {
  return curve.isIdentity(curve.clearCofactor(point));
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  return value;
}

function toLittleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  let rest = value;
  for (let at = 0; at < 32; at++, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return bytes;
}
