import {
  assert,
  type Chain,
  decode,
  encode,
  equalBytes,
  fixedBytes,
  type Sha256,
  struct,
  u16,
  u8,
} from "@bridle/protocol";

/**
 * What the directory holds for an account: how many statements its device chain has, and the last one's
 * hash.
 */
const value = struct({ format: u8, statements: u16, head: fixedBytes(32) });

/** The value of a device chain, which has at least its genesis. */
export function chainValue(sha256: Sha256, chain: Chain): Uint8Array {
  const last = chain.at(-1);
  assert(last !== undefined, "a chain has a genesis");
  return encode(value, { format: 1, statements: chain.length, head: sha256(last) });
}

/** How many statements the chain of a published value had; 0 for what isn't one. */
export function chainLengthOf(published: Uint8Array): number {
  const read = decode(value, published);
  return read.ok ? read.value.statements : 0;
}

/**
 * How a chain that was delivered relates to the published value [L51]. `longer`: an update is on its way
 * to the directory. `shorter`: statements were held back; ask again, and don't use it. `different`: not
 * this account's chain.
 */
export function holdChain(
  sha256: Sha256,
  chain: Chain,
  published: Uint8Array,
): "same" | "longer" | "shorter" | "different" {
  const read = decode(value, published);
  if (!read.ok || read.value.format !== 1 || read.value.statements === 0) return "different";
  const { statements, head } = read.value;
  if (chain.length < statements) return "shorter";
  const last = chain[statements - 1];
  if (last === undefined || !equalBytes(sha256(last), head)) return "different";
  return chain.length === statements ? "same" : "longer";
}
