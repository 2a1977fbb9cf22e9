import { concatBytes, utf8Encode } from "@bridle/protocol";
import type { HashFunctions } from "./hash.ts";

const VERSION = utf8Encode("HPKE-v1");

/** LabeledExtract of RFC 9180 §4. */
export function labeledExtract(
  hash: HashFunctions,
  suiteId: Uint8Array,
  input: { readonly salt: Uint8Array; readonly label: string; readonly ikm: Uint8Array },
): Uint8Array {
  const labeledIkm = concatBytes(VERSION, suiteId, utf8Encode(input.label), input.ikm);
  return hash.extract(input.salt, labeledIkm);
}

/** LabeledExpand of RFC 9180 §4. */
export function labeledExpand(
  hash: HashFunctions,
  suiteId: Uint8Array,
  input: {
    readonly prk: Uint8Array;
    readonly label: string;
    readonly info: Uint8Array;
    readonly length: number;
  },
): Uint8Array {
  const length = Uint8Array.of(input.length >> 8, input.length & 0xff);
  const labeledInfo = concatBytes(length, VERSION, suiteId, utf8Encode(input.label), input.info);
  return hash.expand(input.prk, labeledInfo, input.length);
}
