import { argon2, getRandomValues, subtle } from "node:crypto";
import type { CryptoProvider } from "@bridle/core";
import type { SlotCrypto } from "../../key-slots/key-slots.ts";
import type { PassphraseCost } from "../../key-slots/slot-record.ts";

/** Node's WebCrypto as `core` takes it. */
export const nodeCrypto: CryptoProvider = {
  subtle,
  randomBytes: (length) => getRandomValues(new Uint8Array(length)),
};

export const nodeSlotCrypto: SlotCrypto = { crypto: nodeCrypto, argon2id };

// OpenSSL's Argon2id: 16 times as fast as the JavaScript one that browsers need.
function argon2id(passphrase: Uint8Array, salt: Uint8Array, cost: PassphraseCost): Promise<Uint8Array> {
  const { memoryKib: memory, passes, lanes: parallelism } = cost;
  const input = { message: passphrase, nonce: salt, memory, passes, parallelism, tagLength: 32 };
  return new Promise((resolve, reject) => {
    argon2("argon2id", input, (fault, key) => {
      if (fault) reject(fault);
      else resolve(new Uint8Array(key));
    });
  });
}
