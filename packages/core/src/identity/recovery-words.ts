import { assert, err, ok, type Result } from "@bridle/protocol";
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";

// The recovery words are BIP-39's encoding of 128 random bits with its checksum. BIP-39's own key
// stretching isn't used: the bits are uniform, and `account-keys.ts` derives from them by HKDF.

export const ENTROPY_BYTES = 16;

/** Twelve English words, separated by single spaces. */
export function wordsFromEntropy(entropy: Uint8Array): string {
  // BIP-39 has longer forms, which `entropyFromWords` wouldn't read again.
  assert(entropy.length === ENTROPY_BYTES, "recovery words are 16 bytes");
  return entropyToMnemonic(entropy, wordlist);
}

/** Words as a person types them: any case, any white space, numbered or not. */
export function entropyFromWords(typed: string): Result<Uint8Array, "recovery_key_invalid"> {
  const words = typed
    .normalize("NFKD")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  if (words.length !== 12 || words.some((word) => !wordlist.includes(word))) {
    return err("recovery_key_invalid");
  }
  try {
    return ok(mnemonicToEntropy(words.join(" "), wordlist));
  } catch {
    return err("recovery_key_invalid"); // The checksum doesn't match.
  }
}
