import { concatBytes, equalBytes, fromHex, type Sha256, toHex, utf8Encode } from "@bridle/protocol";
import { fromBase64, toBase64 } from "../text/base64.ts";

// C2SP signed-note: who signed, and with what.

/** What a key signs: the note itself (0x01), or a time and the note as a cosigner (0x04). */
export type KeyKind = "ed25519" | "cosignature";

const typeByte: Readonly<Record<KeyKind, number>> = { ed25519: 1, cosignature: 4 };

/** A name and key that somebody chose to trust. */
export interface VerifierKey {
  readonly name: string;
  readonly kind: KeyKind;
  readonly publicKey: Uint8Array;
  /** SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4]: an identifier, not a commitment. */
  readonly keyId: Uint8Array;
}

/** Non-empty, printable, without Unicode spaces and plus signs. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[^\s+\p{Zs}\p{Cc}]+$/u.test(name);
}

/** A verifier key from its parts; the name must be a key name. */
export function verifierKey(
  sha256: Sha256,
  key: { readonly name: string; readonly kind: KeyKind; readonly publicKey: Uint8Array },
): VerifierKey {
  if (!isKeyName(key.name) || key.publicKey.length !== 32) throw new RangeError("not a verifier key");
  const type = Uint8Array.of(0x0a, typeByte[key.kind]);
  const keyId = sha256(concatBytes(utf8Encode(key.name), type, key.publicKey)).slice(0, 4);
  return { name: key.name, kind: key.kind, publicKey: key.publicKey, keyId };
}

/** `name+hex key id+base64(type ‖ key)`, as keys are handed to others. */
export function formatVerifierKey(key: VerifierKey): string {
  const material = concatBytes(Uint8Array.of(typeByte[key.kind]), key.publicKey);
  return `${key.name}+${toHex(key.keyId)}+${toBase64(material)}`;
}

/** A key of one of the two kinds whose id fits its content [L8]; else `undefined`. */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey | undefined {
  // Base64 may contain a plus, names and hexadecimal can't.
  const [, name = "", hex = "", base64 = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const [keyId, material] = [fromHex(hex), fromBase64(base64)];
  if (!isKeyName(name) || keyId === undefined || material?.length !== 33) return undefined;
  const kind = kindOf(material[0]);
  if (kind === undefined) return undefined;
  const key = verifierKey(sha256, { name, kind, publicKey: material.slice(1) });
  return equalBytes(key.keyId, keyId) ? key : undefined;
}

function kindOf(type: number | undefined): KeyKind | undefined {
  if (type === typeByte.ed25519) return "ed25519";
  return type === typeByte.cosignature ? "cosignature" : undefined;
}
