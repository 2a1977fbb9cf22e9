import { createCipheriv, createHash, pbkdf2Sync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SeededNumbers } from "../arbitraries/mutation.ts";
import { mbdbBytes, type MbdbInput } from "./mbdb-writer.ts";
import { binaryPlist, type PlistInput, Uid, xmlPlist } from "./plist-writer.ts";
import { type SqliteBytes, sqliteBytes, table } from "./sqlite-bytes.ts";

/** How a backup is locked. Apple takes ten million rounds; tests take few. */
export interface Lock {
  readonly password: string;
  readonly outerIterations: number;
  readonly innerIterations: number;
}

interface BackupFile {
  readonly domain: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const CLASS = 3;
const MANIFEST_CLASS = 4;

/** Makes an iPhone backup as a folder of files, from what stands in Apple's and others' descriptions of the format. */
export class IphoneBackup {
  readonly #files: BackupFile[] = [];
  readonly #info: Record<string, PlistInput> = {
    "Product Version": "26.1",
    "Product Type": "iPhone15,2",
    "Last Backup Date": new Date(1_760_000_000_000),
  };
  readonly #numbers: SeededNumbers;

  constructor(seed = 1) {
    this.#numbers = new SeededNumbers(seed);
  }

  info(fields: Readonly<Record<string, PlistInput>>): this {
    Object.assign(this.#info, fields);
    return this;
  }

  file(domain: string, path: string, bytes: Uint8Array): this {
    this.#files.push({ domain, path, bytes });
    return this;
  }

  plist(domain: string, path: string, value: PlistInput): this {
    return this.file(domain, path, binaryPlist(value));
  }

  /** A database; with its log if `settings` ask for one. */
  database(domain: string, path: string, { main, wal }: SqliteBytes): this {
    this.file(domain, path, main);
    return wal === undefined ? this : this.file(domain, `${path}-wal`, wal);
  }

  /** The files of the backup folder, by path. */
  files(lock?: Lock): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    this.#make(lock, (path, bytes) => void files.set(path, bytes));
    return files;
  }

  /** Writes the backup folder file by file, for backups beyond memory. */
  write(folder: string, lock?: Lock): void {
    this.#make(lock, (path, bytes) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    });
  }

  #make(lock: Lock | undefined, put: (path: string, bytes: Uint8Array) => void): void {
    put("Info.plist", xmlPlist(this.#info));
    const keys = lock === undefined ? undefined : this.#keys(lock);
    const { main } = sqliteBytes((database) => {
      const rows = this.#files.map((file) => {
        const id = fileId(file.domain, file.path);
        const key = keys === undefined ? undefined : this.#numbers.bytes(32);
        const stored = key === undefined ? file.bytes : encrypted(file.bytes, key);
        put(`${id.slice(0, 2)}/${id}`, stored);
        const wrapped =
          key === undefined || keys === undefined ? undefined : wrappedFor(CLASS, wrap(keys.fileClass, key));
        return {
          fileID: id,
          domain: file.domain,
          relativePath: file.path,
          flags: 1,
          file: fileRecord(file.bytes.length, wrapped),
        };
      });
      table(
        database,
        "Files",
        rows.length > 0 ? rows : [{ fileID: "", domain: "", relativePath: "", flags: 2, file: null }],
      );
    });
    const encryption = keys === undefined ? {} : { ManifestKey: keys.manifestKey, BackupKeyBag: keys.keybag };
    put("Manifest.plist", binaryPlist({ IsEncrypted: keys !== undefined, Version: "10.0", ...encryption }));
    put("Manifest.db", keys === undefined ? main : encrypted(main, keys.manifest));
  }

  /** The same as iOS 9 and older made it: another list, files in one folder, one key derivation only. */
  oldFiles(lock?: Lock): Map<string, Uint8Array> {
    const files = new Map([["Info.plist", xmlPlist({ ...this.#info, "Product Version": "9.3.6" })]]);
    const keys = lock === undefined ? undefined : this.#keys(lock, "one derivation");
    const list = this.#files.map(({ domain, path, bytes }): MbdbInput => {
      const key = keys === undefined ? undefined : this.#numbers.bytes(32);
      files.set(fileId(domain, path), key === undefined ? bytes : encrypted(bytes, key));
      const entry = { domain, path, sizeBytes: bytes.length };
      if (key === undefined || keys === undefined) return entry;
      return { ...entry, key: { protection: CLASS, wrapped: wrap(keys.fileClass, key) } };
    });
    const encryption = keys === undefined ? {} : { BackupKeyBag: keys.keybag };
    files.set("Manifest.mbdb", mbdbBytes(list));
    files.set(
      "Manifest.plist",
      binaryPlist({ IsEncrypted: keys !== undefined, Version: "9.1", ...encryption }),
    );
    return files;
  }

  #keys(lock: Lock, form: "one derivation" | "two derivations" = "two derivations") {
    const [outerSalt, salt] = [this.#numbers.bytes(20), this.#numbers.bytes(20)];
    const isOld = form === "one derivation";
    const inner = isOld
      ? lock.password
      : pbkdf2Sync(lock.password, outerSalt, lock.outerIterations, 32, "sha256");
    const key = new Uint8Array(pbkdf2Sync(inner, salt, lock.innerIterations, 32, "sha1"));
    const [fileClass, manifestClass, manifest] = [32, 32, 32].map((size) => this.#numbers.bytes(size)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const keybag = Buffer.concat([
      tlv("VERS", word(5)),
      tlv("TYPE", word(1)),
      tlv("UUID", this.#numbers.bytes(16)),
      tlv("HMCK", this.#numbers.bytes(40)),
      tlv("WRAP", word(0)),
      tlv("SALT", salt),
      tlv("ITER", word(lock.innerIterations)),
      ...(isOld
        ? []
        : [tlv("DPWT", word(1)), tlv("DPIC", word(lock.outerIterations)), tlv("DPSL", outerSalt)]),
      ...this.#classEntry(CLASS, { wrap: 2, key: wrap(key, fileClass) }),
      // A class that only the phone itself can open.
      ...this.#classEntry(11, { wrap: 1, key: this.#numbers.bytes(40) }),
      ...this.#classEntry(MANIFEST_CLASS, { wrap: 2, key: wrap(key, manifestClass) }),
    ]);
    return {
      keybag: new Uint8Array(keybag),
      fileClass,
      manifest,
      manifestKey: wrappedFor(MANIFEST_CLASS, wrap(manifestClass, manifest)),
    };
  }

  #classEntry(
    number: number,
    { wrap, key }: { readonly wrap: number; readonly key: Uint8Array },
  ): Uint8Array[] {
    return [
      tlv("UUID", this.#numbers.bytes(16)),
      tlv("CLAS", word(number)),
      tlv("WRAP", word(wrap)),
      tlv("KTYP", word(0)),
      tlv("WPKY", key),
    ];
  }
}

/** A file's name in a backup. */
export function fileId(domain: string, path: string): string {
  return createHash("sha1").update(`${domain}-${path}`).digest("hex");
}

/** An archived `MBFile`, as the manifest has one for each file. */
export function fileRecord(size: number, wrappedKey?: Uint8Array): Uint8Array {
  const key = wrappedKey === undefined ? {} : { EncryptionKey: new Uid(2) };
  const file = {
    $class: new Uid(3),
    Birth: 1_700_000_000,
    LastModified: 1_700_000_100,
    LastStatusChange: 1_700_000_200,
    Mode: 33_188,
    UserID: 501,
    ProtectionClass: CLASS,
    Size: size,
    ...key,
  };
  return binaryPlist({
    $version: 100_000,
    $archiver: "NSKeyedArchiver",
    $top: { root: new Uid(1) },
    $objects: [
      "$null",
      file,
      wrappedKey === undefined ? "$null" : { $class: new Uid(4), "NS.data": wrappedKey },
      { $classname: "MBFile", $classes: ["MBFile", "NSObject"] },
      { $classname: "NSMutableData", $classes: ["NSMutableData", "NSData", "NSObject"] },
    ],
  });
}

function encrypted(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-cbc", key, Buffer.alloc(16));
  return new Uint8Array(Buffer.concat([cipher.update(bytes), cipher.final()]));
}

function wrap(wrappingKey: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv("id-aes256-wrap", wrappingKey, Buffer.alloc(8, 0xa6));
  return new Uint8Array(Buffer.concat([cipher.update(key), cipher.final()]));
}

function wrappedFor(number: number, key: Uint8Array): Uint8Array {
  const clas = Buffer.alloc(4);
  clas.writeUInt32LE(number);
  return new Uint8Array(Buffer.concat([clas, key]));
}

function tlv(tag: string, value: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(tag), word(value.length), value]);
}

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
