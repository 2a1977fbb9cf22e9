import {
  encode,
  bytes as bytesCodec,
  concatBytes,
  fixedBytes,
  type Sha256,
  struct,
  toHex,
  u53,
  utf8Encode,
} from "@bridle/protocol";
import { type VrfCrypto, type VrfKey, vrfOutput, vrfProve, vrfVerify } from "./vrf.ts";

/** A label is an account id or anything else of at most 64 bytes. Versions of it count from 1. */
export const labelBytesMax = 64;
/** A value is a digest of what is published, never the thing itself. */
export const valueBytesMax = 128;

/** One version of one label. */
export interface LabelVersion {
  readonly label: Uint8Array;
  readonly version: number;
}

const vrfInput = struct({ label: bytesCodec({ max: labelBytesMax }), version: u53 });
const VRF_LABEL = utf8Encode("bridle/directory/vrf/v1\0");

const committed = struct({
  label: bytesCodec({ max: labelBytesMax }),
  version: u53,
  value: bytesCodec({ max: valueBytesMax }),
  opening: fixedBytes(32),
});
const COMMITMENT_LABEL = utf8Encode("bridle/directory/commitment/v1\0");
const OPENING_LABEL = utf8Encode("bridle/directory/opening/v1\0");

/** Where a version lies, with the VRF's proof of it. */
export interface Place {
  readonly index: Uint8Array;
  readonly proof: Uint8Array;
}

/** A bounded memory of places; what was put first goes first. */
export class PlaceMemory {
  readonly #places = new Map<string, Place>();
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  get(at: LabelVersion): Place | undefined {
    return this.#places.get(nameOf(at));
  }

  put(at: LabelVersion, place: Place): void {
    const [oldest] = this.#places.keys();
    if (this.#places.size >= this.#entriesMax && oldest !== undefined) this.#places.delete(oldest);
    this.#places.set(nameOf(at), place);
  }
}

function nameOf({ label, version }: LabelVersion): string {
  return `${toHex(label)} ${version}`;
}

/** Where a version lies in the tree, which only the directory can compute and anybody can check. */
export function placeOf<Point>(vrf: VrfCrypto<Point>, key: VrfKey<Point>, at: LabelVersion): Place {
  const proof = vrfProve(vrf, key, inputOf(at));
  return { proof, index: vrfOutput(vrf, proof).slice(0, 32) };
}

/** The index that a VRF proof gives a version, or `undefined`. */
export function provenPlace<Point>(
  vrf: VrfCrypto<Point>,
  publicKey: Uint8Array,
  claim: LabelVersion & { readonly proof: Uint8Array },
): Uint8Array | undefined {
  return vrfVerify(vrf, publicKey, { input: inputOf(claim), proof: claim.proof })?.slice(0, 32);
}

/** What the tree holds for a version: binding to all four, hiding the value behind a random opening. */
export function commitmentTo(
  sha256: Sha256,
  content: LabelVersion & { readonly value: Uint8Array; readonly opening: Uint8Array },
): Uint8Array {
  const { label, version, value, opening } = content;
  return sha256(concatBytes(COMMITMENT_LABEL, encode(committed, { label, version, value, opening })));
}

/** The opening of a version: derived, so that it needs no storing. `secret` has 32 bytes. */
export function openingOf(sha256: Sha256, secret: Uint8Array, at: LabelVersion): Uint8Array {
  return sha256(
    concatBytes(OPENING_LABEL, secret, encode(vrfInput, { label: at.label, version: at.version })),
  );
}

/**
 * The marker of a version: the largest power of two that isn't larger. A lookup shows it present, so that an
 * owner who sees all later markers absent knows that nobody was shown a later version (as SEEMless and AKD do).
 */
export function markerOf(version: number): number {
  let marker = 1;
  while (2 * marker <= version) marker *= 2;
  return marker;
}

/**
 * The versions an owner has to see absent when `version` is the newest, in a directory of so many epochs: those
 * up to the next marker, and all later markers that could have been reached, one version an epoch [L46].
 */
export function absentVersions(version: number, epochs: number): readonly number[] {
  const versions: number[] = [];
  let marker = version === 0 ? 1 : 2 * markerOf(version);
  for (let next = version + 1; next < marker; next++) versions.push(next);
  for (; marker <= Math.max(epochs, version + 1); marker *= 2) versions.push(marker);
  return versions;
}

function inputOf(at: LabelVersion): Uint8Array {
  return concatBytes(VRF_LABEL, encode(vrfInput, { label: at.label, version: at.version }));
}
