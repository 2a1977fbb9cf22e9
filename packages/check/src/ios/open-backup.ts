import { err, ok, type Result } from "@bridle/protocol";
import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import { quoted } from "../examination/quoted.ts";
import { parsePlist } from "../formats/plist/plist.ts";
import { entry, isData, type PlistValue, textEntry } from "../formats/plist/value.ts";
import { collected } from "../formats/stream.ts";
import { limits } from "../limits.ts";
import type { ByteSource, Source, SourceFile } from "../ports/source.ts";
import { decryptedFile } from "./encrypted-file.ts";
import { type ClassKeys, fileKey, type Keybag, parseKeybag, unlock } from "./keybag.ts";

/** Why a backup stays closed. Both are the user's to solve; anything else goes into the coverage. */
export type PasswordRefusal = "password needed" | "wrong password";

/** A backup whose manifest can be read. */
export interface OpenBackup {
  readonly source: Source;
  readonly encrypted: boolean;
  /** Since iOS 10 the list of files is a database. */
  readonly form: "database" | "mbdb";
  readonly keys: ClassKeys;
  readonly manifest: ByteSource;
  readonly manifestLog: ByteSource | undefined;
  readonly input: InputFile;
  readonly inputs: Map<string, InputFile>;
}

/** Opens the manifest. `undefined`, with the reason booked, when it can't be read at all. */
export async function openBackup(
  source: Source,
  examination: Examination,
  password: string | undefined,
): Promise<Result<OpenBackup | undefined, PasswordRefusal>> {
  const run = examination.module("Manifest");
  const database = await source.find("Manifest.db");
  const file = database ?? (await source.find("Manifest.mbdb"));
  const listFile = await source.find("Manifest.plist");
  if (file === undefined) {
    run.failed("the list of files, Manifest.db, is missing");
    return ok(undefined);
  }
  let list: PlistValue | undefined;
  if (listFile !== undefined) {
    await guardedRead(listFile, examination, {
      module: "Manifest",
      run: async () => {
        const hashed = examination.hashing(listFile, examination.input(listFile));
        list = parsePlist(await collected(hashed, limits.memberBytesMax));
        if (list === undefined) run.partial(`${quoted(listFile.path)}: not a property list`);
      },
    });
  } else run.note("Manifest.plist is missing; without it an encrypted backup can't be opened");
  await noteUnfinished(source, examination);
  const encrypted = entry(list, "IsEncrypted") === true || entry(list, "ManifestKey") !== undefined;
  if (encrypted && password === undefined) return err("password needed");
  const input = await examination.hashed(file);
  const log = encrypted ? undefined : await source.find("Manifest.db-wal");
  if (log !== undefined) await examination.hashed(log);
  const form = database === undefined ? "mbdb" : "database";
  const plain: OpenBackup = {
    source,
    form,
    encrypted,
    keys: new Map(),
    manifest: file,
    manifestLog: log,
    input,
    inputs: new Map(),
  };
  if (!encrypted || password === undefined) return ok(plain);
  const keys = await classKeys(list, password, examination);
  if (!keys.ok) {
    if (keys.error === "wrong password") return err("wrong password");
    run.failed(keys.error);
    return ok(undefined);
  }
  // The list of old backups isn't encrypted.
  if (form === "mbdb") return ok({ ...plain, keys: keys.value });
  const wrapped = entry(list, "ManifestKey");
  const key = isData(wrapped) ? await fileKey(wrapped, keys.value, examination.platform) : undefined;
  if (key === undefined) {
    run.failed("the manifest's key can't be opened");
    return ok(undefined);
  }
  const manifest = await decryptedFile(file, key, examination.platform);
  return ok({ ...plain, keys: keys.value, manifest, manifestLog: undefined });
}

/** A backup that was broken off holds old and new files, and lacks some. */
async function noteUnfinished(source: Source, examination: Examination): Promise<void> {
  const file = await source.find("Status.plist");
  if (file === undefined) return;
  const run = (): Promise<void> => noteState(file, examination);
  await guardedRead(file, examination, { module: "Manifest", run });
}

async function noteState(file: SourceFile, examination: Examination): Promise<void> {
  const hashed = examination.hashing(file, examination.input(file));
  const state = textEntry(parsePlist(await collected(hashed, limits.memberBytesMax)), "SnapshotState");
  if (state === undefined || state === "finished") return;
  examination.module("Manifest").partial(`the backup was not finished: ${quoted(state)}`);
}

async function classKeys(
  list: PlistValue | undefined,
  password: string,
  examination: Examination,
): Promise<Result<ClassKeys, string>> {
  const bytes = entry(list, "BackupKeyBag");
  const keybag = isData(bytes) ? parseKeybag(bytes) : undefined;
  if (keybag === undefined) return err("the keybag can't be read");
  const expectedMs = await derivationMs(keybag, examination);
  examination.progress({ phase: "derive-key", ...(expectedMs === undefined ? {} : { expectedMs }) });
  return unlock(keybag, password, examination.platform);
}

const SAMPLE_ITERATIONS = 40_000;

/** How long the key derivation will take on this machine, by a short one. */
async function derivationMs({ outer }: Keybag, { platform }: Examination): Promise<number | undefined> {
  if (outer === undefined || outer.iterations < 25 * SAMPLE_ITERATIONS) return undefined;
  const startMs = platform.nowMs();
  const sample = { hash: "sha256", password: new Uint8Array(1), salt: outer.salt, bytes: 32 } as const;
  await platform.pbkdf2({ ...sample, iterations: SAMPLE_ITERATIONS });
  return Math.round(((platform.nowMs() - startMs) * outer.iterations) / SAMPLE_ITERATIONS);
}
