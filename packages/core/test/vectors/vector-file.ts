import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@bridle/protocol";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a case has whose refusal or value is looked at; the rest depends on the rule. */
export interface VectorCase {
  readonly name: string;
  readonly value?: Json;
  readonly refusal?: string;
}

export interface VectorsOf<Inputs> {
  readonly rule: string;
  readonly sealed?: Readonly<Record<string, string>>;
  readonly cases: readonly (VectorCase & Inputs)[];
}

/** A file of vectors/core; what its cases hold is the reader's word. */
export function vectorsOf<Inputs>(path: string): VectorsOf<Inputs> {
  const vectors: VectorsOf<Inputs> = JSON.parse(
    readFileSync(new URL(`../../../../vectors/core/${path}`, import.meta.url), "utf8"),
  );
  return vectors;
}

export function bytes(hex: string | undefined): Uint8Array {
  const read = hex === undefined ? undefined : fromHex(hex);
  if (read === undefined) throw new Error("no hexadecimal");
  return read;
}

/** A value as it stands in the vectors: bytes in hexadecimal, what is absent as `null`. */
export function inJson(value: unknown): unknown {
  const print = (_key: string, inner: unknown): unknown =>
    inner === undefined ? null : inner instanceof Uint8Array ? toHex(inner) : inner;
  const read: unknown = JSON.parse(JSON.stringify(value, print));
  return read;
}
