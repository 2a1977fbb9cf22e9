import { err, ok, type Result, utf8Encode } from "@bridle/protocol";
import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { collected, slices } from "../formats/stream.ts";
import { TarWalk } from "../formats/tar.ts";
import type { PasswordRefusal } from "../ios/open-backup.ts";
import { fieldOf, listField, parseJson, textField } from "../json.ts";
import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import type { SourceFile } from "../ports/source.ts";
import { decodeText } from "../text.ts";
import { fromUnixMs } from "../time.ts";
import { say } from "../words/said.ts";
import { type BackupHeader, masterKey, readBackupHeader } from "./backup-header.ts";

/** Examines an `.ab` backup: the messages in it. Nothing of it is written anywhere. */
export async function examineAndroidBackup(
  file: SourceFile,
  examination: Examination,
  password: string | undefined,
): Promise<Result<void, PasswordRefusal>> {
  const run = examination.module("SMS");
  const header = readBackupHeader(await file.readAt(0, 8192));
  if (header === undefined) {
    run.failed(`${quoted(file.path)}: the backup's first lines can't be read`);
    return ok(undefined);
  }
  const opened = await content(file, header, { platform: examination.platform, password });
  if (!opened.ok) {
    if (opened.error === "password needed" || opened.error === "wrong password") return err(opened.error);
    run.failed(`${quoted(file.path)}: ${opened.error}`);
    return ok(undefined);
  }
  const input = await examination.hashed(file);
  const plain = header.compressed ? examination.platform.inflate("zlib", opened.value) : opened.value;
  const tar = new TarWalk(file.path, () => plain);
  for await (const member of tar.walk()) {
    examination.progress({ phase: "read", what: member.path });
    const kind = /^apps\/com\.android\.providers\.telephony\/d_f\/\d+_(sms|mms)_backup$/.exec(
      member.path,
    )?.[1];
    if (kind !== undefined) {
      const read = { input, run, platform: examination.platform };
      await guardedRead(member, examination, { module: "SMS", run: () => messages(member, read) });
    } else examination.module("BackupFiles").record();
  }
  for (const { path, why } of tar.refused) run.partial(`${quoted(path)}: ${why}`);
  return ok(undefined);
}

async function content(
  file: SourceFile,
  header: BackupHeader,
  { platform, password }: { readonly platform: Platform; readonly password: string | undefined },
): Promise<Result<AsyncIterable<Uint8Array>, string>> {
  const body = { from: header.contentOffset, to: file.sizeBytes };
  if (header.encryption === undefined) return ok(slices(file, body));
  if (password === undefined) return err("password needed");
  const key = await masterKey(header, utf8Encode(password.toWellFormed()), platform);
  return key.ok ? ok(decrypted(slices(file, body), key.value, platform)) : key;
}

/** AES-256-CBC in order; the last block's padding is taken off. */
async function* decrypted(
  chunks: AsyncIterable<Uint8Array>,
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
  platform: Platform,
): AsyncGenerator<Uint8Array> {
  let before = iv;
  let held: Uint8Array | undefined;
  for await (const chunk of chunks) {
    const whole = chunk.subarray(0, chunk.length - (chunk.length % 16));
    if (whole.length === 0) continue;
    if (held !== undefined) yield held;
    held = await platform.decryptCbc(key, before, whole);
    before = whole.slice(-16);
  }
  if (held === undefined) return;
  const padding = held.at(-1) ?? 0;
  yield padding >= 1 && padding <= 16 ? held.subarray(0, held.length - padding) : held;
}

async function messages(
  member: SourceFile,
  {
    input,
    run,
    platform,
  }: { readonly input: InputFile; readonly run: ModuleRun; readonly platform: Platform },
): Promise<void> {
  const packed = await collected(member.stream(), limits.memberBytesMax);
  let bytes: Uint8Array;
  try {
    const pieces = (async function* () {
      yield packed;
    })();
    bytes =
      packed[0] === 0x78 ? await collected(platform.inflate("zlib", pieces), limits.memberBytesMax) : packed;
  } catch {
    return run.partial(`${quoted(member.path)} can't be unpacked`);
  }
  const list = parseJson(decodeText(bytes));
  run.record(0);
  if (!Array.isArray(list)) return run.partial(`${quoted(member.path)} is no list of messages`);
  const messages = list satisfies unknown[];
  if (messages.length > 0 && !messages.some(isMessage))
    return run.partial(`${quoted(member.path)}: no entry of a known form`);
  for (const [row, message] of messages.entries())
    checkMessage(message, run, { input, name: member.path, row });
}

function isMessage(item: unknown): boolean {
  return ["body", "mms_body", "address", "mms_addresses"].some((name) => fieldOf(item, name) !== undefined);
}

function checkMessage(
  message: unknown,
  run: ModuleRun,
  place: { readonly input: InputFile; readonly name: string; readonly row: number },
): void {
  run.record();
  const body = textField(message, "body") ?? textField(message, "mms_body") ?? "";
  const sender = textField(message, "address") ?? addresses(message);
  const timeMs = fromUnixMs(Number(textField(message, "date") ?? "0"));
  const about = sender === "" ? "A message with an unknown number" : say`A message with ${sender}`;
  run.linksIn(`${body} ${textField(message, "sub") ?? ""}`, { place, timeMs, about });
  run.event(timeMs, "message", `${sender}: ${body}`);
}

function addresses(message: unknown): string {
  const found = listField(message, "mms_addresses").map((entry) => textField(entry, "address") ?? "");
  return found.filter((address) => address !== "").join(", ");
}
