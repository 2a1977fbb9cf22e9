import { decode, encode, fixedBytes, type Infer, list, struct } from "@bridle/protocol";
import { proofLinesMax } from "../tree/merkle-proof.ts";
import { lookupProof, versionProof } from "./lookup.ts";

/**
 * What the directory's server answers: a lookup, the way from the client's checkpoint, and for owners what
 * is absent.
 */
const directoryAnswer = struct({
  lookup: lookupProof,
  consistency: list(fixedBytes(32), { max: proofLinesMax }),
  /** In the order of `absentVersions`; empty for anybody but the owner. */
  absent: list(versionProof, { max: 4096 }),
});
export type DirectoryAnswer = Infer<typeof directoryAnswer>;

export function encodeAnswer(answer: DirectoryAnswer): Uint8Array {
  return encode(directoryAnswer, answer);
}

export function decodeAnswer(bytes: Uint8Array): DirectoryAnswer | undefined {
  const read = decode(directoryAnswer, bytes);
  return read.ok ? read.value : undefined;
}
