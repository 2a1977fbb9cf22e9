import type { webcrypto } from "node:crypto";

// @hpke/core names WebCrypto's key types as a browser does, where they are global.
declare global {
  type CryptoKey = webcrypto.CryptoKey;
  type CryptoKeyPair = webcrypto.CryptoKeyPair;
}
