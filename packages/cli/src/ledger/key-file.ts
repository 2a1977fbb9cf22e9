import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Ed25519Signer, isKeyName, type KeyKind, type VerifierKey, verifierKey } from "@bridle/ledger";
import { toHex } from "@bridle/protocol";
import { ed25519Signer, newSeed, nodeCrypto } from "@bridle/server/ledger";
import { UsageError } from "./command-io.ts";
import { readNamedText } from "./options.ts";

/** A private key with its name. */
export interface NamedKey {
  readonly key: VerifierKey;
  readonly signer: Ed25519Signer;
}

const typeByte: Readonly<Record<KeyKind, number>> = { ed25519: 1, cosignature: 4 };

/**
 * Makes a key and its file, readable by its owner only: `PRIVATE+KEY+name+id+base64(type ‖ seed)`, the line
 * that other tools for signed notes read too. An existing file is never replaced.
 */
export function createKeyFile(
  path: string,
  named: { readonly name: string; readonly kind: KeyKind },
): NamedKey {
  if (!isKeyName(named.name)) throw new UsageError("a name has no spaces and no plus sign");
  if (existsSync(path)) throw new UsageError(`${path} is already there`);
  const seed = newSeed();
  const made = namedKey(seed, named);
  const material = Buffer.concat([Uint8Array.of(typeByte[named.kind]), seed]).toString("base64");
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const line = `PRIVATE+KEY+${named.name}+${toHex(made.key.keyId)}+${material}\n`;
  writeFileSync(path, line, { mode: 0o600, flag: "wx", flush: true });
  return made;
}

/** The key in a file. */
export function readKeyFile(path: string, kind: KeyKind): NamedKey {
  const [, name = "", id = "", base64 = ""] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(\S+)\n?$/.exec(readNamedText(path)) ?? [];
  const material = new Uint8Array(Buffer.from(base64, "base64"));
  if (material.length !== 33 || material[0] !== typeByte[kind] || !isKeyName(name)) {
    throw new UsageError(`${path} is not a key file for this`);
  }
  const read = namedKey(material.subarray(1), { name, kind });
  if (toHex(read.key.keyId) !== id) throw new UsageError(`${path} is damaged: its key id doesn't fit`);
  return read;
}

function namedKey(seed: Uint8Array, named: { readonly name: string; readonly kind: KeyKind }): NamedKey {
  const signer = ed25519Signer(seed);
  return { key: verifierKey(nodeCrypto.sha256, { ...named, publicKey: signer.publicKey }), signer };
}
