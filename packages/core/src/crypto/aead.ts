import { err, ok, type Result } from "@bridle/protocol";
import type { AesGcmParameters, CryptoProvider } from "./provider.ts";

/** Wrong key, nonce, associated data, or changed bytes: nothing more is known. */
export interface NotAuthentic {
  readonly kind: "not_authentic";
}

interface AeadContext {
  /** 16 bytes (AES-128) or 32 bytes (AES-256). */
  readonly key: Uint8Array;
  /** 12 bytes; never twice with the same key. */
  readonly nonce: Uint8Array;
  /** Authenticated, not encrypted. */
  readonly aad?: Uint8Array;
}

/** AES-GCM (NIST SP 800-38D): ciphertext followed by the 16-byte tag. */
export async function aeadSeal(
  crypto: CryptoProvider,
  input: AeadContext & { readonly plaintext: Uint8Array },
): Promise<Uint8Array> {
  const key = await importKey(crypto, input.key, "encrypt");
  const sealed = await crypto.subtle.encrypt(parameters(input), key, owned(input.plaintext));
  return new Uint8Array(sealed);
}

/** Opens what `aeadSeal` made. A key or nonce of a wrong length is a bug of the caller and throws. */
export async function aeadOpen(
  crypto: CryptoProvider,
  input: AeadContext & { readonly ciphertext: Uint8Array },
): Promise<Result<Uint8Array, NotAuthentic>> {
  const key = await importKey(crypto, input.key, "decrypt");
  try {
    const opened = await crypto.subtle.decrypt(parameters(input), key, owned(input.ciphertext));
    return ok(new Uint8Array(opened));
  } catch {
    return err({ kind: "not_authentic" });
  }
}

function importKey(crypto: CryptoProvider, key: Uint8Array, usage: "encrypt" | "decrypt"): Promise<unknown> {
  return crypto.subtle.importKey("raw", owned(key), { name: "AES-GCM" }, false, [usage]);
}

function parameters(input: AeadContext): AesGcmParameters {
  return {
    name: "AES-GCM",
    iv: owned(input.nonce),
    additionalData: owned(input.aad ?? new Uint8Array()),
  };
}

/** WebCrypto takes no views of shared memory, so it gets its own copy. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
