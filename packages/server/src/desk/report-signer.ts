import { utf8Encode } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";

/** The operator's key for public reports: of the server's own secrets, and for nothing else. */
export function reportSigner(crypto: Pick<ServerCrypto, "keyedHash" | "ed25519FromSeed">): {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
} {
  const key = crypto.ed25519FromSeed(crypto.keyedHash("report-key", utf8Encode("first")));
  return { publicKey: key.publicKey, sign: (message) => Promise.resolve(key.sign(message)) };
}
