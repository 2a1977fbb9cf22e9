import {
  chainCodec,
  decode,
  encode,
  equalBytes,
  struct,
  u8,
  verifyChain,
  type Chain,
  type ChainState,
  type ListedDevice,
} from "@bridle/protocol";
import { chainCrypto } from "./chain-writer.ts";

// What stands in an MLS leaf: the account's whole device chain. A leaf is genuine only if its
// signature key is a device that the chain lists (promise 3).

const credential = struct({ version: u8, chain: chainCodec });

export interface VerifiedCredential {
  readonly chain: Chain;
  readonly state: ChainState;
  readonly device: ListedDevice;
}

export function encodeCredential(chain: Chain): Uint8Array {
  return encode(credential, { version: 1, chain });
}

/** The chain behind a leaf and the device that it is; `undefined` when the chain doesn't list it. */
export function verifyCredential(leaf: {
  readonly credential: Uint8Array;
  readonly signatureKey: Uint8Array;
}): VerifiedCredential | undefined {
  const read = decode(credential, leaf.credential);
  if (!read.ok || read.value.version !== 1) return undefined;
  const { chain } = read.value;
  const state = verifyChain(chainCrypto, chain);
  if (!state.ok) return undefined;
  const { devices } = state.value;
  const device = devices.find((entry) => equalBytes(entry.signatureKey, leaf.signatureKey));
  return device === undefined ? undefined : { chain, state: state.value, device };
}
