import type { CryptoProvider } from "@bridle/core";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import type { SlotCrypto } from "../../key-slots/key-slots.ts";

/** The browser's WebCrypto as `core` takes it. */
export const browserCrypto: CryptoProvider = {
  subtle: crypto.subtle,
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** Browsers have no Argon2id of their own. In JavaScript the recommended cost is two to three seconds. */
export const browserSlotCrypto: SlotCrypto = {
  crypto: browserCrypto,
  argon2id: (passphrase, salt, { memoryKib, passes, lanes }) =>
    argon2idAsync(passphrase, salt, { m: memoryKib, t: passes, p: lanes, dkLen: 32, asyncTick: 20 }),
};
