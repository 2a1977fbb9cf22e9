import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { deflateSync } from "node:zlib";
import { SeededNumbers } from "../arbitraries/mutation.ts";
import { tarBytes, type TarMember } from "./tar-writer.ts";

export interface AndroidBackupInput {
  readonly members: readonly TarMember[];
  readonly compressed?: boolean;
  readonly version?: number;
  readonly lock?: { readonly password: string; readonly rounds: number };
}

/** An `.ab` backup (AOSP `BackupManagerService`). */
export function androidBackupBytes({
  members,
  compressed = true,
  version = 5,
  lock,
}: AndroidBackupInput): Uint8Array {
  const tar = tarBytes(members);
  const body = compressed ? deflateSync(tar) : Buffer.from(tar);
  const head = `ANDROID BACKUP\n${version}\n${compressed ? 1 : 0}\n`;
  if (lock === undefined) return new Uint8Array(Buffer.concat([Buffer.from(`${head}none\n`), body]));
  const numbers = new SeededNumbers(9);
  const [userSalt, checksumSalt, userIv, iv, key] = [64, 64, 16, 16, 32].map((size) =>
    Buffer.from(numbers.bytes(size)),
  ) as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const userKey = pbkdf2Sync(lock.password, userSalt, lock.rounds, 32, "sha1");
  const secret = version > 1 ? Buffer.from(asJavaCharacters(key)) : key;
  const checksum = pbkdf2Sync(secret, checksumSalt, lock.rounds, 32, "sha1");
  const blob = [iv, key, checksum].flatMap((part) => [Buffer.of(part.length), part]);
  const lines = [
    userSalt.toString("hex"),
    checksumSalt.toString("hex"),
    lock.rounds,
    userIv.toString("hex"),
    cbc(userKey, userIv, Buffer.concat(blob)).toString("hex").toUpperCase(),
  ];
  return new Uint8Array(
    Buffer.concat([Buffer.from(`${head}AES-256\n${lines.join("\n")}\n`), cbc(key, iv, body)]),
  );
}

/** Java's `(char) byte`: a negative byte becomes a character near the end of the first plane. */
function asJavaCharacters(key: Buffer): string {
  return [...key].map((byte) => String.fromCharCode(byte < 0x80 ? byte : 0xff00 | byte)).join("");
}

function cbc(key: Buffer, iv: Buffer, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** Messages as a backup's telephony provider stores them. */
export function smsBackup(messages: readonly Readonly<Record<string, string>>[]): Uint8Array {
  return new Uint8Array(deflateSync(JSON.stringify(messages)));
}
