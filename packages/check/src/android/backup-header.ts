import { equalBytes, err, fromHex, ok, type Result } from "@bridle/protocol";
import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import { asciiText } from "../text.ts";

/** The lines before a backup's content. */
export interface BackupHeader {
  readonly version: number;
  readonly compressed: boolean;
  readonly contentOffset: number;
  readonly encryption:
    | {
        readonly userSalt: Uint8Array;
        readonly checksumSalt: Uint8Array;
        readonly rounds: number;
        readonly iv: Uint8Array;
        readonly masterKeyBlob: Uint8Array;
      }
    | undefined;
}

/** `undefined` for what isn't such a backup, or is one of an unknown encryption. */
export function readBackupHeader(bytes: Uint8Array): BackupHeader | undefined {
  const lines: string[] = [];
  let at = 0;
  while (lines.length < 9) {
    const end = bytes.indexOf(10, at);
    if (end === -1) break;
    lines.push(asciiText(bytes, at, end).trim());
    at = end + 1;
    if (lines.length === 4 && lines[3] === "none") break;
  }
  const [magic, version = "", compressed, algorithm] = lines;
  if (magic !== "ANDROID BACKUP" || !/^[1-9]\d?$/.test(version) || !/^[01]$/.test(compressed ?? ""))
    return undefined;
  const head = { version: Number(version), compressed: compressed === "1", contentOffset: at };
  if (algorithm === "none") return { ...head, encryption: undefined };
  const [userSalt, checksumSalt, iv, masterKeyBlob] = [4, 5, 7, 8].map((line) =>
    fromHex((lines[line] ?? "").toLowerCase()),
  );
  const rounds = Number(lines[6]);
  if (algorithm !== "AES-256" || lines.length < 9 || !Number.isInteger(rounds) || rounds < 1)
    return undefined;
  if (
    userSalt === undefined ||
    checksumSalt === undefined ||
    iv?.length !== 16 ||
    masterKeyBlob === undefined
  ) {
    return undefined;
  }
  if (masterKeyBlob.length === 0 || masterKeyBlob.length % 16 !== 0) return undefined;
  return { ...head, encryption: { userSalt, checksumSalt, rounds, iv, masterKeyBlob } };
}

/** Opens the master key (AOSP `BackupPasswordManager`, `PerformFullTransport…`). Its checksum tells a wrong password. */
export async function masterKey(
  { version, encryption }: BackupHeader,
  password: Uint8Array,
  platform: Pick<Platform, "pbkdf2" | "decryptCbc">,
): Promise<
  Result<
    { readonly key: Uint8Array; readonly iv: Uint8Array },
    "wrong password" | "unreasonable key derivation"
  >
> {
  if (encryption === undefined || encryption.rounds > limits.iterationsMax)
    return err("unreasonable key derivation");
  const { userSalt, checksumSalt, rounds, iv, masterKeyBlob } = encryption;
  const derive = (secret: Uint8Array, salt: Uint8Array): Promise<Uint8Array> =>
    platform.pbkdf2({ hash: "sha1", password: secret, salt, iterations: rounds, bytes: 32 });
  const blob = await platform.decryptCbc(await derive(password, userSalt), iv, masterKeyBlob);
  const [innerIv, key, checksum] = lengthPrefixed(blob);
  if (innerIv?.length !== 16 || key?.length !== 32 || checksum === undefined) return err("wrong password");
  for (const secret of version > 1 ? [expanded(key), key] : [key, expanded(key)]) {
    if (equalBytes(await derive(secret, checksumSalt), checksum)) return ok({ key, iv: innerIv });
  }
  return err("wrong password");
}

function lengthPrefixed(blob: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < blob.length && parts.length < 3;) {
    const length = blob[at] ?? 0;
    if (at + 1 + length > blob.length) break;
    parts.push(blob.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return parts;
}

/**
 * Java turned the key's bytes into characters before hashing them: a byte from 0x80 up counts as negative, which makes it a
 * character whose UTF-8 has three bytes.
 */
function expanded(key: Uint8Array): Uint8Array {
  return Uint8Array.from(
    [...key].flatMap((byte) => (byte < 0x80 ? [byte] : [0xef, 0xbc | (byte >> 6), 0x80 | (byte & 0x3f)])),
  );
}
