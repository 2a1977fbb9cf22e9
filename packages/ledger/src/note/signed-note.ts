import { concatBytes, equalBytes, utf8Encode } from "@bridle/protocol";
import { fromBase64, toBase64 } from "../text/base64.ts";
import { isKeyName, type VerifierKey } from "./verifier-key.ts";

/** One line `— name base64(key id ‖ signature)`. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  /** What follows the key id. */
  readonly signature: Uint8Array;
}

/** A text ending in a newline and who signed it (C2SP signed-note). Parsed, not yet verified. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signature lines that are read; the format asks for at least 16, and post-quantum ones are long. */
export const noteSignaturesMax = 64;
export const noteCharactersMax = 512 * 1024;

/**
 * Splits at the last empty line and reads every signature line [L6]. `undefined` for anything that is
 * not a signed note: control characters, no signature, a line that isn't one, other base64.
 */
export function parseNote(note: string): SignedNote | undefined {
  if (note.length > noteCharactersMax || !note.isWellFormed() || hasControls(note)) return undefined;
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n") || split + 2 >= note.length) return undefined;
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > noteSignaturesMax) return undefined;
  const signatures = lines.map(parseSignatureLine);
  if (!signatures.every((line) => line !== undefined)) return undefined;
  return { text: note.slice(0, split + 1), signatures };
}

/** The note as it travels. */
export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join("")}`;
}

/** One signature line with its newline. */
export function formatSignatureLine(line: NoteSignature): string {
  return `— ${line.name} ${toBase64(concatBytes(line.keyId, line.signature))}\n`;
}

/** One signature line without its newline, or `undefined`. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  const [, name = "", base64 = ""] = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Whether the line claims to be by this key: name and id, both. */
export function isBy(key: VerifierKey, line: NoteSignature): boolean {
  return line.name === key.name && equalBytes(line.keyId, key.keyId);
}

/** The bytes a plain Ed25519 note signature covers. */
export function noteBytes(note: SignedNote): Uint8Array {
  return utf8Encode(note.text);
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}
