import { err, ok, type Result, utf8Encode } from "@bridle/protocol";
import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import { asciiText } from "../text.ts";

/** One protection class of a backup. */
interface ProtectionClass {
  readonly number: number;
  /** Bit 0: wrapped with the device's own key; bit 1: with the password. */
  readonly wrap: number;
  readonly wrappedKey: Uint8Array;
}

/** `BackupKeyBag` of Manifest.plist, with what the key derivation needs. */
export interface Keybag {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** iOS 10.2 and later stretch the password with SHA-256 first. */
  readonly outer: { readonly salt: Uint8Array; readonly iterations: number } | undefined;
  readonly classes: readonly ProtectionClass[];
}

const WRAPPED_WITH_PASSWORD = 2;

/**
 * Reads the tag-length-value list: four letters, a big-endian length, the value. Each `UUID` behind the header's own opens a
 * class. `undefined` for what contradicts itself.
 */
export function parseKeybag(bytes: Uint8Array): Keybag | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = new Map<string, Uint8Array>();
  const classes: Map<string, Uint8Array>[] = [];
  let open = header;
  for (let at = 0; at + 8 <= bytes.length;) {
    const tag = asciiText(bytes, at, at + 4);
    const length = view.getUint32(at + 4);
    if (at + 8 + length > bytes.length) return undefined;
    if (tag === "UUID" && header.has("UUID")) classes.push((open = new Map<string, Uint8Array>()));
    open.set(tag, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const salt = header.get("SALT");
  const iterations = number(header.get("ITER"));
  if (salt === undefined || iterations === undefined) return undefined;
  const [outerSalt, outerIterations] = [header.get("DPSL"), number(header.get("DPIC"))];
  return {
    salt,
    iterations,
    outer:
      outerSalt === undefined || outerIterations === undefined
        ? undefined
        : { salt: outerSalt, iterations: outerIterations },
    classes: classes.flatMap((fields) => {
      const [clas, wrap, key] = [number(fields.get("CLAS")), number(fields.get("WRAP")), fields.get("WPKY")];
      return clas === undefined || key === undefined
        ? []
        : [{ number: clas & 15, wrap: wrap ?? 0, wrappedKey: key }];
    }),
  };
}

function number(bytes: Uint8Array | undefined): number | undefined {
  if (bytes?.length !== 4) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

/** Class keys by class number. */
export type ClassKeys = ReadonlyMap<number, Uint8Array>;

/** Opens the keybag. The key-wrap's own check tells a wrong password; there is nothing to compare it with before that. */
export async function unlock(
  keybag: Keybag,
  password: string,
  platform: Pick<Platform, "pbkdf2" | "unwrapKey">,
): Promise<
  Result<ClassKeys, "wrong password" | "unreasonable key derivation" | "no key under the password">
> {
  const { outer, salt, iterations, classes } = keybag;
  if (
    Math.max(iterations, outer?.iterations ?? 1) > limits.iterationsMax ||
    iterations === 0 ||
    outer?.iterations === 0
  ) {
    return err("unreasonable key derivation");
  }
  const text = utf8Encode(password.toWellFormed());
  const inner =
    outer === undefined
      ? text
      : await platform.pbkdf2({ hash: "sha256", password: text, ...outer, bytes: 32 });
  const key = await platform.pbkdf2({ hash: "sha1", password: inner, salt, iterations, bytes: 32 });
  const keys = new Map<number, Uint8Array>();
  let tried = 0;
  for (const { number, wrap, wrappedKey } of classes) {
    if ((wrap & WRAPPED_WITH_PASSWORD) === 0) continue;
    tried++;
    const classKey = await platform.unwrapKey(key, wrappedKey);
    if (classKey !== undefined) keys.set(number, classKey);
  }
  if (tried === 0) return err("no key under the password");
  return keys.size === 0 ? err("wrong password") : ok(keys);
}

/** A file's key: a little-endian class number and the key wrapped with that class's. */
export async function fileKey(
  wrapped: Uint8Array,
  keys: ClassKeys,
  platform: Pick<Platform, "unwrapKey">,
): Promise<Uint8Array | undefined> {
  if (wrapped.length < 12) return undefined;
  const clas = new DataView(wrapped.buffer, wrapped.byteOffset, 4).getUint32(0, true);
  const key = keys.get(clas & 15);
  return key === undefined ? undefined : platform.unwrapKey(key, wrapped.subarray(4));
}
