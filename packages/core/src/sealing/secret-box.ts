import { concatBytes, utf8Encode } from "@bridle/protocol";
import { aeadOpen, aeadSeal, type CryptoProvider } from "../crypto/index.ts";

const NONCE_SIZE = 12;

/** A short message under a key that several people hold: nonce ‖ AES-256-GCM ciphertext. */
export async function sealBox(
  crypto: CryptoProvider,
  key: Uint8Array,
  said: { readonly label: string; readonly plaintext: Uint8Array },
): Promise<Uint8Array> {
  const nonce = crypto.randomBytes(NONCE_SIZE);
  const aad = utf8Encode(said.label);
  const { plaintext } = said;
  return concatBytes(nonce, await aeadSeal(crypto, { key, nonce, aad, plaintext }));
}

export async function openBox(
  crypto: CryptoProvider,
  key: Uint8Array,
  shown: { readonly label: string; readonly sealed: Uint8Array },
): Promise<Uint8Array | undefined> {
  if (shown.sealed.length < NONCE_SIZE) return undefined;
  const opened = await aeadOpen(crypto, {
    key,
    nonce: shown.sealed.slice(0, NONCE_SIZE),
    ciphertext: shown.sealed.slice(NONCE_SIZE),
    aad: utf8Encode(shown.label),
  });
  return opened.ok ? opened.value : undefined;
}
