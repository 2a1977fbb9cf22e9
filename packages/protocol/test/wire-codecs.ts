import { calls, type Codec, decode, encode, equalBytes, outcomeIndex, wireValues } from "../src/index.ts";

/** Every codec of the wire by name, requests and replies included. */
export const wireCodecs: readonly (readonly [name: string, codec: Codec<unknown>])[] = [
  ...Object.entries<Codec<unknown>>(wireValues),
  ["outcomeIndex", outcomeIndex],
  ...Object.entries(calls).flatMap(([name, { request, reply }]) => [
    [`${name} request`, request] as const,
    [`${name} reply`, reply] as const,
  ]),
];

/** What is wrong with how a codec takes these bytes: [P1], [P3] and the offset of a refusal. */
export function objectionTo(codec: Codec<unknown>, bytes: Uint8Array): string | undefined {
  try {
    const read = decode(codec, bytes);
    if (read.ok) return equalBytes(encode(codec, read.value), bytes) ? undefined : "another encoding";
    const { offset } = read.error;
    return offset >= 0 && offset <= bytes.length ? undefined : `offset ${offset}`;
  } catch (fault) {
    return `threw ${String(fault)}`;
  }
}
