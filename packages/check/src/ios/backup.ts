import { ok, type Result } from "@bridle/protocol";
import type { Examination } from "../examination/examination.ts";
import { quoted, reasonOf } from "../examination/quoted.ts";
import type { ByteSource, Source } from "../ports/source.ts";
import type { Artifact, IosModule } from "./artifact.ts";
import { decryptedFile } from "./encrypted-file.ts";
import type { FileRecord } from "./file-record.ts";
import { fileKey } from "./keybag.ts";
import { logKey, type ManifestEntry, scanManifest } from "./manifest.ts";
import { iosModules } from "./modules/index.ts";
import { type OpenBackup, openBackup, type PasswordRefusal } from "./open-backup.ts";

const modules = iosModules.filter(({ only }) => only !== "filesystem");

/** Examines an iPhone backup folder. Of an encrypted one, only what the checks read is decrypted, and only in memory. */
export async function examineBackup(
  source: Source,
  examination: Examination,
  password: string | undefined,
): Promise<Result<void, PasswordRefusal>> {
  for (const { name } of modules) examination.module(name);
  const opened = await openBackup(source, examination, password);
  if (!opened.ok) return opened;
  const backup = opened.value;
  if (backup === undefined) return ok(undefined);
  const wanted = await scanManifest(backup, examination, modules);
  const info = await source.find("Info.plist");
  if (info !== undefined) {
    for (const module of modules.filter((module) => module.wants.some(({ domain }) => domain === ""))) {
      const open = async (): Promise<Artifact> => {
        const input = await examination.hashed(info);
        return { input, name: "Info.plist", bytes: info, wal: undefined };
      };
      await guarded(module, { name: "Info.plist", open }, examination);
    }
  }
  for (const { module, entry } of inOrder(wanted.files)) {
    examination.progress({ phase: "read", what: module.name });
    const files = { entry, wal: wanted.logs.get(logKey(entry)) };
    const open = (): Promise<Artifact | undefined> => openArtifact(backup, files, { module, examination });
    await guarded(module, { name: `${entry.domain}-${entry.path}`, open }, examination);
  }
  if (!backup.encrypted) noteUnencrypted(examination);
  return ok(undefined);
}

interface Files {
  readonly entry: ManifestEntry;
  readonly wal: ManifestEntry | undefined;
}

async function openArtifact(
  backup: OpenBackup,
  { entry, wal }: Files,
  { module, examination }: { readonly module: IosModule; readonly examination: Examination },
): Promise<Artifact | undefined> {
  const opened = await openFile(backup, entry, { module, examination });
  if (opened === undefined) return undefined;
  const log = wal === undefined ? undefined : await openFile(backup, wal, { module, examination });
  return { ...opened, name: `${entry.domain}-${entry.path}`, wal: log?.bytes };
}

async function openFile(
  { source, encrypted, keys, inputs }: OpenBackup,
  found: ManifestEntry,
  { module, examination }: { readonly module: IosModule; readonly examination: Examination },
): Promise<Pick<Artifact, "input" | "bytes"> | undefined> {
  const run = examination.module(module.name);
  const name = `${found.domain}-${found.path}`;
  const file = await source.find(found.place);
  if (file === undefined) {
    run.partial(`${quoted(name)}: the manifest lists it, but the backup doesn't hold it`);
    return undefined;
  }
  const input = inputs.get(found.fileId) ?? (await examination.hashed(file));
  inputs.set(found.fileId, input);
  const { record } = found;
  const bytes = encrypted ? await opened(file, record) : file;
  if (bytes === undefined) {
    run.partial(`${quoted(name)}: its key can't be opened`);
    return undefined;
  }
  if (record?.sizeBytes !== undefined && record.sizeBytes !== bytes.sizeBytes) {
    const why = `${quoted(name)}: ${bytes.sizeBytes} bytes, where the manifest says ${record.sizeBytes}`;
    // More is a remark: cutting the file to what the manifest says would lose the newest rows.
    if (bytes.sizeBytes < record.sizeBytes) run.partial(why);
    else run.note(why);
  }
  return { input, bytes };

  async function opened(file: ByteSource, record: FileRecord | undefined): Promise<ByteSource | undefined> {
    const wrapped = record?.wrappedKey;
    const key = wrapped === undefined ? undefined : await fileKey(wrapped, keys, examination.platform);
    if (key === undefined) return undefined;
    const plain = await decryptedFile(file, key, examination.platform);
    if (!plain.paddingFits) run.partial(`${quoted(name)}: its end is damaged`);
    return plain;
  }
}

/** Those that others need first. */
export function inOrder<Wants extends { readonly module: IosModule }>(
  wants: readonly Wants[],
): readonly Wants[] {
  return wants.toSorted((a, b) => Number(b.module.first === true) - Number(a.module.first === true));
}

/** A module that meets a fault, in opening its file or in reading it, is booked as failed; the others go on. */
export async function guarded(
  module: IosModule,
  { name, open }: { readonly name: string; readonly open: () => Promise<Artifact | undefined> },
  examination: Examination,
): Promise<void> {
  const run = examination.module(module.name);
  try {
    const artifact = await open();
    if (artifact !== undefined) await module.check(artifact, run, examination);
  } catch (thrown) {
    if (examination.isCancellation(thrown)) throw thrown;
    run.failed(`${quoted(name)}: ${reasonOf(thrown)}`);
  }
}

function noteUnencrypted(examination: Examination): void {
  for (const { name, encryptedOnly } of modules) {
    const run = examination.module(name);
    if (encryptedOnly === true && run.coverage().status === "absent")
      run.note("only encrypted backups hold this");
  }
}
