import { concatBytes } from "./bytes.ts";
import { encode, fixedBytes, struct, text, u53, type Infer } from "./codec.ts";
import { utf8Encode } from "./utf8.ts";

/**
 * By what a server's key directory is known (DESIGN §9). The server's franking key signs it, so two
 * different ones are proof that somebody was shown another directory, or that it was begun anew.
 */
export const directoryIdentity = struct({
  /** When it was begun. */
  sinceMs: u53,
  /** The log's verifier key (C2SP signed-note): `name+id+base64`. */
  logKey: text({ maxCodePoints: 256 }),
  /** The VRF's public key (RFC 9381). */
  vrfPublicKey: fixedBytes(32),
});
export type DirectoryIdentity = Infer<typeof directoryIdentity>;

const LABEL = utf8Encode("bridle/directory/identity/v1");

/** The name of an identity: SHA-256 of its encoding. */
export function directoryName(
  sha256: (data: Uint8Array) => Uint8Array,
  identity: DirectoryIdentity,
): Uint8Array {
  return sha256(encode(directoryIdentity, identity));
}

/** What the franking key signs: label ‖ 0 ‖ server id ‖ name. */
export function directorySigningInput(of: {
  readonly serverId: Uint8Array;
  readonly name: Uint8Array;
}): Uint8Array {
  return concatBytes(LABEL, Uint8Array.of(0), of.serverId, of.name);
}
