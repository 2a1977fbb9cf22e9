import { concatBytes } from "@bridle/protocol";
import { createNodeCrypto, type ServerCrypto } from "@bridle/server";
import { sha256 } from "./identity.ts";

/**
 * The server's own cryptography, but for the keys of decoys: every look-up makes one, nobody in a replay uses
 * its keys, and two curves for each took a quarter of the time. They are hashes here.
 */
export function replayCrypto(secret: Uint8Array): ServerCrypto {
  return {
    ...createNodeCrypto({ serverId: secret, frankingSeed: secret, hashSecret: secret }),
    ed25519FromSeed: (seed) => ({
      publicKey: sha256(seed),
      sign: (message) => concatBytes(sha256(seed), sha256(message)),
    }),
    x25519PublicKey: (privateKey) => sha256(privateKey),
  };
}
