import { sha256 } from "@bridle/core";
import { concatBytes, toHex } from "@bridle/protocol";

const REMEMBERED_MAX = 512;

/**
 * A check of bytes that always comes out the same, done once per input: the chains in leaves come by with every
 * message, and each costs several Ed25519 verifications. Remembers by SHA-256 of the parts, lengths
 * included.
 */
export function checkedOnce<V>(): (parts: readonly Uint8Array[], check: () => V) => V {
  const known = new Map<string, { readonly value: V }>();
  return (parts, check) => {
    const sizes = Uint32Array.from(parts, (part) => part.length);
    const name = toHex(sha256(concatBytes(new Uint8Array(sizes.buffer), ...parts)));
    const found = known.get(name);
    if (found !== undefined) return found.value;
    const value = check();
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(name, { value });
    return value;
  };
}
