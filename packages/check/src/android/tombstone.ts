import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { protobufFields } from "../formats/protobuf.ts";
import { baseName, decodeText } from "../text.ts";
import { parseTime } from "../time.ts";
import { say } from "../words/said.ts";

/** What a crash says of its program. */
export interface Tombstone {
  readonly process: string;
  readonly command: string;
  readonly uid: number | undefined;
  readonly timeMs: number | undefined;
}

const HEAD_LENGTH = 64 * 1024;
const LINE_LENGTH_MAX = 2048;

/** The text form: a line of asterisks, then `key: value`. `undefined` when no process is named. */
export function parseTextTombstone(text: string): Tombstone | undefined {
  // All that is wanted stands at the top; memory and stacks follow.
  const head = text
    .slice(0, HEAD_LENGTH)
    .split("\n")
    .filter((line) => line.length < LINE_LENGTH_MAX)
    .join("\n");
  if (!head.includes("*** ***")) return undefined;
  const [, name, path] = /^pid: \d+, tid: \d+, name: (.*?) {1,2}>>> (.*?) <<<$/m.exec(head) ?? [];
  const command = /^Cmdline: (.*)$/m.exec(head)?.[1] ?? path;
  if (name === undefined && command === undefined) return undefined;
  const uid = /^uid: (\d+)$/m.exec(head)?.[1];
  const time = /^Timestamp: (.*)$/m.exec(head)?.[1];
  return {
    process: path ?? name ?? "",
    command: command ?? "",
    uid: uid === undefined ? undefined : Number(uid),
    timeMs: time === undefined ? undefined : tombstoneTime(time),
  };
}

/** The protobuf form (AOSP `tombstone.proto`): timestamp 4, uid 7, command line 9. */
export function parseProtobufTombstone(bytes: Uint8Array): Tombstone | undefined {
  const fields = protobufFields(bytes);
  if (fields === undefined) return undefined;
  const texts = (number: number): readonly string[] =>
    fields.flatMap((field) =>
      field.number === number && field.kind === "bytes" ? [decodeText(field.bytes)] : [],
    );
  const uid = fields.find((field) => field.number === 7);
  const command = texts(9);
  const [process] = command;
  if (process === undefined) return undefined;
  const [time] = texts(4);
  return {
    process,
    command: command.join(" "),
    uid: uid?.kind === "varint" ? uid.value : 0,
    timeMs: time === undefined ? undefined : tombstoneTime(time),
  };
}

function tombstoneTime(text: string): number | undefined {
  return parseTime(text.replace(/(\.\d{3})\d*/, "$1"));
}

const privileged = new Map([
  [0, "root"],
  [1000, "the system"],
  [2000, "the shell"],
]);

export function checkTombstone(
  { process, command, uid, timeMs }: Tombstone,
  run: ModuleRun,
  place: Place,
): void {
  run.record();
  const context = { place, timeMs, about: "A program crashed" };
  const names = new Set([process, process.split(" ", 1)[0] ?? "", command.split(" ", 1)[0] ?? ""]);
  for (const name of names) if (name !== "" && run.process(name, context)) break;
  run.event(timeMs, "crash", `${process} (uid ${uid ?? "unknown"})`);
  const rights = uid === undefined ? undefined : privileged.get(uid);
  if (rights === undefined) return;
  const message = say`${baseName(process)} crashed with the rights of ${rights}`;
  run.notice("privileged-crash", { severity: "medium", usual: true, message, place, timeMs });
}
